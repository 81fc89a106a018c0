"""Who may do what: committees and their seats."""

from typing import Any

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import SignedIn
from portal.policy.rules import Entry, any_of, rule


@rule("who sits in the committee")
def sits_in_it(person: SignedIn, subject: Any) -> bool:
    return person.id in getattr(subject, "seated_ids", ())


@rule("who chairs the committee or writes its minutes")
def runs_it(person: SignedIn, subject: Any) -> bool:
    return person.id in getattr(subject, "officer_ids", ())


@rule("who sits on the seat")
def sits_on_it(person: SignedIn, subject: Any) -> bool:
    return subject.person_id is not None and subject.person_id == person.id


_sees = any_of(who.on_the_board, who.programme_staff, who.authority_of_the_cluster, sits_in_it)
_reads = any_of(who.in_the_network, who.programme_staff, who.authority_of_the_cluster, sits_in_it)
_runs = any_of(runs_it, who.coordinates)

TABLE = {
    Action.COMMITTEE_LIST: Entry(_reads, sees=_sees),
    Action.COMMITTEE_VIEW: Entry(_reads, sees=_sees),
    Action.COMMITTEE_BEGIN: Entry(who.convenes, sees=_sees),
    Action.COMMITTEE_CHANGE: Entry(_runs, sees=_sees),
    Action.SEAT_GIVE: Entry(_runs, sees=_sees),
    Action.SEAT_NAME: Entry(any_of(_runs, who.contact_of_its_school), sees=_sees),
    Action.SEAT_RENEW: Entry(_runs, sees=_sees),
    Action.SEAT_END: Entry(any_of(_runs, sits_on_it, who.contact_of_its_school), sees=_sees),
}
