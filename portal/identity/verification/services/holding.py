"""Putting a school on hold and taking it up again: one step each, with the reason; what it wrote is hidden together and shown again together."""

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import claim
from portal.identity.schools.models import School, SchoolStatus, Verification
from portal.identity.schools.services.verification import make_findable, make_unfindable
from portal.identity.schools.workflow import SCHOOL
from portal.identity.verification import events
from portal.identity.verification.services.deciding import not_ones_own


def suspend_school(school: School, *, by: Actor, reason: str, hides_posts: bool) -> None:
    """From the next request on nobody acts for the school. Its contacts and head read the reason; its clusters hear that it is away."""
    not_ones_own(school, by)
    SCHOOL.advance(school, "suspend", posts_hidden_at=clock.now() if hides_posts else school.posts_hidden_at)
    _note(school, by, "suspended", reason)
    make_unfindable(school)
    record(events.SchoolSuspended(by_id=by.id, school_id=school.id, hides_posts=hides_posts))


def restore_school(school: School, *, by: Actor, reason: str) -> None:
    """Everything is as it was before: its people act for it again, and what was hidden is shown."""
    not_ones_own(school, by)
    SCHOOL.advance(school, "restore", posts_hidden_at=None)
    _note(school, by, "restored", reason)
    make_findable(school)
    record(events.SchoolRestored(by_id=by.id, school_id=school.id))


def hide_posts(school: School, *, by: Actor) -> None:
    """Hide what a school that is on hold wrote, on every board at once. Nothing is deleted."""
    not_ones_own(school, by)
    if school.status != SchoolStatus.SUSPENDED:
        raise NotAllowedNow(_("Put the school on hold first."))
    if claim(school, {"posts_hidden_at": None}, {"posts_hidden_at": clock.now()}):
        record(events.SchoolPostsHidden(by_id=by.id, school_id=school.id))


def show_posts(school: School, *, by: Actor) -> None:
    """Show again what was hidden."""
    not_ones_own(school, by)
    if school.posts_hidden_at is None:
        raise NotAllowedNow(_("Nothing of this school is hidden."))
    if claim(school, {"posts_hidden_at": school.posts_hidden_at}, {"posts_hidden_at": None}):
        record(events.SchoolPostsShown(by_id=by.id, school_id=school.id))


def _note(school: School, by: Actor, outcome: str, reason: str) -> None:
    if not clean(reason):
        raise RuleBroken("hold_reason", _("Write the reason. The school reads it."))
    session().add(
        Verification(
            school_id=school.id,
            decided_by_id=by.id,
            outcome=outcome,
            level=school.verification_level,
            reason=clean(reason),
        )
    )
    session().flush()
