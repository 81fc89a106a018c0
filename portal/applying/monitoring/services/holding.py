"""A report that does not come puts its award on hold, on a day that was told two weeks or more before; the award goes on by itself when the report comes, or
when the programme does without it. What a manager put on hold is the manager's to undo."""

from datetime import date, timedelta

from portal.applying.awards.models import Award, AwardStatus
from portal.applying.awards.services import resume_award, suspend_award
from portal.applying.monitoring import queries
from portal.applying.monitoring.models import TO_WRITE, AwardReport, ReportKind
from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.i18n import _

DAYS_LATE, DAYS_WARNED = 28, 14


def day_of_hold(report: AwardReport) -> date:
    """Four weeks after the report's day, and two weeks after it is told."""
    return max(report.due_on + timedelta(days=DAYS_LATE), clock.today() + timedelta(days=DAYS_WARNED))


def hold_for_report(report: AwardReport, *, by: Actor) -> bool:
    """The told day has come and the report has not: put the award on hold. Answers whether it was put on hold now."""
    award = report.award
    session().refresh(award, ["status", "suspended_at"], with_for_update=True)
    if award.status != AwardStatus.ACTIVE or not _keeps_waiting(report):
        return False
    words = {
        ReportKind.INTERIM: _("The interim report was due on %(day)s and has not come.", day=report.due_on),
        ReportKind.FINAL: _("The final report was due on %(day)s and has not come.", day=report.due_on),
    }
    suspend_award(award, by=by, reason=words[report.kind], by_clock=True)
    return True


def let_go_on(award: Award) -> bool:
    """A report came, or is not needed: what the clock put on hold goes on, unless another report keeps it waiting. Answers whether it goes on now."""
    session().refresh(award, ["status", "suspended_at", "held_by_clock"], with_for_update=True)
    if award.status != AwardStatus.SUSPENDED or not award.held_by_clock:
        return False
    if any(_keeps_waiting(one) for one in queries.list_reports(award.id)):
        return False
    resume_award(award, by=SYSTEM)
    return True


def _keeps_waiting(report: AwardReport) -> bool:
    told = report.hold_on is not None and report.hold_on <= clock.today()
    return told and report.status in TO_WRITE and report.is_late(clock.today())
