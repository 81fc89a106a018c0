"""The programme's decisions about a school: two pieces of evidence, or a reason; another look; and proposing again."""

from collections.abc import Callable
from typing import TypeAlias

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.identity.accounts.models import Person
from portal.identity.schools import events as school_events
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School, SchoolStatus, Verification, VerificationLevel
from portal.identity.schools.services.confirmation import BETWEEN_LETTERS, ask_for_confirmation, send_link_to_head
from portal.identity.schools.services.verification import ask_for_verification, make_findable, make_unfindable, owe_look
from portal.identity.schools.workflow import SCHOOL
from portal.identity.verification import events, queries
from portal.identity.verification.services.flagging import settle_all

# (kind, school, address, person or None, token or None): puts the mail into the outbox, in this transaction
Write: TypeAlias = Callable[[str, School, str, Person | None, str | None], None]
_NOT_IN_REGISTER = ("closed",)


def verify_school(
    school: School, *, by: Actor, level: VerificationLevel, register_evidence: str, person_evidence: str
) -> None:
    """The school is what it says: someone looked at a source of their own, and at the person. It is listed from now on."""
    not_ones_own(school, by)
    _check_evidence(school, by, level, register_evidence, person_evidence)
    SCHOOL.advance(school, "verify", verification_level=level, verified_at=clock.now())
    _decide(school, by, "verified", level, register_evidence, person_evidence)
    record(school_events.SchoolVerified(by_id=by.id, school_id=school.id, level=level.value))
    make_findable(school)


def see_school_again(
    school: School, *, by: Actor, level: VerificationLevel, register_evidence: str, person_evidence: str
) -> None:
    """Another look at a verified school: it still is what it says, and this is how we know."""
    not_ones_own(school, by)
    if not school.is_verified:
        raise NotAllowedNow(_("Only a verified school is looked at again."))
    if not duty.open_duties(DutyKind.RECHECK_SCHOOL, school.id):
        raise NotAllowedNow(_("Somebody has looked at this school meanwhile. Nothing of yours was saved."))
    _check_evidence(school, by, level, register_evidence, person_evidence)
    school.verification_level, school.verified_at = level, clock.now()
    _decide(school, by, "seen_again", level, register_evidence, person_evidence)
    record(events.SchoolSeenAgain(by_id=by.id, school_id=school.id, level=level.value))


def ask_to_see_again(school: School, *, by: Actor, why: str) -> None:
    """A verified school is to be looked at again within five working days. `why`: a word of the portal's, never a text of people."""
    if school.is_verified and not duty.open_duties(DutyKind.RECHECK_SCHOOL, school.id):
        owe_look(school, DutyKind.RECHECK_SCHOOL)
        record(events.SchoolToBeSeenAgain(by_id=by.id, school_id=school.id, why=why))


def reject_school(school: School, *, by: Actor, reason: str) -> None:
    """The school is refused, with a reason that its contacts read. It may be proposed again."""
    not_ones_own(school, by)
    if not clean(reason):
        raise RuleBroken("reason", _("Write the reason. The school's contacts read it."))
    SCHOOL.advance(school, "reject", verification_level=VerificationLevel.NONE)
    _decide(school, by, "rejected", VerificationLevel.NONE, reason=reason)
    duty.settle(DutyKind.CONFIRM_SCHOOL, school.id, by=by, outcome="rejected")
    record(school_events.SchoolRejected(by_id=by.id, school_id=school.id))
    make_unfindable(school)


def look_at_vouch(school: School, *, by: Actor, note: str) -> None:
    """Someone of the programme looked at the vouch for a school whose head has not answered yet. The first look follows the head's answer."""
    not_ones_own(school, by)
    if school.status != SchoolStatus.PROPOSED or not duty.open_duties(DutyKind.VERIFY_SCHOOL, school.id):
        raise NotAllowedNow(_("There is no vouch to look at. Perhaps the head has answered by now."))
    if not clean(note):
        raise RuleBroken("note", _("Write down what you looked at."))
    session().add(
        Verification(
            school_id=school.id,
            decided_by_id=by.id,
            outcome="vouch_looked_at",
            level=school.verification_level,
            person_evidence=clean(note),
        )
    )
    duty.settle(DutyKind.VERIFY_SCHOOL, school.id, by=by, outcome="vouch_looked_at")
    record(events.VouchLookedAt(by_id=by.id, school_id=school.id))


def propose_again(school: School, *, by: Actor, changed: str, write: Write) -> None:
    """A school that was not accepted is proposed again, with what is different now. A head who had confirmed is not asked twice."""
    if not clean(changed):
        raise RuleBroken("changed", _("Write what is different now."))
    last = schools.head_written_to_at(school.id)
    if school.head_confirmed_at is None and last is not None and clock.now() - last < BETWEEN_LETTERS:
        raise NotAllowedNow(_("The head was written to less than an hour ago. Please wait a little."))
    confirmed = school.head_confirmed_at is not None
    said = "\n\n".join(part for part in (school.evidence_named, clean(changed)) if part)
    level = VerificationLevel.VOUCHED if queries.live_vouches(school.id) else VerificationLevel.NONE
    command = "propose_again" if confirmed else "ask_head_again"
    SCHOOL.advance(school, command, evidence_named=said[-8000:], verification_level=level)
    record(events.SchoolProposedAgain(by_id=by.id, school_id=school.id))
    if confirmed:
        ask_for_verification(school)
    else:
        ask_for_confirmation(school)
        send_link_to_head(school, by=by, write=write)


def _check_evidence(
    school: School, by: Actor, level: VerificationLevel, register_evidence: str, person_evidence: str
) -> None:
    for field, text in (("register_evidence", register_evidence), ("person_evidence", person_evidence)):
        if not clean(text):
            raise RuleBroken(field, _("Write down what you looked at."))
    if level == VerificationLevel.NONE:
        raise RuleBroken("level", _("Choose how the school was checked."))
    if level == VerificationLevel.REGISTER_MATCH:
        _check_register(school)
    if level == VerificationLevel.VOUCHED:
        others = [vouch for vouch in queries.live_vouches(school.id) if vouch.voucher_id != by.id or by.id is None]
        if not others:
            raise RuleBroken("level", _("Nobody vouches for this school. Write down who does, or choose another way."))


def _check_register(school: School) -> None:
    if school.entry is None:
        raise RuleBroken("level", _("This school was not found in a register. Choose another way."))
    if school.entry.status in _NOT_IN_REGISTER or school.entry.missing_since is not None:
        raise RuleBroken(
            "level",
            _("The register says that this school is closed or gone. Follow its successor, or choose another way."),
        )


def _decide(
    school: School,
    by: Actor,
    outcome: str,
    level: VerificationLevel,
    register_evidence: str = "",
    person_evidence: str = "",
    reason: str = "",
) -> None:
    made = Verification(
        school_id=school.id,
        decided_by_id=by.id,
        outcome=outcome,
        level=level,
        register_evidence=clean(register_evidence),
        person_evidence=clean(person_evidence),
        reason=clean(reason),
    )
    session().add(made)
    for kind in queries.LOOKS:
        duty.settle(kind, school.id, by=by, outcome=outcome)
    settle_all(school.id, by=by)


def not_ones_own(school: School, by: Actor) -> None:
    """Nobody decides about their own school, nor about one that they registered."""
    if school.proposed_by_id == by.id or school.live_member(by.id) is not None:
        raise RuleBroken(None, _("This is your own school. Someone else must decide."))
