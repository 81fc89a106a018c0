"""What happens when: identity."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.identity.accounts.models import Person
from portal.identity.schools import events, queries
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy import Role
from portal.subscriptions.words import _, ngettext, sentences


def _names(event: Event) -> tuple[School, str]:
    """The school of the event, and the name of the person it is about."""
    school = session().get_one(School, event.school_id)
    person = session().get(Person, event.person_id) if event.person_id is not None else None
    return school, person.name if person is not None else ""


def _path(event: Event) -> str:
    return f"/schools/{event.school_id}"


def _verifiers_see(event: events.SchoolConfirmedByHead) -> None:
    school, _name = _names(event)
    tell(
        recipients.people_with_role(Role.PROGRAMME_MANAGER),
        kind="school_to_verify",
        title=_("%(school)s waits to be verified.", school=school.name),
        path=f"/verification/{school.id}",
    )


def _contacts_hear_of_the_head(event: events.SchoolConfirmedByHead) -> None:
    school, name = _names(event)
    tell(
        queries.contacts_of(school.id),
        kind="school_confirmed",
        title=_("%(name)s confirmed that you act for %(school)s.", name=name, school=school.name),
        path=_path(event),
        letter="notice",
        words=_("The programme checks the school next. You need not wait: you can start a cluster now."),
    )


def _proposer_hears_no(event: events.SchoolDeclinedByHead) -> None:
    school, _name = _names(event)
    tell(
        [school.proposed_by_id],
        kind="school_declined",
        title=_("The head of %(school)s said no.", school=school.name),
        path=_path(event),
        letter="notice",
        words=_("Please talk to your head. You can register the school again afterwards."),
    )


def _school_hears_of_a_new_signatory(event: events.SignatoryChanged) -> None:
    school, name = _names(event)
    before = uuid.UUID(event.before_id) if event.before_id else None
    tell(
        [*queries.contacts_of(school.id), before, *recipients.people_with_role(Role.PROGRAMME_MANAGER)],
        kind="signatory_changed",
        title=_("%(name)s now signs for %(school)s.", name=name, school=school.name),
        path=_path(event),
        letter="notice",
    )


def _school_hears_that_it_is_verified(event: events.SchoolVerified) -> None:
    school, _name = _names(event)
    tell(
        queries.speakers_of(school.id),
        kind="school_verified",
        title=_("%(school)s is verified.", school=school.name),
        path=_path(event),
        letter="notice",
        words=_("It is now in the directory, and can plan activities with pupils and send in applications."),
    )


def _school_hears_that_it_is_rejected(event: events.SchoolRejected) -> None:
    school, _name = _names(event)
    decision = queries.latest_decision(school.id)
    tell(
        queries.speakers_of(school.id),
        kind="school_rejected",
        title=_("%(school)s could not be verified.", school=school.name),
        path=_path(event),
        letter="notice",
        words=decision.reason if decision is not None else "",
    )


def _contacts_hear_of_a_request(event: events.JoinRequested) -> None:
    school, name = _names(event)
    tell(
        queries.contacts_of(school.id),
        kind="join_requested",
        title=_("%(name)s asks to join %(school)s.", name=name, school=school.name),
        path=f"/schools/{school.id}/requests/{event.subject_id}",
        letter="notice",
    )


def _person_hears_yes(event: events.JoinAccepted) -> None:
    school, _name = _names(event)
    tell(
        [event.person_id],
        kind="join_accepted",
        title=_("You are now a member of %(school)s.", school=school.name),
        path=_path(event),
        letter="notice",
    )


def _person_hears_no(event: events.JoinRefused) -> None:
    school, _name = _names(event)
    title = _("%(school)s did not accept your request. The reason is in your mail.", school=school.name)
    tell([event.person_id], kind="join_refused", title=title, path="/schools/mine")


def _person_hears_of_the_function(event: events.FunctionGiven) -> None:
    school, _name = _names(event)
    title = _("You are now a contact of %(school)s.", school=school.name)
    tell([event.person_id], kind="function_given", title=title, path=_path(event), letter="notice")


def _contacts_hear_of_a_leaver(event: events.MemberLeft) -> None:
    school, name = _names(event)
    title = _("%(name)s is no longer a member of %(school)s.", name=name, school=school.name)
    tell([event.person_id], kind="member_left", title=title, path="/schools/mine")
    if not event.passed_on:
        tell(queries.contacts_of(school.id), kind="member_left", title=title, path="/schools/mine")
        return
    more = ngettext(
        "One thing that they had to do is now yours.",
        "%(num)d things that they had to do are now yours.",
        event.passed_on,
    )
    tell(
        queries.contacts_of(school.id),
        kind="member_left",
        title=sentences(title, more),
        path="/what-needs-me",
        letter="notice",
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.SchoolConfirmedByHead: (_verifiers_see, _contacts_hear_of_the_head),
    events.SchoolDeclinedByHead: (_proposer_hears_no,),
    events.SignatoryChanged: (_school_hears_of_a_new_signatory,),
    events.SchoolVerified: (_school_hears_that_it_is_verified,),
    events.SchoolRejected: (_school_hears_that_it_is_rejected,),
    events.JoinRequested: (_contacts_hear_of_a_request,),
    events.JoinAccepted: (_person_hears_yes,),
    events.JoinRefused: (_person_hears_no,),
    events.FunctionGiven: (_person_hears_of_the_function,),
    events.MemberLeft: (_contacts_hear_of_a_leaver,),
}
