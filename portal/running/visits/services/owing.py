"""What is owed on a visit, and what each change leaves behind."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.running.visits import queries
from portal.running.visits.models import End, Visit, VisitRepresented, VisitStatus, VisitTraveller

ANSWER_WITHIN = timedelta(days=14)
CHECKED_BEFORE = timedelta(days=14)
CONFIRMED_BEFORE = timedelta(days=7)
QUESTIONS_BEFORE = timedelta(days=3)
ON_THE_VISIT = (DutyKind.AGREE_VISIT, DutyKind.CHECK_VISIT, DutyKind.CONFIRM_VISIT, DutyKind.REPORT_VISIT)


def revised(visit: Visit, *, on_calendars: bool = True) -> dict[str, Any]:
    """The columns that grow with a change; `on_calendars` when calendars elsewhere must notice."""
    return {
        "version": visit.version + 1,
        "revised_at": clock.now(),
        "sequence": visit.sequence + (1 if on_calendars else 0),
    }


def facts(visit: Visit, by: Actor, *, school_id: uuid.UUID | None = None) -> dict[str, Any]:
    """What every event about this visit says."""
    return {
        "by_id": by.id,
        "cluster_id": visit.cluster_id,
        "school_id": school_id or visit.school_id,
        "subject_id": visit.id,
        "guest_school_id": visit.school_id,
        "host_school_id": visit.host_school_id,
    }


def end_of(day: date, zone: str) -> datetime:
    """The last minute of a day on the clocks of a zone."""
    return moments.instant(day, time(23, 59), zone)


def _before(visit: Visit, ahead: timedelta) -> datetime:
    """So long before the first day, but never earlier than today's end, on the host's clocks."""
    return end_of(max(visit.starts_on - ahead, visit.today()), visit.host_school.zone)


def _owe(visit: Visit, kind: DutyKind, due_at: datetime, **who: Any) -> None:
    subject: uuid.UUID = who.pop("subject_id", visit.id)
    duty.owe(kind, subject_id=subject, cluster_id=visit.cluster_id, title=visit.title, due_at=due_at, **who)


def owe_agreement(visit: Visit) -> None:
    """The host school says whether the visitors can come: within two weeks, and before they leave."""
    due = min(clock.now() + ANSWER_WITHIN, _before(visit, timedelta(days=1)))
    asked = {"asked_by_school_id": visit.school_id, "asked_by_id": visit.planned_by_id}
    _owe(visit, DutyKind.AGREE_VISIT, due, school_id=visit.host_school_id, **asked)


def owe_what_is_missing(visit: Visit, by: Actor) -> None:
    """Between yes and the confirmation: the host owes its points of the safety list while one is open; the other school owes the rest and the confirmation."""
    if visit.status != VisitStatus.AGREED:
        return
    ready = queries.readiness(visit)
    host_owes = bool(duty.open_duties(DutyKind.CHECK_VISIT, visit.id))
    if ready.missing_at[End.HOST] and not host_owes:
        _owe(visit, DutyKind.CHECK_VISIT, _before(visit, CHECKED_BEFORE), school_id=visit.host_school_id)
    elif host_owes and not ready.missing_at[End.HOST]:
        duty.settle(DutyKind.CHECK_VISIT, visit.id, by=by)
    if not duty.open_duties(DutyKind.CONFIRM_VISIT, visit.id):
        _owe(visit, DutyKind.CONFIRM_VISIT, _before(visit, CONFIRMED_BEFORE), school_id=visit.school_id)


def owe_travel(traveller: VisitTraveller) -> None:
    """The contact of another school says whether its colleague may travel: within two weeks, and before they leave."""
    visit = traveller.visit
    due = min(clock.now() + ANSWER_WITHIN, _before(visit, timedelta(days=1)))
    asked = {"asked_by_school_id": visit.school_id, "asked_by_id": visit.planned_by_id}
    who = {"subject_id": traveller.id, "school_id": traveller.school_id, "office": "contact"}
    _owe(visit, DutyKind.LET_TRAVEL, due, **who, **asked)


def settle_travel(traveller: VisitTraveller, *, by: Actor, outcome: str) -> None:
    """Nobody is asked any more whether this person may travel."""
    duty.settle(DutyKind.LET_TRAVEL, traveller.id, by=by, outcome=outcome)


def owe_report(visit: Visit) -> None:
    """The school that travels reports to the cluster."""
    due = end_of(visit.report_due_on, visit.school.zone)
    _owe(visit, DutyKind.REPORT_VISIT, due, school_id=visit.school_id)


def owe_questions(represented: VisitRepresented) -> None:
    """A represented school gives its questions along, three days before, or says that it has none."""
    visit = represented.visit
    asked = {"asked_by_school_id": visit.school_id, "asked_by_id": visit.delegate_id}
    due = _before(visit, QUESTIONS_BEFORE)
    _owe(visit, DutyKind.GIVE_QUESTIONS, due, subject_id=represented.id, school_id=represented.school_id, **asked)


def owe_answers(represented: VisitRepresented) -> None:
    """The delegate brings the answers home: by the day of the report."""
    visit = represented.visit
    if duty.open_duties(DutyKind.BRING_ANSWERS, represented.id):
        return
    who: dict[str, Any] = {"school_id": visit.school_id, "asked_by_school_id": represented.school_id}
    for one in visit.going:
        if one.person_id == visit.delegate_id:
            who |= {"school_id": one.school_id, "person_id": one.person_id}
    _owe(
        visit, DutyKind.BRING_ANSWERS, end_of(visit.report_due_on, visit.school.zone), subject_id=represented.id, **who
    )


def settle_everything(visit: Visit, *, by: Actor, outcome: str) -> None:
    """Nothing is owed on this visit any more."""
    for kind in ON_THE_VISIT:
        duty.settle(kind, visit.id, by=by, outcome=outcome)
    for traveller in visit.travellers:
        settle_travel(traveller, by=by, outcome=outcome)
    for represented in visit.represented:
        for kind in (DutyKind.GIVE_QUESTIONS, DutyKind.BRING_ANSWERS):
            duty.settle(kind, represented.id, by=by, outcome=outcome)
