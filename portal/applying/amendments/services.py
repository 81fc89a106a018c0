"""Asking for a change of an award, taking it back, answering it."""

from typing import Any

from portal.applying.amendments import events
from portal.applying.amendments.models import AwardChange, ChangeAbout
from portal.applying.amendments.workflow import CHANGES
from portal.applying.applications.services.open_versions import title_of
from portal.applying.awards.models import Award, AwardStatus
from portal.applying.monitoring.services.calendar import fact
from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.policy.people import Role

DAYS_TO_ANSWER = 10
RUNS = frozenset({AwardStatus.ACCEPTED, AwardStatus.ACTIVE, AwardStatus.SUSPENDED})


def ask(award: Award, *, by: Actor, about: ChangeAbout, wanted: str, reason: str) -> AwardChange:
    """Ask the programme for a change. Until it agrees, what was awarded stands."""
    if award.status not in RUNS:
        raise NotAllowedNow(_("A change can be asked for after every school has accepted, and until the award ends."))
    made = AwardChange(award_id=award.id, about=about, wanted=wanted, reason=reason, asked_by_id=by.id)
    session().add(made)
    session().flush()
    duty.owe(
        DutyKind.ANSWER_AWARD_CHANGE,
        subject_id=made.id,
        title=title_of(award.application),
        cluster_id=award.cluster_id,
        role=Role.PROGRAMME_OFFICER.value,
        due_at=moments.working_days_later(clock.now(), DAYS_TO_ANSWER),
    )
    record(_fact(events.AwardChangeAsked, made, award, by))
    return made


def take_back(one: AwardChange, *, by: Actor) -> AwardChange:
    """The cluster no longer asks for it."""
    CHANGES.advance(one, "take_back")
    duty.settle(DutyKind.ANSWER_AWARD_CHANGE, one.id, by=by, outcome="taken_back")
    record(fact(events.AwardChangeTakenBack, one, by))
    return one


def answer(one: AwardChange, *, by: Actor, agrees: bool, note: str) -> AwardChange:
    """The programme's word. Whoever says no says why."""
    if not agrees and not note:
        raise RuleBroken("note", _("Say why. The schools of the cluster read it."))
    command = "agree" if agrees else "refuse"
    CHANGES.advance(one, command, note=note, answered_by_id=by.id, answered_at=clock.now())
    duty.settle(DutyKind.ANSWER_AWARD_CHANGE, one.id, by=by, outcome=command)
    record(fact(events.AwardChangeAgreed if agrees else events.AwardChangeRefused, one, by))
    return one


def _fact(kind: Any, made: AwardChange, award: Award, by: Actor) -> Any:
    about = {"cluster_id": award.cluster_id, "application_id": award.application_id}
    return kind(by_id=by.id, subject_id=made.id, **about)
