"""Looking, may be asked, or not now: said by the school's contact; ended by the day until which it was said."""

from collections.abc import Iterable
from datetime import date

from portal.core import clock
from portal.core.actors import Actor
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.identity.finding import events
from portal.identity.finding.models import SchoolListing
from portal.identity.finding.services.listing import LONGEST_WISH, keep_listing
from portal.identity.profiles import services as profiles
from portal.identity.profiles.models import Looking, TagKind


def say_looking(
    listing: SchoolListing,
    *,
    by: Actor,
    version: int,
    looking: Looking,
    looking_for: str,
    partners_wanted: int | None,
    looking_until: date | None,
    surroundings: Iterable[str],
) -> None:
    """Say whether the school is looking, for what, for how many partners, until when; and what it is like around the school.

    Raises Stale when a colleague said something else meanwhile.
    """
    if listing.version != version:
        raise Stale(_("A colleague changed this page while you were writing."), {"looking_for": listing.looking_for})
    wish = clean(looking_for)
    if len(wish) > LONGEST_WISH:
        raise RuleBroken("looking_for", _("Use 600 characters or fewer."))
    if looking == Looking.YES and not wish:
        raise RuleBroken("looking_for", _("Write what you are looking for. Other schools read it."))
    if looking == Looking.YES and looking_until is not None and looking_until < clock.today(listing.zone):
        raise RuleBroken("looking_until", _("Choose a day in the future."))
    school = listing.school
    profiles.say_looking(school, by=by, looking=looking, looking_for=wish)
    profiles.set_tags(school, TagKind.SURROUNDINGS, surroundings)
    is_looking = looking == Looking.YES
    listing.partners_wanted = partners_wanted if is_looking else None
    listing.looking_until = looking_until if is_looking else None
    listing.version += 1
    keep_listing(school)
    record(events.LookingSaid(by_id=by.id, school_id=school.id, looking=looking.value))


def end_looking(listing: SchoolListing, *, by: Actor) -> None:
    """The day until which the school was looking is past: it is not to be asked now. A later day said meanwhile counts."""
    if listing.looking_until is None or listing.looking_until >= clock.today(listing.zone):
        return
    profiles.say_looking(listing.school, by=by, looking=Looking.NO, looking_for=listing.looking_for)
    listing.looking_until = listing.partners_wanted = None
    listing.version += 1
    keep_listing(listing.school, is_alive=False)
    record(events.LookingEnded(by_id=None, school_id=listing.school_id))
