"""The reports of last year's awards, and their money: in time, late, very late, waived, given back; one award on hold, one over."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from portal.applying.applications.services.open_versions import title_of
from portal.applying.awards.models import Award, AwardStatus
from portal.applying.monitoring.models import AwardReport, Instalment, ReportMove, ReportStatus
from portal.applying.monitoring.services.calendar import owe_report
from portal.commands.demo.last_year.awards import STARTED
from portal.commands.demo.last_year.rounds import Applied
from portal.commands.demo.world import World
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.policy import Role
from portal.running.annual.queries import figures_between

INTERIM, FINAL = -100, 120
"""The days from today on which the reports are due, unless they were moved."""
ACCEPTED, DUE, RETURNED, SUBMITTED, WAIVED = (
    ReportStatus.ACCEPTED, ReportStatus.DUE, ReportStatus.RETURNED, ReportStatus.SUBMITTED, ReportStatus.WAIVED,
)  # fmt: skip
# of each award: (how its interim report stands, when it is due), (the same of the final one)
STANDS: Sequence[tuple[tuple[ReportStatus, int], tuple[ReportStatus, int]]] = (
    ((ACCEPTED, INTERIM), (DUE, FINAL)),
    ((DUE, -9), (DUE, FINAL)),
    ((ACCEPTED, INTERIM), (SUBMITTED, 20)),
    ((DUE, INTERIM), (DUE, FINAL)),
    ((SUBMITTED, 3), (DUE, FINAL)),
    ((WAIVED, INTERIM), (DUE, 45)),
    ((RETURNED, -16), (DUE, FINAL)),
    ((ACCEPTED, INTERIM), (DUE, FINAL)),
    ((DUE, INTERIM + 40), (DUE, FINAL)),
    ((ACCEPTED, INTERIM), (ACCEPTED, -20)),
    ((DUE, 12), (DUE, FINAL)),
    ((ACCEPTED, INTERIM), (DUE, FINAL)),
)
ON_HOLD, OVER = 8, 9
"""The places of the award that is on hold, and of the one that is over."""
WORDS = {
    "went_well": "The measuring week took place in every class. Forty-one pupils wrote down how much water a day takes.",
    "learned": "Two weeks of notice are too short for our partner: they plan their lessons by the month.",
    "spending": "Measuring sets, postage, and one day of cover.",
}
MOVED_FOR = "The partner school was closed for three weeks after the flood. Both sides asked for more time."


def follow(world: World, one: Applied, award: Award, place: int) -> None:
    """The reports of an award, and its two instalments."""
    officer = world.people["officer"].id
    between = figures_between(award.application.cluster, _day(world, STARTED), _day(world, INTERIM))
    figures = {"counted": asdict(between), "activities": []}
    for number, (kind, (status, days)) in enumerate(
        zip(("interim", "final"), STANDS[place % len(STANDS)], strict=True), start=1
    ):
        report = _report(world, one, award, number, kind, status, days, figures)
        planned = INTERIM if number == 1 else FINAL
        if status == DUE and days != planned:
            session().add(
                ReportMove(report_id=report.id, from_on=_day(world, planned), to_on=_day(world, days), reason=MOVED_FOR, moved_by_id=officer)
            )  # fmt: skip
        if status in (DUE, RETURNED) and days < 30:
            owe_report(report)
        elif status == SUBMITTED:
            duty.owe(
                DutyKind.CHECK_REPORT, subject_id=report.id, title=title_of(award.application), cluster_id=award.cluster_id,
                role=Role.PROGRAMME_OFFICER.value, due_at=world.at(days=6),
            )  # fmt: skip
    half = (award.amount or 2) // 2
    for number, amount in ((1, half), (2, (award.amount or 2) - half)):
        paid: dict[str, Any] = {"due_on": _day(world, 30)}
        if number == 1:
            paid = {"due_on": _day(world, STARTED + 6), "paid_on": _day(world, STARTED + 6), "status": "paid"}
            paid |= {"paid_by_id": officer, "payment_mark": f"LSP 03{place:02}"}
        session().add(Instalment(award_id=award.id, number=number, amount=amount, **paid))
    if place == ON_HOLD:
        award.status, award.suspended_at = AwardStatus.SUSPENDED, world.at(days=-70)
        award.reason = "The partner school has moved. The cluster looks for another one before it goes on."
    elif place == OVER:
        award.status, award.ended_at = AwardStatus.CLOSED, world.at(days=-12)
    session().flush()


def _day(world: World, days: int) -> date:
    return world.at(days=days).date()


def _report(
    world: World, one: Applied, award: Award, number: int, kind: str, status: ReportStatus, days: int, figures: dict[str, Any]
) -> AwardReport:  # fmt: skip
    officer, sent = world.people["officer"].id, min(days, 0) - 6
    values: dict[str, Any] = {}
    if status in (ACCEPTED, SUBMITTED, RETURNED):
        values = WORDS | {"spent": (award.amount or 0) // 3, "figures": figures, "submitted_at": world.at(days=sent)}
        values["submitted_by_id"] = one.by.lead.coordinator_id
        values["missing"] = "Our partner school was on holiday; its words follow with the next report."
    if status == WAIVED:
        values["note"] = "The cluster reported in person at the meeting in the spring; the officer wrote it down."
    if status == RETURNED:
        values["note"] = "Please say what the second visit was for: it is not in the plan."
    if status in (ACCEPTED, WAIVED):
        values |= {"judged_by_id": officer, "judged_at": world.at(days=sent + 4)}
    made = AwardReport(
        award_id=award.id, award=award, round_id=one.round_id, number=number, kind=kind, from_on=_day(world, STARTED), due_on=_day(world, days), status=status,
        asked_at=world.at(days=days) - timedelta(days=30) if days < 30 else None, reminded_at=world.at(days=-3) if status == DUE and days < -3 else None,
        **values,
    )  # fmt: skip
    session().add(made)
    session().flush()
    return made
