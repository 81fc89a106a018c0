"""Who may do what: committees, their seats, their meetings and what they decide; duties by turns; the self-check."""

from typing import Any

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import SignedIn
from portal.policy.rules import Entry, all_of, any_of, rule


@rule("who sits in the committee")
def sits_in_it(person: SignedIn, subject: Any) -> bool:
    return person.id in getattr(subject, "seated_ids", ())


@rule("who chairs the committee or writes its minutes")
def runs_it(person: SignedIn, subject: Any) -> bool:
    return person.id in getattr(subject, "officer_ids", ())


@rule("who sits on the seat")
def sits_on_it(person: SignedIn, subject: Any) -> bool:
    return subject.person_id is not None and subject.person_id == person.id


@rule("who sits in the committee for a school, or speaks for a school that has a seat")
def has_a_vote(person: SignedIn, subject: Any) -> bool:
    schools = subject.voting_school_ids
    speaks = any(person.holds("contact", s) or person.holds("signatory", s) for s in schools)
    return person.id in subject.voter_ids or speaks


@rule("who does it, or a teacher of the school that does it")
def does_it(person: SignedIn, subject: Any) -> bool:
    return subject.person_id == person.id or subject.school_id in person.memberships


@rule("a teacher of the school that is asked to swap")
def asked_to_swap(person: SignedIn, subject: Any) -> bool:
    return subject.other_school_id in person.memberships


_home = any_of(who.on_the_board, who.programme_staff)
_own = all_of(who.in_the_network, who.of_its_school)
_sees = any_of(who.on_the_board, who.programme_staff, who.authority_of_the_cluster, sits_in_it)
_reads = any_of(who.in_the_network, who.programme_staff, who.authority_of_the_cluster, sits_in_it)
_runs = any_of(runs_it, who.coordinates)

TABLE = {
    Action.COMMITTEE_LIST: Entry(_reads, sees=_sees),
    Action.COMMITTEE_LIST_MINE: Entry(who.anyone_signed_in),
    Action.COMMITTEE_VIEW: Entry(_reads, sees=_sees),
    Action.COMMITTEE_BEGIN: Entry(who.convenes, sees=_sees),
    Action.COMMITTEE_CHANGE: Entry(_runs, sees=_sees),
    Action.SEAT_GIVE: Entry(_runs, sees=_sees),
    Action.SEAT_NAME: Entry(any_of(_runs, who.contact_of_its_school), sees=_sees),
    Action.SEAT_RENEW: Entry(_runs, sees=_sees),
    Action.MEETING_LIST: Entry(_reads, sees=_sees),
    Action.MEETING_VIEW: Entry(_reads, sees=_sees),
    Action.MEETING_CALL: Entry(_runs, sees=_sees),
    Action.MEETING_CHANGE: Entry(_runs, sees=_sees),
    Action.MEETING_ANSWER: Entry(sits_in_it, sees=_sees),
    Action.MEETING_CHECK_IN: Entry(any_of(_runs, sits_in_it), sees=_sees),
    Action.POINT_PROPOSE: Entry(any_of(sits_in_it, who.in_the_network), sees=_sees),
    Action.MINUTES_WRITE: Entry(_runs, sees=_sees),
    Action.MINUTES_AGREE: Entry(_runs, sees=_sees),
    Action.DECISION_PROPOSE: Entry(any_of(_runs, sits_in_it), sees=_sees),
    Action.DECISION_VOTE: Entry(any_of(has_a_vote, runs_it), sees=_sees),
    Action.DECISION_CLOSE: Entry(_runs, sees=_sees),
    Action.MEETING_ACTION_NOTE: Entry(_runs, sees=_sees),
    Action.MEETING_ACTION_CLOSE: Entry(any_of(does_it, _runs), sees=_sees),
    Action.CADENCE_SET: Entry(_runs, sees=_sees),
    Action.SEAT_END: Entry(any_of(_runs, sits_on_it, who.contact_of_its_school), sees=_sees),
    Action.ROTA_LIST: Entry(any_of(who.in_the_network, who.programme_staff), sees=_home),
    Action.ROTA_VIEW: Entry(any_of(who.in_the_network, who.programme_staff), sees=_home),
    Action.ROTA_BEGIN: Entry(who.convenes, sees=_home),
    Action.ROTA_PLAN: Entry(who.convenes, sees=_home),
    Action.ROTA_TURN_CHANGE: Entry(
        any_of(who.convenes, all_of(who.in_the_network, who.contact_of_its_school)), sees=_home
    ),
    Action.ROTA_SWAP_ASK: Entry(_own, sees=_home),
    Action.ROTA_SWAP_ANSWER: Entry(all_of(who.in_the_network, asked_to_swap), sees=_home),
    Action.ROTA_SWAP_WITHDRAW: Entry(_own, sees=_home),
    Action.HANDOVER_VIEW: Entry(who.in_a_member_school, sees=_home),
    Action.HANDOVER_WRITE: Entry(_own, sees=_home),
    Action.HANDOVER_TAKE: Entry(_own, sees=_home),
    Action.SELF_CHECK_VIEW: Entry(
        any_of(who.in_a_member_school, who.programme_staff, who.authority_of_the_cluster), sees=_home
    ),
    Action.SELF_CHECK_BEGIN: Entry(who.convenes, sees=_home),
    Action.SELF_CHECK_FILL: Entry(any_of(who.convenes, who.contact_in_the_cluster), sees=_home),
}
