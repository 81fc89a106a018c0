"""The log of a report, and facts that name nobody."""

import uuid

from portal.core.database import session
from portal.core.events import Event, record
from portal.oversight.reports.models import EntryKind, Report, ReportEntry


def enter(report: Report, kind: EntryKind, by_id: uuid.UUID | None, words: str = "") -> None:
    """One line of the log."""
    session().add(ReportEntry(report_id=report.id, kind=kind, by_id=by_id, words=words))
    session().flush()


def note(kind: type[Event], report: Report, by_id: uuid.UUID | None = None, **facts: object) -> None:
    """State a fact about a report."""
    record(kind(by_id=by_id, subject_id=report.id, **facts))  # type: ignore[arg-type]
