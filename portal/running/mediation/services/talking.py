"""While it goes on: what was done, and what was agreed."""

from datetime import date

from portal.core import clock, duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.policy.people import SignedIn
from portal.running.mediation import events
from portal.running.mediation.models import (
    Mediation,
    MediationAction,
    MediationStatus,
    MediationStep,
    StepKind,
    Voice,
)
from portal.running.mediation.services.voices import end_of_day, note, owe_by_mediator, owe_by_school, voice_of
from portal.running.mediation.workflow import MEDIATION

TALKING = (MediationStatus.ACCEPTED, MediationStatus.IN_PROGRESS)


def add_step(mediation: Mediation, *, by: SignedIn, kind: StepKind, on: date, what: str) -> MediationStep:
    """Write down what was done, on a day that is not to come. The first step begins the talks."""
    may_write: tuple[MediationStatus, ...] = (*TALKING, MediationStatus.SETTLED)
    if mediation.escalated_at is not None:
        may_write = (*may_write, MediationStatus.RAISED, MediationStatus.UNSETTLED)
    if mediation.status not in may_write:
        raise NotAllowedNow(_("Steps can be written down once both schools and the mediator have said yes."))
    if not clean(what):
        raise RuleBroken("what", _("Write in a few words what was done."))
    if on > clock.today(mediation.cluster.zone):
        raise RuleBroken("on", _("Enter a day that is not in the future. What is still to be done is an agreement."))
    if mediation.status == MediationStatus.ACCEPTED:
        MEDIATION.advance(mediation, "begin")
    voice = voice_of(mediation, by)
    step = MediationStep(mediation_id=mediation.id, kind=kind, voice=voice, by_id=by.id, on=on, what=clean(what))
    session().add(step)
    session().flush()
    if voice in (Voice.MEDIATOR, Voice.ADMINISTRATOR):
        duty.settle(DutyKind.LEAD_TALKS, mediation.id, by=by)
    if voice == Voice.ADMINISTRATOR:
        duty.settle(DutyKind.HELP_MEDIATION, mediation.id, by=by)
    note(events.MediationStepAdded, mediation, by)
    return step


def agree_action(mediation: Mediation, *, by: SignedIn, owner: Voice, what: str, due_on: date) -> MediationAction:
    """The mediator writes down who does what by when; it is then owed."""
    if mediation.status not in TALKING:
        raise NotAllowedNow(_("Agreements are written down while the talks go on."))
    if not clean(what):
        raise RuleBroken("what", _("Write in a few words what is to be done."))
    if due_on < clock.today(mediation.cluster.zone):
        raise RuleBroken("due_on", _("Enter today or a later day."))
    if mediation.status == MediationStatus.ACCEPTED:
        MEDIATION.advance(mediation, "begin")
    action = MediationAction(mediation_id=mediation.id, owner=owner, what=clean(what), due_on=due_on)
    session().add(action)
    session().flush()
    owe_action(mediation, action)
    note(events.MediationActionAgreed, mediation, by, owner=owner.value)
    return action


def owe_action(mediation: Mediation, action: MediationAction) -> None:
    """What was agreed is owed by its owner until the end of the day."""
    due_at, school_id = end_of_day(mediation, action.due_on), mediation.school_of(action.owner)
    if action.owner == Voice.MEDIATOR or school_id is None:
        owe_by_mediator(DutyKind.DO_AGREED, mediation, due_at, subject_id=action.id)
    else:
        owe_by_school(DutyKind.DO_AGREED, mediation, school_id, due_at, subject_id=action.id)


def finish_action(action: MediationAction, *, by: SignedIn) -> None:
    """The owner, or who mediates, says that it is done."""
    mediation = action.mediation
    voice = voice_of(mediation, by)
    if voice not in (action.owner, Voice.MEDIATOR, Voice.ADMINISTRATOR):
        raise RuleBroken(None, _("The school that agreed to do it says when it is done, or the mediator."))
    if action.done_at is not None:
        raise NotAllowedNow(_("It is done already."))
    change(action, {"done_at": None}, {"done_at": clock.now(), "done_by_id": by.id})
    duty.settle(DutyKind.DO_AGREED, action.id, by=by)
    note(events.MediationActionDone, mediation, by)
