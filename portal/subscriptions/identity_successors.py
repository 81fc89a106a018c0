"""What happens when: a school's entry in the register has closed."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.identity.schools import queries
from portal.identity.schools.models import School
from portal.identity.successors import events
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.subscriptions.words import _


def _speakers_are_asked(event: events.SchoolEntryClosed) -> None:
    school = session().get_one(School, event.school_id)
    tell(
        queries.speakers_of(school.id),
        kind="school_entry_closed",
        title=_("The register says that %(school)s has closed. Please say which school follows.", school=school.name),
        path=f"/closures/{event.subject_id}",
        letter="notice",
        words=_("Your clusters, partners and history stay. If a school follows, they go on under its number."),
    )


def _people_hear_of_the_number(event: events.SuccessorChosen) -> None:
    school = session().get_one(School, event.school_id)
    tell(
        recipients.people_of_school(school.id),
        kind="successor_chosen",
        title=_("Your school goes on as %(school)s, number %(number)s.", school=school.name, number=event.new_number),
        path=f"/schools/{school.id}",
        letter="notice",
    )


def _people_hear_that_it_closed(event: events.SchoolClosed) -> None:
    school = session().get_one(School, event.school_id)
    after = session().get(School, uuid.UUID(event.successor_school_id)) if event.successor_school_id else None
    words = _("You can ask to join %(school)s, which follows it.", school=after.name) if after is not None else ""
    tell(
        recipients.people_of_school(school.id),
        kind="school_closed",
        title=_("%(school)s has closed here.", school=school.name),
        path=f"/schools/{after.id}/join" if after is not None else "/schools/mine",
        letter="notice",
        words=words,
    )
    if after is not None:
        tell(
            queries.speakers_of(after.id),
            kind="school_follows",
            title=_("%(school)s has closed, and yours follows it. Its people may ask to join.", school=school.name),
            path=f"/schools/{after.id}",
            letter="notice",
        )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.SchoolEntryClosed: (_speakers_are_asked,),
    events.SuccessorChosen: (_people_hear_of_the_number,),
    events.SchoolClosed: (_people_hear_that_it_closed,),
}
