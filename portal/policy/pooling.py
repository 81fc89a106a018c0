"""Who may do what: how formal a cluster is, clusters within clusters, shared money and things, what is done to whole clusters."""

from typing import Any

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role, SignedIn
from portal.policy.rules import Entry, all_of, any_of, rule

_sees = any_of(who.on_the_board, who.programme_staff)
_reads = any_of(who.in_the_network, who.programme_staff)
_programme = who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)
_home = any_of(who.in_a_member_school, who.programme_staff)


@rule("the contact or head of the school that keeps the money")
def keeps_the_money(person: SignedIn, subject: Any) -> bool:
    school_id = subject.agent_school_id
    return person.holds("contact", school_id) or person.holds("signatory", school_id)


@rule("who did not enter it themselves")
def did_not_enter_it(person: SignedIn, subject: Any) -> bool:
    return bool(subject.made_by_id != person.id)


@rule("without a tie to either cluster")
def no_tie_to_either(person: SignedIn, subject: Any) -> bool:
    return bool(subject.both_ids.isdisjoint(person.kept_from))


@rule(
    "whose yes is asked for: the coordinator or deputy of a cluster that is asked, the contact or head of a school that would go, "
    "or who is named to coordinate the new cluster"
)
def is_asked_for(person: SignedIn, subject: Any) -> bool:
    for voice in subject.voices:
        if voice.person_id is not None:
            mine = voice.person_id == person.id
        elif voice.school_id is not None:
            mine = person.holds("contact", voice.school_id) or person.holds("signatory", voice.school_id)
        else:
            place = person.place_in(voice.cluster_id)
            mine = place is not None and not place.offices.isdisjoint({"contact_teacher", "deputy"})
        if mine:
            return True
    return False


_keeps = all_of(who.in_a_member_school, keeps_the_money)

TABLE = {
    Action.FORMALITY_VIEW: Entry(_reads, sees=_sees),
    Action.FORMALITY_CHANGE: Entry(who.convenes, sees=_sees),
    Action.FORMALITY_RULES_EDIT: Entry(_programme),
    Action.GROUP_VIEW: Entry(any_of(_reads, who.authority_of_the_cluster), sees=_sees),
    Action.GROUP_ASK: Entry(who.convenes, sees=_sees),
    Action.GROUP_ANSWER: Entry(all_of(who.coordinates, who.cluster_is_asked), sees=_reads),
    Action.GROUP_LEAVE: Entry(who.coordinates, sees=_sees),
    Action.GROUP_NOTICE: Entry(who.coordinates, sees=_sees),
    Action.LEDGER_VIEW: Entry(_home, sees=_sees),
    Action.LEDGER_OPEN: Entry(all_of(who.in_a_member_school, who.convenes), sees=_sees),
    Action.LEDGER_RULES: Entry(any_of(who.coordinates, _keeps), sees=_sees),
    Action.LEDGER_ENTER: Entry(_keeps, sees=_sees),
    Action.LEDGER_READ: Entry(_home, sees=_sees),
    Action.LEDGER_APPROVE: Entry(all_of(any_of(who.coordinates, _keeps), did_not_enter_it), sees=_sees),
    Action.LEDGER_REVERSE: Entry(_keeps, sees=_sees),
    Action.LEDGER_OFFER: Entry(any_of(who.coordinates, _keeps), sees=_sees),
    Action.LEDGER_TAKE: Entry(all_of(who.in_a_member_school, who.contact_of_its_school), sees=_sees),
    Action.LEDGER_STATEMENT_VIEW: Entry(_home, sees=_sees),
    Action.BACKING_VIEW: Entry(any_of(_reads, who.authority_of_the_cluster), sees=_sees),
    Action.BACKING_NOTE: Entry(any_of(who.convenes, who.programme_staff), sees=_sees),
    Action.BACKING_ANSWER: Entry(who.coordinates, sees=_sees),
    Action.THING_LIST: Entry(_reads, sees=_sees),
    Action.THING_VIEW: Entry(_reads, sees=_sees),
    Action.THING_ADD: Entry(who.in_the_network, sees=_sees),
    Action.THING_CHANGE: Entry(any_of(all_of(who.in_the_network, who.of_its_school), who.coordinates), sees=_sees),
    Action.LOAN_VIEW: Entry(_reads, sees=_sees),
    Action.LOAN_ASK: Entry(who.in_the_network, sees=_sees),
    Action.LOAN_ANSWER: Entry(all_of(who.in_the_network, who.of_the_owner_school), sees=_sees),
    Action.LOAN_WITHDRAW: Entry(all_of(who.in_the_network, who.of_its_school), sees=_sees),
    Action.WANTS_VIEW: Entry(_reads, sees=_sees),
    Action.WANTS_SAY: Entry(who.in_the_network, sees=_sees),
    Action.RESPONSIBILITY_VIEW: Entry(any_of(_reads, who.authority_of_the_cluster), sees=_sees),
    Action.RESPONSIBILITY_BEGIN: Entry(any_of(who.coordinates, who.programme_staff), sees=_sees),
    Action.RESPONSIBILITY_CHANGE: Entry(any_of(who.coordinates, who.programme_staff), sees=_sees),
    Action.RESPONSIBILITY_TAKE: Entry(
        any_of(who.coordinates, who.programme_staff, who.authority_of_the_cluster), sees=_sees
    ),
    Action.RESHAPING_VIEW: Entry(any_of(_reads, _programme), sees=_sees),
    Action.RESHAPING_PROPOSE: Entry(any_of(who.coordinates, all_of(_programme, who.no_conflict)), sees=_sees),
    Action.RESHAPING_ANSWER: Entry(
        any_of(
            all_of(who.in_the_network, is_asked_for, who.did_not_propose_it),
            all_of(_programme, no_tie_to_either, who.did_not_propose_it),
        ),
        sees=any_of(_sees, _programme),
    ),
    Action.RESHAPING_LIKE: Entry(who.in_the_network, sees=_sees),
}
