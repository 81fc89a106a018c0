"""Who may do what: difficulties between two schools. Membership of the cluster opens nothing here; a programme's role opens nothing but an escalation."""

from typing import Any

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role, SignedIn
from portal.policy.rules import Entry, all_of, any_of, rule


def _speaks_for(person: SignedIn, school_id: Any) -> bool:
    return person.holds("contact", school_id) or person.holds("signatory", school_id)


def _matter(subject: Any) -> Any:
    """The mediation itself, of one of its parts too."""
    return getattr(subject, "mediation", subject)


@rule("who raised it, as long as they are at the school, or the contact or head of that school")
def of_the_raising_side(person: SignedIn, subject: Any) -> bool:
    subject = _matter(subject)
    raised_it = subject.raised_by_id == person.id and subject.raising_school_id in person.memberships
    return raised_it or _speaks_for(person, subject.raising_school_id)


@rule("the contact or head of the other school")
def of_the_other_side(person: SignedIn, subject: Any) -> bool:
    subject = _matter(subject)
    return _speaks_for(person, subject.other_school_id)


@rule("someone who belongs to neither of the two schools")
def uninvolved(person: SignedIn, subject: Any) -> bool:
    subject = _matter(subject)
    return person.school_ids.isdisjoint(subject.party_ids)


@rule("who was asked to mediate: that person, or the contact or head of that school")
def asked_to_mediate(person: SignedIn, subject: Any) -> bool:
    subject = _matter(subject)
    if subject.mediator_school_id is not None:
        return _speaks_for(person, subject.mediator_school_id)
    return bool(subject.mediator_id == person.id)


@rule("once the mediator has said yes")
def mediator_accepted(person: SignedIn, subject: Any) -> bool:
    subject = _matter(subject)
    return subject.mediator_accepted_at is not None


@rule("once everyone has said yes")
def everyone_accepted(person: SignedIn, subject: Any) -> bool:
    subject = _matter(subject)
    return subject.raising_accepted_at is not None and subject.other_accepted_at is not None


@rule("once one of those involved has asked the administrators for help")
def was_escalated(person: SignedIn, subject: Any) -> bool:
    subject = _matter(subject)
    return subject.escalated_at is not None


@rule("as long as it has not gone to the safeguarding team")
def is_still_here(person: SignedIn, subject: Any) -> bool:
    subject = _matter(subject)
    return bool(subject.status != "to_safeguarding")


party = any_of(of_the_raising_side, of_the_other_side)
_asked = all_of(asked_to_mediate, uninvolved)
_mediator = all_of(_asked, mediator_accepted)
_administrator = all_of(who.has_role(Role.SYSTEM_ADMINISTRATOR), was_escalated, uninvolved)
_reads = all_of(any_of(party, all_of(_mediator, everyone_accepted), _administrator), is_still_here)
_sees = any_of(party, _asked, _administrator)

TABLE = {
    Action.MEDIATION_LIST: Entry(who.anyone_signed_in),
    Action.MEDIATION_RAISE: Entry(who.in_the_network, sees=who.on_the_board),
    Action.MEDIATION_VIEW: Entry(_sees),
    Action.MEDIATION_READ: Entry(_reads, sees=_sees),
    Action.MEDIATION_CHOOSE_MEDIATOR: Entry(party, sees=_sees),
    Action.MEDIATION_AGREE: Entry(party, sees=_sees),
    Action.MEDIATION_DECLINE: Entry(of_the_other_side, sees=_sees),
    Action.MEDIATION_MEDIATE: Entry(_asked, sees=_sees),
    Action.MEDIATION_LOG: Entry(_reads, sees=_sees),
    Action.MEDIATION_LEAD: Entry(all_of(any_of(_mediator, _administrator), everyone_accepted), sees=_sees),
    Action.MEDIATION_STOP: Entry(any_of(party, _mediator, _administrator), sees=_sees),
    Action.MEDIATION_WITHDRAW: Entry(of_the_raising_side, sees=_sees),
    Action.MEDIATION_ESCALATE: Entry(any_of(party, _mediator), sees=_sees),
    Action.MEDIATION_TO_SAFEGUARDING: Entry(any_of(party, _mediator, _administrator), sees=_sees),
}
