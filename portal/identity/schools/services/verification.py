"""The programme's decision about a school: two pieces of evidence, or a reason."""

from datetime import timedelta

from portal.core import clock, duty, search
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.identity.schools import events
from portal.identity.schools.models import School, Verification, VerificationLevel
from portal.identity.schools.workflow import SCHOOL
from portal.policy.people import Role

STAFF_CHECK_WITHIN = timedelta(days=7)  # five working days


def ask_for_verification(school: School) -> None:
    """The programme owes the school a look."""
    duty.owe(
        DutyKind.VERIFY_SCHOOL,
        subject_id=school.id,
        title=school.name,
        role=Role.PROGRAMME_MANAGER.value,
        due_at=clock.now() + STAFF_CHECK_WITHIN,
    )


def verify_school(
    school: School, *, by: Actor, level: VerificationLevel, register_evidence: str, person_evidence: str
) -> None:
    """The school is what it says: someone looked at a source of their own, and at the person."""
    _not_ones_own(school, by)
    if level == VerificationLevel.NONE:
        raise RuleBroken("level", _("Choose how the school was checked."))
    if level == VerificationLevel.REGISTER_MATCH and school.register_entry_id is None:
        raise RuleBroken("level", _("This school was not found in a register. Choose another way."))
    for field, text in (("register_evidence", register_evidence), ("person_evidence", person_evidence)):
        if not clean(text):
            raise RuleBroken(field, _("Write down what you looked at."))
    SCHOOL.advance(school, "verify", verification_level=level, verified_at=clock.now())
    _decide(
        school,
        by=by,
        outcome="verified",
        level=level,
        register_evidence=clean(register_evidence),
        person_evidence=clean(person_evidence),
    )
    record(events.SchoolVerified(by_id=by.id, school_id=school.id, level=level.value))
    make_findable(school)


def reject_school(school: School, *, by: Actor, reason: str) -> None:
    """The school is refused, with a reason that its contacts read. It may be registered again."""
    _not_ones_own(school, by)
    if not clean(reason):
        raise RuleBroken("reason", _("Write the reason. The school's contacts read it."))
    SCHOOL.advance(school, "reject")
    _decide(school, by=by, outcome="rejected", level=VerificationLevel.NONE, reason=clean(reason))
    duty.settle(DutyKind.CONFIRM_SCHOOL, school.id, by=by, outcome="rejected")
    record(events.SchoolRejected(by_id=by.id, school_id=school.id))


def make_findable(school: School) -> None:
    """In the directory: by name, town and country."""
    search.put("school", school.id, scope="schools", text=f"{school.name} {school.town} {school.country}")


def _decide(school: School, *, by: Actor, outcome: str, level: VerificationLevel, **texts: str) -> None:
    session().add(Verification(school_id=school.id, decided_by_id=by.id, outcome=outcome, level=level, **texts))
    duty.settle(DutyKind.VERIFY_SCHOOL, school.id, by=by, outcome=outcome)


def _not_ones_own(school: School, by: Actor) -> None:
    if school.proposed_by_id == by.id or school.live_member(by.id) is not None:
        raise RuleBroken(None, _("This is your own school. Someone else must decide."))
