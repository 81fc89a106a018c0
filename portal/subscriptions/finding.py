"""What happens when: finding. What a school says of itself, and its standing, is written into the row by which it is found; its contacts hear when a
search ends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.approaches import events as approaches
from portal.forming.approaches.models import PartnershipRequest
from portal.identity.finding import events as finding
from portal.identity.finding.services import keep_listing
from portal.identity.profiles import events as profiles
from portal.identity.schools import events as schools
from portal.identity.schools.models import School
from portal.identity.successors import events as successors
from portal.identity.verification import events as verification
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.subscriptions.words import _


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


def _asked(event: approaches.PartnershipRequested) -> None:
    asking, asked = _both(event)
    _tell(
        [*recipients.contacts_of_school(asked.id), *recipients.signatories_of_school(asked.id)],
        event,
        _("%(school)s would like to be your partner school.", school=asking.name),
        words=_("Read what they propose, and say yes or no within three weeks. Your answer stays inside the portal."),
    )
    others = [one for one in recipients.contacts_of_school(asking.id) if one != event.by_id]
    _tell(others, event, _("A colleague asked %(school)s to become your partner school.", school=asked.name))


def _accepted(event: approaches.PartnershipRequestAccepted) -> None:
    _asking, asked = _both(event)
    title = _("%(school)s said yes to your request.", school=asked.name)
    _tell(_askers(event), event, title, words=_("The next step is on the page of the request."))


def _declined(event: approaches.PartnershipRequestDeclined) -> None:
    _asking, asked = _both(event)
    title = _("%(school)s cannot be your partner school now.", school=asked.name)
    _tell(
        _askers(event),
        event,
        title,
        words=_("Their reason is on the page of the request. Many other schools are looking."),
    )


def _expired(event: approaches.PartnershipRequestExpired) -> None:
    asking, asked = _both(event)
    title = _("%(school)s has not answered in three weeks. It may be holiday time there.", school=asked.name)
    _tell(
        _askers(event), event, title, words=_("Your request has ended. You can ask again, or look for another school.")
    )
    late = _("The request of %(school)s has ended without an answer.", school=asking.name)
    _tell(recipients.contacts_of_school(asked.id), event, late)


def _withdrawn(event: approaches.PartnershipRequestWithdrawn) -> None:
    asking, asked = _both(event)
    title = _("%(school)s has taken its request back.", school=asking.name)
    _tell(recipients.contacts_of_school(asked.id), event, title)


def _both(event: Any) -> tuple[School, School]:
    return _school(event), session().get_one(School, event.to_school_id)


def _askers(event: Event) -> list[Any]:
    """Who asked, and the contacts of their school."""
    request = session().get_one(PartnershipRequest, event.subject_id)
    return [request.asked_by_id, *recipients.contacts_of_school(request.from_school_id)]


def _tell(people: Sequence[Any], event: Event, title: Any, words: Any = "") -> None:
    path = f"/partners/requests/{event.subject_id}"
    more = {"words": words} if words else {}
    told = sorted({one for one in people if one != event.by_id})
    tell(told, kind=event.kind(), title=title, path=path, letter="notice", **more)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    schools.SchoolProposed: (_keep,),
    schools.SchoolEdited: (_keep,),
    schools.SchoolConfirmedByHead: (_keep_standing,),
    schools.SchoolVerified: (_keep_standing,),
    schools.SchoolRejected: (_keep_standing,),
    verification.SchoolSuspended: (_keep_standing,),
    verification.SchoolRestored: (_keep_standing,),
    verification.SchoolProposedAgain: (_keep_standing,),
    successors.SuccessorChosen: (_keep_standing,),
    successors.SchoolClosed: (_keep_standing,),
    profiles.SchoolRecordChanged: (_keep,),
    profiles.SchoolAwardsEnded: (_keep_standing,),
    profiles.SchoolRecordChecked: (_keep,),
    finding.LookingEnded: (_search_has_ended,),
    finding.SchoolWentQuiet: (_school_is_quiet,),
    approaches.PartnershipRequested: (_asked,),
    approaches.PartnershipRequestAccepted: (_accepted,),
    approaches.PartnershipRequestDeclined: (_declined,),
    approaches.PartnershipRequestExpired: (_expired,),
    approaches.PartnershipRequestWithdrawn: (_withdrawn,),
}
