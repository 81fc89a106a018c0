"""Conditions of an approval: who sees to them until when, what the school says, and the programme's word."""

import uuid
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from portal.applying.applications.models import Application
from portal.applying.applications.services.open_versions import title_of
from portal.applying.awards import events, queries
from portal.applying.awards.models import OVER, AwardCondition, ConditionStatus, Decision
from portal.applying.awards.services.awards import start_if_ready
from portal.applying.awards.workflow import CONDITIONS
from portal.applying.reviews.services import stages
from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.policy.people import Role

SETTLED = frozenset({ConditionStatus.MET, ConditionStatus.WAIVED})
COMMANDS = {"met": "meet", "waived": "waive", "failed": "fail", "returned": "return"}


def write_down(decision: Decision, application: Application, lines: Sequence[str], *, due_on: date) -> None:
    """One row for each condition, at first with the lead school. Nobody is asked before the results are sent."""
    school_id = queries.lead_school(application)
    for number, words in enumerate(lines, 1):
        session().add(
            AwardCondition(decision_id=decision.id, number=number, words=words, school_id=school_id, due_on=due_on)
        )
    session().flush()


def ask_the_schools(decision: Decision) -> None:
    """The results were sent: each condition is owed by its school."""
    for condition in queries.list_conditions(decision.id):
        owe_condition(condition, decision.application)


def owe_condition(condition: AwardCondition, application: Application) -> None:
    """Its school is to meet it by its day."""
    duty.owe(
        DutyKind.MEET_CONDITION,
        subject_id=condition.id,
        title=condition.words,
        cluster_id=application.cluster_id,
        school_id=condition.school_id,
        office="contact",
        due_at=moments.instant(condition.due_on, time(23, 59), application.round.zone),
    )


def _fact(kind: Any, condition: AwardCondition, by: Actor, **more: Any) -> Any:
    application = condition.application
    return kind(
        by_id=by.id,
        cluster_id=application.cluster_id,
        application_id=application.id,
        school_id=condition.school_id,
        subject_id=condition.id,
        **more,
    )


def _is_asked(condition: AwardCondition) -> None:
    if condition.decision.released_at is None or condition.decision.replaced_at is not None:
        raise NotAllowedNow(_("This condition belongs to a decision that does not count now."))
    award = queries.award_of(condition.application)
    if award is not None and award.status in OVER:
        raise NotAllowedNow(_("The award ended, so nobody has to meet its conditions any more."))


def report_condition(condition: AwardCondition, *, by: Actor, evidence: str) -> AwardCondition:
    """The school says that it is met, and how the programme can see it."""
    _is_asked(condition)
    if not evidence:
        raise RuleBroken("evidence", _("Say how it was met."))
    CONDITIONS.advance(condition, "report", evidence=evidence, reported_by_id=by.id, reported_at=clock.now())
    for kind in (DutyKind.MEET_CONDITION, DutyKind.CHECK_CONDITION):
        duty.settle(kind, condition.id, by=by, outcome="reported")
    _owe_the_check(condition)
    record(_fact(events.ConditionReported, condition, by))
    return condition


def _owe_the_check(condition: AwardCondition) -> None:
    """The officers look at it within ten working days."""
    duty.owe(
        DutyKind.CHECK_CONDITION,
        subject_id=condition.id,
        title=title_of(condition.application),
        cluster_id=condition.application.cluster_id,
        role=Role.PROGRAMME_OFFICER.value,
        due_at=moments.working_days_later(clock.now(), 10),
    )


def judge_condition(condition: AwardCondition, *, by: Actor, verdict: str, note: str = "") -> AwardCondition:
    """The programme's word: met, waived (with the evidence for it), failed (after its day and a reminder), or returned to the school with words."""
    _is_asked(condition)
    if verdict != "met" and not note:
        raise RuleBroken("note", _("Say why. The schools read it."))
    command = COMMANDS[verdict]
    if verdict == "failed" and (condition.due_on >= clock.today() or condition.reminded_at is None):
        raise RuleBroken("verdict", _("It can fail only after its day has passed and the school was reminded."))
    if verdict == "returned":
        CONDITIONS.advance(condition, command, note=note)
        duty.settle(DutyKind.CHECK_CONDITION, condition.id, by=by, outcome="returned")
        owe_condition(condition, condition.application)
        record(_fact(events.ConditionReturned, condition, by))
        return condition
    CONDITIONS.advance(condition, command, note=note, judged_by_id=by.id, judged_at=clock.now())
    for kind in (DutyKind.MEET_CONDITION, DutyKind.CHECK_CONDITION):
        duty.settle(kind, condition.id, by=by, outcome=verdict)
    record(_fact(events.ConditionSettled, condition, by, status=verdict))
    if verdict == "failed":
        stages.owe(DutyKind.DECIDE, condition.application, role=Role.PROGRAMME_MANAGER.value)
    elif all(one.status in SETTLED for one in queries.list_conditions(condition.decision_id)):
        record(_fact(events.ConditionsMet, condition, by))
        award = queries.award_of(condition.application)
        if award is not None:
            start_if_ready(award, by=by)
    return condition


def move_condition(condition: AwardCondition, *, by: Actor, school_id: uuid.UUID, due_on: date) -> AwardCondition:
    """Give a condition to another school of the cluster, or another day. Kept in the record; who owes it is told by their list."""
    if condition.status not in (ConditionStatus.OPEN, ConditionStatus.REPORTED):
        raise NotAllowedNow(_("This condition is settled already."))
    if condition.decision.released_at is not None:
        _is_asked(condition)
    application = condition.application
    if school_id not in {m.school_id for m in application.cluster.live_memberships()}:
        raise RuleBroken("school_id", _("Choose a school of the cluster."))
    if due_on < clock.today():
        raise RuleBroken("due_on", _("Choose a date that is still to come."))
    change(
        condition,
        {"status": condition.status},
        {"school_id": school_id, "due_on": due_on, "reminded_at": None, "late_at": None},
    )
    if condition.status == ConditionStatus.OPEN:
        duty.settle(DutyKind.CHECK_CONDITION, condition.id, by=by, outcome="moved")
    session().expire(condition, ["school"])
    if condition.decision.released_at is not None and condition.status == ConditionStatus.OPEN:
        duty.settle(DutyKind.MEET_CONDITION, condition.id, by=by, outcome="moved")
        owe_condition(condition, application)
    if condition.decision.released_at is not None:
        record(_fact(events.ConditionMoved, condition, by))
    return condition


def remind_of_condition(condition: AwardCondition, *, by: Actor) -> bool:
    """Remind the school once, a week before its day or later. Answers whether it was reminded."""
    if condition.status != ConditionStatus.OPEN or condition.reminded_at is not None:
        return False
    _is_asked(condition)
    change(condition, {"reminded_at": None}, {"reminded_at": clock.now()})
    record(_fact(events.ConditionReminded, condition, by))
    return True


def tell_of_late_condition(condition: AwardCondition, *, by: Actor) -> bool:
    """Its day has passed and the school has not said that it is met: the school and the programme are told once, and the officers owe a look: it can be met,
    given another day, waived or failed. Answers whether they were told now."""
    if condition.status != ConditionStatus.OPEN or condition.late_at is not None or condition.due_on >= clock.today():
        return False
    _is_asked(condition)
    change(condition, {"late_at": None, "status": condition.status}, {"late_at": clock.now()})
    duty.settle(DutyKind.CHECK_CONDITION, condition.id, by=by, outcome="late")
    _owe_the_check(condition)
    record(_fact(events.ConditionLate, condition, by))
    return True
