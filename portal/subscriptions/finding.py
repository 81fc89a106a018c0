"""What happens when: finding. What a school says of itself, and its standing, is written into the row by which it is found; its contacts hear when a
search ends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.core.i18n import _
from portal.identity.finding import events as finding
from portal.identity.finding.services import keep_listing
from portal.identity.profiles import events as profiles
from portal.identity.schools import events as schools
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell


def _school(event: Event) -> School:
    return session().get_one(School, event.school_id)


def _keep(event: Event) -> None:
    """Someone of the school changed what is known of it."""
    keep_listing(_school(event))


def _keep_standing(event: Event) -> None:
    """The programme, the head or a register changed the school's standing: no sign of life of its own."""
    keep_listing(_school(event), is_alive=False)


def _search_has_ended(event: finding.LookingEnded) -> None:
    school = _school(event)
    tell(
        recipients.contacts_of_school(school.id),
        kind=event.kind(),
        title=_("%(school)s is no longer shown as looking for a partner school.", school=school.name),
        path=f"/partners/schools/{school.id}/looking",
        letter="notice",
        words=_("The day you had named is past. Are you still looking? One click and a new day are enough."),
    )


def _school_is_quiet(event: finding.SchoolWentQuiet) -> None:
    school = _school(event)
    tell(
        recipients.contacts_of_school(school.id),
        kind=event.kind(),
        title=_("Is %(school)s still interested in partner schools?", school=school.name),
        path=f"/partners/schools/{school.id}",
        letter="notice",
        words=_(
            "Nobody of your school has been here for a long time. In three weeks searchers will no longer see it. Sign in once, and it stays."
        ),
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    schools.SchoolProposed: (_keep,),
    schools.SchoolEdited: (_keep,),
    schools.SchoolConfirmedByHead: (_keep_standing,),
    schools.SchoolVerified: (_keep_standing,),
    schools.SchoolRejected: (_keep_standing,),
    profiles.SchoolRecordChanged: (_keep,),
    profiles.SchoolRecordChecked: (_keep,),
    finding.LookingEnded: (_search_has_ended,),
    finding.SchoolWentQuiet: (_school_is_quiet,),
}
