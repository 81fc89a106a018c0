"""Entering a breach, and what is done about it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change, claim
from portal.oversight.breaches import events
from portal.oversight.breaches.models import Breach, BreachStep, Risk, StepKind
from portal.policy.people import Role

TELL_WITHIN = timedelta(hours=72)
"""UK GDPR, Article 33(1): from the moment at which we know of it."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_SETS = {
    StepKind.REGULATOR_TOLD: "regulator_at",
    StepKind.REGULATOR_NOT_NEEDED: "regulator_at",
    StepKind.PEOPLE_TOLD: "people_at",
    StepKind.PEOPLE_NOT_NEEDED: "people_at",
}


def enter_breach(*, by: Actor, known_at: datetime, description: str, about_people: int | None, risk: Risk) -> Breach:
    """Enter a breach; whether the regulator is told is owed within 72 hours of knowing it."""
    if known_at > clock.now():
        raise RuleBroken("known_on", _("That is still to come. Give the day on which you came to know of it."))
    made = Breach(
        number="BR-" + "".join(secrets.choice(ALPHABET) for _n in range(8)),
        known_at=known_at,
        description=clean(description),
        about_people=about_people,
        risk=risk,
        by_id=by.id,
    )
    session().add(made)
    session().flush()
    due_at = known_at + TELL_WITHIN
    role = Role.SYSTEM_ADMINISTRATOR.value
    duty.owe(DutyKind.TELL_REGULATOR, subject_id=made.id, title=made.number, role=role, due_at=due_at)
    record(events.BreachEntered(by_id=by.id, subject_id=made.id))
    return made


def take_step(breach: Breach, *, by: Actor, kind: StepKind, words: str) -> BreachStep:
    """Write down what was done. It is closed only when it is settled whether the regulator and the people were told."""
    if breach.closed_at is not None:
        raise NotAllowedNow(_("This is closed. Enter what is new as a breach of its own."))
    if not clean(words):
        raise RuleBroken("words", _("Write what was done, or why."))
    if kind == StepKind.CLOSED:
        _close(breach)
    elif kind in _SETS:
        _note_when(breach, _SETS[kind])
    if kind in (StepKind.REGULATOR_TOLD, StepKind.REGULATOR_NOT_NEEDED):
        duty.settle(DutyKind.TELL_REGULATOR, breach.id, by=by, outcome=kind.value)
    made = BreachStep(breach_id=breach.id, kind=kind, words=clean(words), by_id=by.id)
    session().add(made)
    session().flush()
    record(events.BreachStepTaken(by_id=by.id, subject_id=breach.id, step=kind.value))
    return made


def _close(breach: Breach) -> None:
    if breach.regulator_at is None:
        raise RuleBroken("kind", _("First write that the regulator was told, or why that was not needed."))
    if breach.people_at is None:
        raise RuleBroken("kind", _("First write that the people were told, or why that was not needed."))
    change(breach, {"closed_at": None}, {"closed_at": clock.now()})


def _note_when(breach: Breach, name: str) -> None:
    """When it was done is written once: of two people who note it the first is right."""
    if getattr(breach, name) is None:
        claim(breach, {name: None}, {name: clock.now()})
    values: dict[str, Any] = {name: getattr(breach, name)}
    change(breach, {"closed_at": None}, values)
