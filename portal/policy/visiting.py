"""Who may do what: visits between schools, and whose turn it is. Everyone of the network knows of a visit and reads its report; the safety list and the
questions are read by those whom they concern."""

from typing import Any

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role, SignedIn
from portal.policy.rules import Entry, all_of, any_of, rule


def _visit(subject: Any) -> Any:
    """The visit itself, of one of its parts too."""
    return getattr(subject, "visit", subject)


@rule("a teacher of a school that travels")
def of_a_travelling_school(person: SignedIn, subject: Any) -> bool:
    return not person.school_ids.isdisjoint(_visit(subject).travelling_school_ids)


@rule("a teacher of the host school")
def of_the_host_school(person: SignedIn, subject: Any) -> bool:
    return _visit(subject).host_school_id in person.memberships


@rule("a teacher of a school that is represented there")
def of_a_represented_school(person: SignedIn, subject: Any) -> bool:
    return not person.school_ids.isdisjoint(_visit(subject).represented_school_ids)


@rule("a teacher of the school that is asked to swap")
def asked_to_swap(person: SignedIn, subject: Any) -> bool:
    return subject.other_school_id in person.memberships


_ends = any_of(of_a_travelling_school, of_the_host_school)
_plans = all_of(who.in_the_network, who.of_its_school)
_sees = any_of(who.on_the_board, who.programme_staff)

TABLE = {
    Action.VISIT_LIST: Entry(_sees),
    Action.VISIT_PLAN: Entry(who.in_the_network, sees=_sees),
    Action.VISIT_VIEW: Entry(_sees),
    Action.VISIT_CHANGE: Entry(any_of(_plans, who.coordinates), sees=_sees),
    Action.VISIT_ANSWER: Entry(all_of(who.in_the_network, of_the_host_school), sees=_sees),
    Action.VISIT_LET_TRAVEL: Entry(all_of(who.in_the_network, who.contact_of_its_school), sees=_sees),
    Action.VISIT_READ_SAFETY: Entry(
        any_of(all_of(who.on_the_board, _ends), who.coordinates, who.has_role(Role.SAFEGUARDING_LEAD)), sees=_sees
    ),
    Action.VISIT_CHECK: Entry(_plans, sees=_sees),
    Action.VISIT_NAME_ADULT: Entry(
        all_of(who.in_the_network, any_of(who.of_its_school, of_the_host_school)), sees=_sees
    ),
    Action.VISIT_CONFIRM: Entry(_plans, sees=_sees),
    Action.VISIT_CANCEL: Entry(
        any_of(all_of(who.in_the_network, any_of(who.of_its_school, of_the_host_school)), who.coordinates), sees=_sees
    ),
    Action.VISIT_REPORT: Entry(any_of(all_of(who.in_the_network, of_a_travelling_school), who.coordinates), sees=_sees),
    Action.VISIT_REPRESENT: Entry(any_of(_plans, who.coordinates), sees=_sees),
    Action.VISIT_READ_QUESTIONS: Entry(
        any_of(all_of(who.on_the_board, any_of(_ends, of_a_represented_school)), who.coordinates), sees=_sees
    ),
    Action.VISIT_GIVE_QUESTIONS: Entry(_plans, sees=_sees),
    Action.VISIT_BRING_ANSWERS: Entry(
        any_of(all_of(who.in_the_network, of_a_travelling_school), who.coordinates), sees=_sees
    ),
    Action.TURN_LIST: Entry(_sees),
    Action.TURN_SWAP: Entry(who.in_the_network, sees=_sees),
    Action.TURN_SWAP_ANSWER: Entry(all_of(who.in_the_network, asked_to_swap), sees=_sees),
    Action.TURN_SWAP_WITHDRAW: Entry(_plans, sees=_sees),
    Action.SAFETY_ITEMS_EDIT: Entry(who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)),
}
