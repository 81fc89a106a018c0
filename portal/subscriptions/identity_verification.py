"""What happens when: verification. Looking at addresses when people and heads come, and telling who vouched, who waits, what was flagged."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.events import Event
from portal.identity.accounts.models import Person
from portal.identity.schools import events as school_events
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.identity.verification import events, services
from portal.identity.verification.models import FlagKind, Vouch
from portal.oversight.duplicates.events import SchoolsMerged
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy import Role
from portal.subscriptions.words import _


def _school(event: Event) -> School:
    return session().get_one(School, event.school_id)


def _as(event: Event) -> Actor:
    """Who did it, as far as a flag needs to know."""
    person = session().get(Person, event.by_id) if event.by_id is not None else None
    return person if person is not None else SYSTEM


# looking at addresses


def _look_at_a_new_school(event: school_events.SchoolProposed) -> None:
    school = _school(event)
    services.look_at_head(school)
    if school.proposed_by is not None:
        services.look_at_member(school, school.proposed_by)


def _look_at_the_head(event: school_events.HeadWrittenTo) -> None:
    services.look_at_head(_school(event))


def _look_before_the_queue(event: school_events.SchoolConfirmedByHead) -> None:
    services.look_at_register(_school(event))


def _look_at_a_new_head(event: school_events.SignatoryChanged) -> None:
    school = _school(event)
    if services.look_at_head(school) is not None:
        services.ask_to_see_again(school, by=_as(event), why="new_head")


def _look_at_who_asks(event: school_events.JoinRequested) -> None:
    person = session().get_one(Person, event.person_id)
    services.look_at_member(_school(event), person)


def _contact_has_answered(event: school_events.JoinAccepted | school_events.JoinRefused) -> None:
    if event.school_id is not None and _school(event).is_verified:
        services.settle_member(event.school_id, event.person_id, by=_as(event))


# telling


def _tell_of_a_flag(event: events.SchoolFlagged) -> None:
    """A person's address is told to the school's contacts and to the programme; everything else to the programme alone."""
    school = _school(event)
    verifiers = recipients.people_with_role(Role.PROGRAMME_MANAGER)
    if event.flag == FlagKind.MEMBER_ADDRESS and event.person_id is not None:
        person = session().get_one(Person, event.person_id)
        title = _(
            "The address of %(name)s is not at %(school)s. Make sure that you know who it is.",
            name=person.name,
            school=school.name,
        )
        contacts = [one for one in schools.contacts_of(school.id) if one != person.id]
        tell(contacts, kind="address_differs", title=title, path=f"/schools/{school.id}")
        title = _("A member of %(school)s has an address elsewhere.", school=school.name)
    elif event.flag == FlagKind.HEAD_ADDRESS:
        title = _("The head’s address of %(school)s is not at its website.", school=school.name)
        tell(schools.contacts_of(school.id), kind="address_differs", title=title, path=f"/schools/{school.id}")
    else:
        title = _("Please look twice at %(school)s.", school=school.name)
    tell(verifiers, kind="school_flagged", title=title, path=f"/verification/{school.id}")


def _tell_of_a_vouch(event: events.SchoolVouchedFor) -> None:
    school, vouch = _school(event), session().get_one(Vouch, event.subject_id)
    title = _("%(who)s vouched for %(school)s.", who=vouch.voucher_name, school=school.name)
    words = ""
    if event.cluster_id is not None:
        words = _("You share the board and the calendar of the cluster now.")
    told = schools.speakers_of(school.id)
    path = f"/clusters/{event.cluster_id}" if event.cluster_id else f"/schools/{school.id}/verification"
    tell(
        told,
        kind="school_vouched_for",
        title=title,
        path=path,
        cluster_id=event.cluster_id,
        letter="notice",
        words=words,
    )
    verifiers = recipients.people_with_role(Role.PROGRAMME_MANAGER)
    tell(
        [one for one in verifiers if one != event.by_id],
        kind="school_vouched_for",
        title=title,
        path=f"/verification/{school.id}",
    )
    _tell_coordinators(event, title)


def _tell_of_a_vouch_taken_back(event: events.VouchTakenBack) -> None:
    school = _school(event)
    title = _("A vouch for %(school)s was taken back.", school=school.name)
    tell(
        recipients.people_with_role(Role.PROGRAMME_MANAGER),
        kind="vouch_taken_back",
        title=title,
        path=f"/verification/{school.id}",
    )
    told = schools.speakers_of(school.id)
    words = _("What your school may do while it waits stands on its page.")
    tell(
        told,
        kind="vouch_taken_back",
        title=title,
        path=f"/schools/{school.id}/verification",
        letter="notice",
        words=words,
    )
    _tell_coordinators(event, title)


def _tell_coordinators(event: Event, title: Any) -> None:
    if event.cluster_id is None:
        return
    told = [one for one in recipients.coordinators_of(event.cluster_id) if one != event.by_id]
    path = f"/clusters/{event.cluster_id}"
    tell(told, kind="network_trust", title=title, path=path, cluster_id=event.cluster_id)


def _clusters_hear_of_a_refusal(event: school_events.SchoolRejected) -> None:
    """The coordinators of its clusters: the school's people do not come to the board any more."""
    school = _school(event)
    title = _("%(school)s could not be verified and is away for now.", school=school.name)
    for cluster_id in recipients.clusters_of_school(school.id):
        told = recipients.coordinators_of(cluster_id)
        tell(
            told,
            kind="school_away",
            title=title,
            path=f"/clusters/{cluster_id}",
            cluster_id=cluster_id,
            letter="notice",
        )


def _tell_of_a_hold(event: events.SchoolSuspended) -> None:
    school, decision = _school(event), schools.latest_decision(event.school_id)  # type: ignore[arg-type]
    title = _("%(school)s is on hold for now.", school=school.name)
    tell(
        schools.speakers_of(school.id),
        kind="school_suspended",
        title=title,
        path="/schools/mine",
        letter="notice",
        words=decision.reason if decision is not None else "",
    )
    speakers = set(schools.speakers_of(school.id))
    colleagues = [one for one in recipients.people_of_school(school.id) if one not in speakers]
    words = _("Your school’s contact and head know why. What you wrote is kept.")
    tell(colleagues, kind="school_suspended", title=title, path="/schools/mine", letter="notice", words=words)
    title = _("%(school)s is away for now.", school=school.name)
    words = _(
        "Its people do not come to the board at present. You can ask another school to stand in for what it had taken on."
    )
    _tell_clusters(school, kind="school_away", title=title, words=words)


def _tell_of_a_return(event: events.SchoolRestored) -> None:
    school = _school(event)
    title = _("%(school)s is back.", school=school.name)
    words = _("Everything is as it was before.")
    everyone = recipients.people_of_school(school.id)
    tell(everyone, kind="school_restored", title=title, path=f"/schools/{school.id}", letter="notice", words=words)
    _tell_clusters(school, kind="school_back", title=title, words=words)


def _tell_clusters(school: School, *, kind: str, title: Any, words: Any) -> None:
    """The coordinators of its clusters, those of the school itself left out."""
    own = set(recipients.people_of_school(school.id))
    for cluster_id in recipients.clusters_of_school(school.id):
        told = [one for one in recipients.coordinators_of(cluster_id) if one not in own]
        path = f"/clusters/{cluster_id}"
        tell(told, kind=kind, title=title, path=path, cluster_id=cluster_id, letter="notice", words=words)


def _tell_of_merging(event: SchoolsMerged) -> None:
    school = _school(event)
    title = _("%(school)s was registered twice and is one school now.", school=school.name)
    words = _("Nothing is lost: people, clusters, messages and documents are together.")
    everyone = recipients.people_of_school(school.id)
    tell(everyone, kind="schools_merged", title=title, path=f"/schools/{school.id}", letter="notice", words=words)
    _tell_clusters(school, kind="schools_merged", title=title, words=words)


def _verifiers_see_it_again(event: events.SchoolProposedAgain) -> None:
    school = _school(event)
    title = _("%(school)s was proposed again.", school=school.name)
    tell(
        recipients.people_with_role(Role.PROGRAMME_MANAGER),
        kind="school_to_verify",
        title=title,
        path=f"/verification/{school.id}",
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    school_events.SchoolProposed: (_look_at_a_new_school,),
    school_events.HeadWrittenTo: (_look_at_the_head,),
    school_events.SchoolConfirmedByHead: (_look_before_the_queue,),
    school_events.SignatoryChanged: (_look_at_a_new_head,),
    school_events.JoinRequested: (_look_at_who_asks,),
    school_events.JoinAccepted: (_contact_has_answered,),
    school_events.JoinRefused: (_contact_has_answered,),
    school_events.SchoolRejected: (_clusters_hear_of_a_refusal,),
    events.SchoolFlagged: (_tell_of_a_flag,),
    events.SchoolVouchedFor: (_tell_of_a_vouch,),
    events.VouchTakenBack: (_tell_of_a_vouch_taken_back,),
    events.SchoolSuspended: (_tell_of_a_hold,),
    events.SchoolRestored: (_tell_of_a_return,),
    SchoolsMerged: (_tell_of_merging,),
    events.SchoolProposedAgain: (_verifiers_see_it_again,),
}
