"""The calendar of an award: made when it starts, asked for a month before each day, still while the award is on hold. A day moves only by an act that is
kept, and what is late stays late until it is accepted or waived: it can be written and sent while the award is on hold."""

from datetime import date, time, timedelta
from typing import Any

from portal.applying.applications.services.open_versions import title_of
from portal.applying.awards.models import Award
from portal.applying.funding.queries import rules_of
from portal.applying.monitoring import events, queries
from portal.applying.monitoring.models import SETTLED, TO_WRITE, AwardReport, InstalmentStatus, ReportKind, ReportMove
from portal.applying.monitoring.services.holding import day_of_hold
from portal.applying.monitoring.workflow import INSTALMENTS
from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change

DAYS_TO_INTERIM, DAYS_TO_FINAL, DAYS_FOR_VOICES = 180, 365, 7
OWED = (DutyKind.WRITE_REPORT, DutyKind.ADD_TO_REPORT)


def fact(kind: Any, subject: Any, by: Actor, **more: Any) -> Any:
    """A fact about a report or an instalment, on the timelines of its cluster and application."""
    application = subject.application
    about = {"cluster_id": application.cluster_id, "application_id": application.id, "subject_id": subject.id}
    return kind(by_id=by.id, **{**about, **more})


def make_calendar(award: Award, *, by: Actor) -> None:
    """The award has started: an interim report and a final one, on the days of the round's rules, else half a year and a year from the start."""
    rules = rules_of(award.application.round_id)
    start = award.starts_on or clock.today()
    interim = rules.interim_on or start + timedelta(days=DAYS_TO_INTERIM)
    final = rules.final_on or start + timedelta(days=DAYS_TO_FINAL)
    wanted = [(ReportKind.INTERIM, interim)] if start < interim < final else []
    for number, (kind, due_on) in enumerate([*wanted, (ReportKind.FINAL, max(final, start))], 1):
        about = {"award_id": award.id, "round_id": award.application.round_id}
        session().add(AwardReport(**about, number=number, kind=kind, from_on=start, due_on=due_on))
    session().flush()


def _end_of(report: AwardReport, on: date) -> Any:
    return moments.instant(on, time(23, 59), report.application.round.zone)


def ask_for_report(report: AwardReport, *, by: Actor) -> bool:
    """A month before its day: the coordinator owes the report, each school of both sides its own words. Answers whether they were asked now."""
    if report.asked_at is not None or report.status not in TO_WRITE:
        return False
    change(report, {"asked_at": None}, {"asked_at": clock.now()})
    owe_report(report)
    voices_on = max(clock.today(), report.due_on - timedelta(days=DAYS_FOR_VOICES))
    for membership in report.application.cluster.live_memberships():
        duty.owe(
            DutyKind.ADD_TO_REPORT,
            subject_id=report.id,
            title=title_of(report.application),
            cluster_id=report.application.cluster_id,
            school_id=membership.school_id,
            office="contact",
            due_at=_end_of(report, voices_on),
        )
    record(fact(events.AwardReportAsked, report, by))
    return True


def owe_report(report: AwardReport) -> None:
    """The coordinator of the cluster owes the report."""
    duty.owe(
        DutyKind.WRITE_REPORT,
        subject_id=report.id,
        title=title_of(report.application),
        cluster_id=report.application.cluster_id,
        office="contact_teacher",
        due_at=_end_of(report, report.due_on),
    )


def chase_report(report: AwardReport, *, by: Actor) -> bool:
    """The day has passed: tell the coordinators and the programme, every two weeks at most, and on which day the award is put on hold."""
    rested = report.reminded_at is None or report.reminded_at <= clock.now() - timedelta(days=14)
    if report.status not in TO_WRITE or not report.is_late(clock.today()) or not rested:
        return False
    values = {"reminded_at": clock.now(), "hold_on": report.hold_on or day_of_hold(report)}
    change(report, {"reminded_at": report.reminded_at, "status": report.status}, values)
    record(fact(events.AwardReportLate, report, by))
    return True


def move_report(report: AwardReport, *, by: Actor, to_on: date, reason: str) -> AwardReport:
    """Give a report another day, for a reason that is kept and that its cluster reads. One that is late stays late."""
    if report.status in SETTLED:
        raise NotAllowedNow(_("This report is settled already."))
    if report.is_late(clock.today()):
        raise NotAllowedNow(_("This report is late and stays so until it is accepted or waived."))
    if not reason:
        raise RuleBroken("reason", _("Say why. The schools read it."))
    if to_on < clock.today() or to_on == report.due_on:
        raise RuleBroken("to_on", _("Choose another date that is still to come."))
    _move(report, to_on, reason, by=by)
    return report


def _move(report: AwardReport, to_on: date, reason: str, *, by: Actor) -> None:
    before = report.due_on
    change(report, {"due_on": before, "status": report.status}, {"due_on": to_on})
    session().add(ReportMove(report_id=report.id, from_on=before, to_on=to_on, reason=reason, moved_by_id=by.id))
    for owed in duty.open_duties(DutyKind.WRITE_REPORT, report.id):
        owed.due_at = _end_of(report, to_on)
    session().flush()
    record(fact(events.AwardReportMoved, report, by, from_on=before, to_on=to_on))


def hold(award: Award, *, by: Actor) -> None:
    """The award is on hold: nothing is asked for. What was written stays as it is, and what is late stays late and is still owed."""
    for report in queries.list_reports(award.id):
        if report.is_late(clock.today()):
            continue
        for kind in OWED:
            duty.suspend(kind, report.id)


def go_on(award: Award, *, by: Actor) -> None:
    """The award goes on: reports that were not late when it was put on hold have as many days more as it was on hold for. One that is late and still to be
    written is told another day before it puts the award on hold again."""
    since = award.suspended_at.date() if award.suspended_at is not None else clock.today()
    days = (clock.today() - since).days
    for report in queries.list_reports(award.id):
        for kind in OWED:
            duty.resume(kind, report.id)
        if report.status in TO_WRITE and report.due_on >= since and days:
            reason = _("The award was on hold from %(first)s to %(last)s.", first=since, last=clock.today())
            _move(report, report.due_on + timedelta(days=days), reason, by=by)
        elif report.status in TO_WRITE and report.hold_on is not None:
            change(report, {"hold_on": report.hold_on}, {"hold_on": None})


def stop(award: Award, *, by: Actor) -> None:
    """The award is closed: nothing more is owed or paid under it. How each report stands stays as it is."""
    for report in queries.list_reports(award.id):
        for kind in (*OWED, DutyKind.CHECK_REPORT):
            duty.settle(kind, report.id, by=by, outcome="award_closed")
    for instalment in queries.list_instalments(award.id):
        if instalment.status == InstalmentStatus.PLANNED:
            INSTALMENTS.advance(instalment, "cancel")


def is_open(award: Award) -> bool:
    """Is a report of this award neither accepted nor waived?"""
    return any(report.status not in SETTLED for report in queries.list_reports(award.id))
