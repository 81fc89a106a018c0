"""Visits: who is told. Whoever travels, both schools, and the schools whose questions are taken along; never who did it. Mails name the visit and its
days, never a point of the safety list."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.clusters import events as clusters
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import About, tell
from portal.running.visits import events, services
from portal.running.visits.models import TurnSwap, Visit
from portal.subscriptions.calendar_telling import Told, by, contacts, person_name, school_name, tell_people
from portal.subscriptions.words import _, day, sentences


def _visit(event: Event) -> Visit:
    return session().get_one(Visit, event.subject_id)


def _days(visit: Visit) -> Any:
    if visit.starts_on == visit.ends_on:
        return _("%(day)s.", day=day(visit.starts_on))
    return _("%(first)s to %(last)s.", first=day(visit.starts_on), last=day(visit.ends_on))


def _travellers(visit: Visit) -> list[uuid.UUID | None]:
    return [one.person_id for one in visit.going]


def _represented(visit: Visit) -> list[uuid.UUID | None]:
    return [person for one in visit.listed for person in contacts(one.school_id)]


def _tell(event: Event, visit: Visit, people: Told, title: Any, *, mail: bool = True, words: Any = None) -> None:
    path = f"/clusters/{visit.cluster_id}/visits/{visit.id}"
    tell_people(event, people, title, path, mail=mail, words=_days(visit) if words is None else words)


def visit_planned(event: events.VisitPlanned) -> None:
    """The host school is asked."""
    visit = _visit(event)
    names = {"school": school_name(visit.school_id), "title": visit.title}
    title = _("%(school)s would like to visit your school: “%(title)s”. Can you have them?", **names)
    _tell(event, visit, contacts(visit.host_school_id), title)
    _tell(event, visit, _travellers(visit), _("You are on the list of those who travel: “%(title)s”.", **names))


def visit_written_down(event: events.VisitWrittenDown) -> None:
    """The host school; if it was otherwise, it can have the visit struck out."""
    visit = _visit(event)
    names = {"school": school_name(visit.school_id), "title": visit.title}
    title = _("%(school)s wrote down that it visited your school: “%(title)s”. Is that right?", **names)
    _tell(event, visit, contacts(visit.host_school_id), title)


def travel_asked(event: events.TravelAsked) -> None:
    """The contacts of the colleague's own school."""
    visit = _visit(event)
    names = {"person": person_name(event.person_id), "school": school_name(visit.school_id), "title": visit.title}
    title = _("May %(person)s travel with %(school)s? “%(title)s”", **names)
    path = f"/clusters/{visit.cluster_id}/visits/travellers/{event.traveller_id}"
    tell_people(event, contacts(event.their_school_id), title, path, words=_days(visit))


def travel_agreed(event: events.TravelAgreed) -> None:
    """Who planned the visit, and the colleague: on their page."""
    visit = _visit(event)
    names = {"person": person_name(event.person_id), "school": school_name(event.their_school_id), "title": visit.title}
    title = _("%(school)s says that %(person)s may travel: “%(title)s”.", **names)
    _tell(event, visit, [visit.planned_by_id, event.person_id], title, mail=False)


def travel_declined(event: events.TravelDeclined) -> None:
    """Who planned the visit, and the colleague."""
    visit = _visit(event)
    names = {"person": person_name(event.person_id), "school": school_name(event.their_school_id), "title": visit.title}
    title = _("%(school)s cannot let %(person)s travel: “%(title)s”.", **names)
    _tell(event, visit, [visit.planned_by_id, event.person_id], title)


def visit_agreed(event: events.VisitAgreed) -> None:
    """Who planned it, and who travels."""
    visit = _visit(event)
    title = _("%(school)s looks forward to your visit: “%(title)s”.", school=school_name(visit.host_school_id), title=visit.title)  # fmt: skip
    words = sentences(_days(visit), _("Now look through the safety list, and then confirm the visit."))
    _tell(event, visit, [visit.planned_by_id, *_travellers(visit)], title, words=words)


def visit_declined(event: events.VisitDeclined) -> None:
    """Who planned it, who travels, and the schools that are represented."""
    visit = _visit(event)
    title = _("%(school)s cannot have visitors then: “%(title)s”.", school=school_name(visit.host_school_id), title=visit.title)  # fmt: skip
    words = sentences(_days(visit), _("You could choose other days together."))
    _tell(event, visit, [visit.planned_by_id, *_travellers(visit), *_represented(visit)], title, words=words)


def visit_changed(event: events.VisitChanged) -> None:
    """The host school, and who travels: on their page."""
    visit = _visit(event)
    people = [*contacts(visit.host_school_id), *_travellers(visit)]
    _tell(event, visit, people, _("The visit “%(title)s” was changed.", title=visit.title), mail=False)


def visit_moved(event: events.VisitMoved) -> None:
    """The host school is asked again; who travels hears of it."""
    visit = _visit(event)
    asked = _("The visit “%(title)s” was changed. Does it still suit you?", title=visit.title)
    _tell(event, visit, contacts(visit.host_school_id), asked)
    told = _("The visit “%(title)s” was changed. The host school is asked again.", title=visit.title)
    _tell(event, visit, _travellers(visit), told)


def adult_named(event: events.AdultNamed) -> None:
    """The adult."""
    visit = _visit(event)
    _tell(
        event, visit, [event.person_id], _("You are named as the responsible adult on “%(title)s”.", title=visit.title)
    )


def visit_confirmed(event: events.VisitConfirmed) -> None:
    """The host, who travels, and the schools that are represented."""
    visit = _visit(event)
    people = [*contacts(visit.host_school_id), *_travellers(visit), *_represented(visit)]
    _tell(event, visit, people, _("The visit takes place: “%(title)s”.", title=visit.title))


def visit_unconfirmed(event: events.VisitUnconfirmed) -> None:
    """Both schools, and who travels."""
    visit = _visit(event)
    people = [*contacts(visit.school_id), *contacts(visit.host_school_id), *_travellers(visit)]
    _tell(event, visit, people, _("The visit “%(title)s” is not confirmed any more: something of its safety list is open.", title=visit.title))  # fmt: skip


def visit_cancelled(event: events.VisitCancelled) -> None:
    """Everyone concerned."""
    visit = _visit(event)
    ends = [*contacts(visit.school_id), *contacts(visit.host_school_id)]
    people = [*_travellers(visit), visit.planned_by_id, visit.host_adult_id, *ends, *_represented(visit)]
    people += recipients.coordinators_of(visit.cluster_id)
    _tell(event, visit, people, _("The visit “%(title)s” is cancelled.", title=visit.title))


def visit_reported(event: events.VisitReported) -> None:
    """The host and the represented schools by mail; everyone else of the network on their page."""
    visit = _visit(event)
    title = _("Read how the visit was: “%(title)s”.", title=visit.title)
    near = [*contacts(visit.host_school_id), *_represented(visit)]
    _tell(event, visit, near, title)
    rest = set(recipients.people_of_cluster(visit.cluster_id)) - set(near)
    _tell(event, visit, sorted(rest), title, mail=False)


def delegate_named(event: events.DelegateNamed) -> None:
    """The teacher; the schools that are new on the list are asked for their questions."""
    visit = _visit(event)
    _tell(event, visit, [event.person_id], _("You represent other schools on “%(title)s”.", title=visit.title))
    names = {"person": person_name(event.person_id), "title": visit.title}
    title = _("%(person)s represents your school on “%(title)s”. What shall be asked there?", **names)
    for represented in visit.listed:
        if represented.school_id in event.new_school_ids:
            path = f"/clusters/{visit.cluster_id}/visits/questions-of/{represented.id}"
            people = [person for person in contacts(represented.school_id) if person != event.by_id]
            about = About(visit.id)
            tell(people, kind=event.kind(), title=title, path=path, cluster_id=visit.cluster_id, letter="notice", about=about, words=_days(visit))  # fmt: skip


def school_speaks_for_itself(event: events.SchoolSpeaksForItself) -> None:
    """Who represents the schools, and who planned the visit."""
    visit = _visit(event)
    title = _("%(school)s speaks for itself about “%(title)s”.", school=school_name(event.school_id), title=visit.title)
    _tell(event, visit, [visit.delegate_id, visit.planned_by_id], title, mail=False)


def question_given(event: events.QuestionGiven) -> None:
    """Who takes it along."""
    visit = _visit(event)
    title = _("%(school)s gives a question along: “%(title)s”.", school=school_name(event.school_id), title=visit.title)
    _tell(event, visit, [visit.delegate_id], title, mail=False)


def questions_answered(event: events.QuestionsAnswered) -> None:
    """The school that asked."""
    visit = _visit(event)
    title = _("The answers to your school’s questions are here: “%(title)s”.", title=visit.title)
    _tell(event, visit, contacts(event.asking_school_id), title)


def _tell_of_swap(event: events.TurnSwapAsked, title: Any, note: Any = "") -> None:
    path = f"/clusters/{event.cluster_id}/turns"
    tell_people(event, contacts(event.other_school_id), title, path, words=note)


def turn_swap_asked(event: events.TurnSwapAsked) -> None:
    """The school that is asked."""
    swap = session().get_one(TurnSwap, event.subject_id)
    title = _("%(school)s asks whether you swap turns.", school=school_name(event.school_id))
    _tell_of_swap(event, title, swap.note)


def turn_swap_accepted(event: Any) -> None:
    """The school that asked."""
    _tell_of_swap(event, _("%(school)s swaps turns with you.", school=school_name(event.school_id)))


def turn_swap_declined(event: Any) -> None:
    """The school that asked."""
    _tell_of_swap(event, _("%(school)s cannot swap turns with you this time.", school=school_name(event.school_id)))


def school_left(event: clusters.SchoolLeft) -> None:
    """What it planned or hosts, and has not begun, is called off."""
    if event.cluster_id is not None and event.school_id is not None:
        services.cancel_visits_of(event.cluster_id, event.school_id, by=by(event))


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.VisitPlanned: [visit_planned],
    events.VisitWrittenDown: [visit_written_down],
    events.TravelAsked: [travel_asked],
    events.TravelAgreed: [travel_agreed],
    events.TravelDeclined: [travel_declined],
    events.VisitAgreed: [visit_agreed],
    events.VisitDeclined: [visit_declined],
    events.VisitChanged: [visit_changed],
    events.VisitMoved: [visit_moved],
    events.AdultNamed: [adult_named],
    events.VisitConfirmed: [visit_confirmed],
    events.VisitUnconfirmed: [visit_unconfirmed],
    events.VisitCancelled: [visit_cancelled],
    events.VisitReported: [visit_reported],
    events.DelegateNamed: [delegate_named],
    events.SchoolSpeaksForItself: [school_speaks_for_itself],
    events.QuestionGiven: [question_given],
    events.QuestionsAnswered: [questions_answered],
    events.TurnSwapAsked: [turn_swap_asked],
    events.TurnSwapAccepted: [turn_swap_accepted],
    events.TurnSwapDeclined: [turn_swap_declined],
    clusters.SchoolLeft: [school_left],
}
