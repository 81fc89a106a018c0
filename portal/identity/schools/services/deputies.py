"""Who answers the yearly yes for the head, as the school's functions say. Named in the room of school years; ended here whenever it cannot go on."""

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.identity.accounts import links
from portal.identity.schools import events
from portal.identity.schools.models import Function, School, SchoolFunction


def deputy_of(school: School) -> SchoolFunction | None:
    """Who answers for the head now."""
    return next(iter(school.holders(Function.HEAD_DEPUTY)), None)


def end_deputy(school: School, *, by: Actor) -> None:
    """Nobody answers for the head any more: the head took it back, there is another head, or the deputy is a contact now."""
    held = deputy_of(school)
    if held is None:
        return
    held.ended_on = clock.today(school.zone)
    session().flush()
    links.void_yearly_links(held.person_id)
    record(
        events.FunctionEnded(
            by_id=by.id, school_id=school.id, person_id=held.person_id, function=Function.HEAD_DEPUTY.value
        )
    )
