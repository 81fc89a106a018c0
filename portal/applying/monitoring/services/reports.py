"""Writing a report, adding a school's words, sending it, and the programme's word on it."""

import uuid
from dataclasses import asdict

from portal.applying.applications.services.open_versions import title_of
from portal.applying.awards.models import AwardStatus
from portal.applying.monitoring import events, queries
from portal.applying.monitoring.models import TO_WRITE, AwardReport, ReportVoice
from portal.applying.monitoring.services.calendar import OWED, fact, owe_report
from portal.applying.monitoring.services.holding import day_of_hold, let_go_on
from portal.applying.monitoring.workflow import REPORTS
from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.policy.people import Role, SignedIn

TEXTS = ("went_well", "learned", "spending", "missing")
DAYS_TO_CHECK = 15


def why_it_waits(report: AwardReport) -> str:
    """In words, why a report cannot be written now."""
    if report.status not in TO_WRITE:
        return _("This report was sent. It can be changed when the programme gives it back.")
    if report.award.status == AwardStatus.SUSPENDED:
        return _("The award is on hold. The report waits.")
    return _("The award is closed, so this report cannot be written any more.")


def _can_be_written(report: AwardReport) -> None:
    if not report.is_to_write(clock.today()):
        raise NotAllowedNow(why_it_waits(report))


def write_report(
    report: AwardReport,
    *,
    by: Actor,
    version: int,
    went_well: str,
    learned: str,
    spending: str,
    missing: str = "",
    spent: int | None = None,
) -> AwardReport:
    """Keep the words of the report as far as they are."""
    _can_be_written(report)
    if report.version != version:
        words = _("Someone changed the report after you opened the page.")
        raise Stale(words, {name: getattr(report, name) for name in TEXTS})
    values = {"went_well": went_well, "learned": learned, "spending": spending, "missing": missing, "spent": spent}
    change(report, {"version": version, "status": report.status}, {**values, "version": version + 1})
    record(fact(events.AwardReportWritten, report, by))
    return report


def add_voice(report: AwardReport, *, by: SignedIn, school_id: uuid.UUID, words: str) -> ReportVoice:
    """A school of either side says something in its own words; saying it again replaces what it said."""
    _can_be_written(report)
    here = {m.school_id for m in report.application.cluster.live_memberships()}
    if school_id not in here or school_id not in by.memberships:
        raise RuleBroken("school_id", _("Choose your school."))
    if not words:
        raise RuleBroken("words", _("Write what your school says."))
    found = next((voice for voice in report.voices if voice.school_id == school_id), None)
    if found is None:
        found = ReportVoice(report_id=report.id, school_id=school_id, words=words, author_id=by.id)
        session().add(found)
    found.words, found.author_id = words, by.id
    session().flush()
    session().expire(report, ["voices"])
    duty.settle(DutyKind.ADD_TO_REPORT, report.id, by=by, school_id=school_id)
    record(fact(events.AwardReportVoiceAdded, report, by, school_id=school_id))
    return found


def submit_report(report: AwardReport, *, by: Actor) -> AwardReport:
    """Send the report with the figures as they are now. The partner school's own words are in it, or it says why not."""
    _can_be_written(report)
    if not report.went_well or not report.spending:
        raise RuleBroken(None, _("Say what went well and what the money was for first."))
    silent = queries.partners_without_words(report)
    if silent and not report.missing:
        names = ", ".join(silent)
        words = _(
            "No partner school has added its words: %(names)s. Ask them, or say in the report why they are missing.",
            names=names,
        )
        raise RuleBroken(None, words)  # fmt: skip
    figures = {"counted": asdict(queries.figures_of(report)), "activities": queries.list_done(report)}
    REPORTS.advance(report, "submit", figures=figures, submitted_at=clock.now(), submitted_by_id=by.id)
    for kind in OWED:
        duty.settle(kind, report.id, by=by, outcome="sent")
    duty.owe(
        DutyKind.CHECK_REPORT,
        subject_id=report.id,
        title=title_of(report.application),
        cluster_id=report.application.cluster_id,
        role=Role.PROGRAMME_OFFICER.value,
        due_at=moments.working_days_later(clock.now(), DAYS_TO_CHECK),
    )
    record(fact(events.AwardReportSent, report, by))
    let_go_on(report.award)
    return report


def return_report(report: AwardReport, *, by: Actor, note: str) -> AwardReport:
    """Give it back with words: the cluster owes it again. One that is late by now puts its award on hold two weeks later, not before."""
    if not note:
        raise RuleBroken("note", _("Say what is missing. The schools read it."))
    REPORTS.advance(report, "return", note=note, hold_on=day_of_hold(report) if report.hold_on is not None else None)
    duty.settle(DutyKind.CHECK_REPORT, report.id, by=by, outcome="returned")
    owe_report(report)
    if not report.is_to_write(clock.today()):
        duty.suspend(DutyKind.WRITE_REPORT, report.id)
    record(fact(events.AwardReportReturned, report, by))
    return report


def accept_report(report: AwardReport, *, by: Actor, note: str = "") -> AwardReport:
    """It is enough."""
    REPORTS.advance(report, "accept", note=note, judged_by_id=by.id, judged_at=clock.now())
    duty.settle(DutyKind.CHECK_REPORT, report.id, by=by, outcome="accepted")
    record(fact(events.AwardReportAccepted, report, by))
    return report


def waive_report(report: AwardReport, *, by: Actor, note: str) -> AwardReport:
    """Do without it, for a reason that is kept."""
    if not note:
        raise RuleBroken("note", _("Say why. The schools read it."))
    REPORTS.advance(report, "waive", note=note, judged_by_id=by.id, judged_at=clock.now())
    for kind in (*OWED, DutyKind.CHECK_REPORT):
        duty.settle(kind, report.id, by=by, outcome="waived")
    record(fact(events.AwardReportWaived, report, by))
    let_go_on(report.award)
    return report
