"""Secret calendar links: made, made anew, ended. Nothing secret is stored: the address is signed from id and turn."""

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.core.workflow import claim
from portal.policy import SignedIn
from portal.running.activities import events, queries
from portal.running.activities.models import CalendarFeed
from portal.running.activities.queries import Given


def make_calendar_link(*, by: SignedIn, given: Given) -> CalendarFeed:
    """Make the person's link to this. One that was there gets a new turn: its old address is dead."""
    feed = queries.find_feed(by.id, given)
    if feed is None:
        feed = CalendarFeed(person_id=by.id, scope=given.scope, **given._asdict())
        session().add(feed)
        session().flush()
    else:
        claim(feed, {}, {"turn": feed.turn + 1, "revoked_at": None})
    record(events.CalendarLinkMade(by_id=by.id, person_id=by.id, subject_id=feed.id, scope=given.scope.value))
    return feed


def revoke_calendar_link(feed: CalendarFeed, *, by: Actor) -> None:
    """End the link: its address gives nothing from now on."""
    if claim(feed, {"revoked_at": None}, {"turn": feed.turn + 1, "revoked_at": clock.now()}):
        record(events.CalendarLinkRevoked(by_id=by.id, person_id=by.id, subject_id=feed.id, scope=feed.scope.value))
