"""Who may do what: reports. Only the role that a report was sent to reads it, and never the person whom it is about. Reporting itself asks nobody: it is open
to visitors."""

from typing import Any

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role, SignedIn
from portal.policy.rules import Entry, all_of, any_of, rule

HANDLES = (Role.SAFEGUARDING_LEAD, Role.SYSTEM_ADMINISTRATOR)
_handlers = who.has_role(*HANDLES)


@rule("who has the role that the report was sent to")
def has_its_role(person: SignedIn, subject: Any) -> bool:
    return any(role.value == subject.route for role in person.roles)


@rule("never the person whom it is about")
def not_about_them(person: SignedIn, subject: Any) -> bool:
    return subject.about_id is None or subject.about_id != person.id


@rule("who wrote the thing that was decided about")
def wrote_it(person: SignedIn, subject: Any) -> bool:
    return subject.author_id is not None and subject.author_id == person.id


@rule("who neither decided it nor wrote the thing")
def second_person(person: SignedIn, subject: Any) -> bool:
    return person.id not in (subject.decided_by_id, subject.author_id)


@rule("once its author objects")
def was_appealed(person: SignedIn, subject: Any) -> bool:
    return subject.appealed_at is not None


_reads = all_of(has_its_role, not_about_them)
_answers = all_of(who.programme_manager, was_appealed, second_person)

TABLE = {
    Action.REPORT_LIST: Entry(_handlers),
    Action.REPORT_VIEW: Entry(_reads),
    Action.REPORT_HANDLE: Entry(_reads),
    Action.REPORT_LIST_MINE: Entry(who.anyone_signed_in),
    Action.REPORT_LIST_LATE: Entry(who.programme_manager),
    Action.DECISION_VIEW: Entry(any_of(wrote_it, _answers)),
    Action.DECISION_APPEAL: Entry(wrote_it, sees=_answers),
    Action.APPEAL_LIST: Entry(who.programme_manager),
    Action.APPEAL_ANSWER: Entry(_answers, sees=wrote_it),
}
