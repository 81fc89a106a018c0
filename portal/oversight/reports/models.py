"""Reports, what was done about each, and decisions that the author of what was reported can read and object to."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.core.storage import StoredFile

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class ReportKind(StrEnum):
    """What worries the person who reports."""

    CHILD_HARM = "child_harm"
    ADULT_CONDUCT = "adult_conduct"
    ABUSE = "abuse"
    PERSONAL_DATA = "personal_data"
    COPYRIGHT = "copyright"
    NOT_GENUINE = "not_genuine"
    OTHER = "other"


class SubjectKind(StrEnum):
    """What can be reported; `page` is anything else, in the words of who reports."""

    POST = "post"
    ACTIVITY = "activity"
    HANDOFF = "handoff"
    VISIT = "visit"
    PERSON = "person"
    SCHOOL = "school"
    CLUSTER = "cluster"
    REQUEST = "request"
    CLUSTER_REQUEST = "cluster_request"
    LEAD_MESSAGE = "lead_message"
    EVIDENCE = "evidence"
    MEDIATION = "mediation"
    REVIEW = "review"
    PAGE = "page"


class ReportStatus(StrEnum):
    """Where a report stands (see workflow.py)."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    IN_HAND = "in_hand"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What came of it. `referred`: the school's safeguarding lead, the police or social services have it."""

    NOTHING = "nothing"
    ADVICE = "advice"
    HIDDEN = "hidden"
    REFERRED = "referred"
    READ_ONLY = "read_only"


class Report(Record):
    """One report. `number`: the reference that everyone quotes. `route` is the role of the programme that handles it; nobody else reads it.

    `evidence` is what was there when it was reported: {"title", "text", "author", "school", "cluster", "file", "written_at", "path", ...}; it stays when
    its author changes or deletes the thing or closes the account. `reporter_id` is empty for someone who was not signed in; then `reporter_name` and
    `reporter_email` are what they gave, if anything. `answer`: what the person who reported reads in the end.
    """

    __tablename__ = "report"

    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[ReportKind] = choice(ReportKind)
    route: Mapped[str] = mapped_column(sa.String(40))
    status: Mapped[ReportStatus] = choice(ReportStatus, default=ReportStatus.RECEIVED)
    subject_kind: Mapped[SubjectKind] = choice(SubjectKind, default=SubjectKind.PAGE)
    subject_id: Mapped[uuid.UUID | None]
    words: Mapped[str] = mapped_column(sa.Text())
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reporter_id: Mapped[uuid.UUID | None] = reference("person.id")
    reporter_name: Mapped[str] = mapped_column(sa.String(120), default="")
    reporter_email: Mapped[str] = mapped_column(sa.String(254), default="")
    about_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id", index=False)
    due_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    school_told_at: Mapped[datetime | None]
    handler_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    taken_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = choice(Outcome)
    answer: Mapped[str] = mapped_column(sa.Text(), default="")
    closed_at: Mapped[datetime | None]

    files: Mapped[list["ReportFile"]] = relationship(order_by="ReportFile.id")
    reporter: Mapped["Person | None"] = relationship(foreign_keys=[reporter_id])
    about: Mapped["Person | None"] = relationship(foreign_keys=[about_id])
    school: Mapped["School | None"] = relationship()
    cluster: Mapped["Cluster | None"] = relationship()
    handler: Mapped["Person | None"] = relationship(foreign_keys=[handler_id])
    entries: Mapped[list["ReportEntry"]] = relationship(order_by="ReportEntry.id")
    decisions: Mapped[list["ModerationDecision"]] = relationship(
        order_by="ModerationDecision.id", back_populates="report"
    )

    __table_args__ = (
        sa.Index("ix_report_route", "route", "status", "id"),
        sa.Index("ix_report_subject", "subject_kind", "subject_id"),
        sa.Index("ix_report_due", "status", "due_at"),
    )

    @property
    def is_open(self) -> bool:
        return self.status != ReportStatus.CLOSED

    def is_late(self, now: datetime) -> bool:
        return self.status in (ReportStatus.RECEIVED, ReportStatus.ACKNOWLEDGED) and self.due_at < now


class ReportFile(Record):
    """A file that was there when something was reported. As long as this row is here, nobody removes the file."""

    __tablename__ = "report_file"

    report_id: Mapped[uuid.UUID] = reference("report.id")
    file_id: Mapped[uuid.UUID] = reference("stored_file.id")

    report: Mapped[Report] = relationship(viewonly=True)
    file: Mapped[StoredFile] = relationship()

    @property
    def route(self) -> str:
        """As the report's: who may read it is asked of both."""
        return self.report.route

    @property
    def about_id(self) -> uuid.UUID | None:
        return self.report.about_id


class EntryKind(StrEnum):
    """What was done about a report."""

    RECEIVED = "received"
    SCHOOL_TOLD = "school_told"
    ESCALATED = "escalated"
    TAKEN = "taken"
    NOTE = "note"
    PASSED = "passed"
    HIDDEN = "hidden"
    SHOWN = "shown"
    CLOSED = "closed"
    REOPENED = "reopened"
    READ = "read"


class ReportEntry(Record):
    """One line of the log: who did what about a report, when; `words` are read by those who handle it. Rows are kept."""

    __tablename__ = "report_entry"

    report_id: Mapped[uuid.UUID] = reference("report.id")
    kind: Mapped[EntryKind] = choice(EntryKind)
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text(), default="")

    by: Mapped["Person | None"] = relationship()


class ModerationDecision(Record):
    """What was done with a thing, as its author reads it: hidden, or shown again, and why. Never who reported it, never the words of the report.

    `decided_by_id` is empty when the portal hid it by itself until someone has looked. The author may object once; a second person answers.
    """

    __tablename__ = "moderation_decision"

    report_id: Mapped[uuid.UUID] = reference("report.id")
    subject_kind: Mapped[SubjectKind] = choice(SubjectKind)
    subject_id: Mapped[uuid.UUID]
    title: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text(), default="")
    author_id: Mapped[uuid.UUID | None] = reference("person.id")
    hides: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.Text())
    decided_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    replaced_at: Mapped[datetime | None]
    appeal: Mapped[str] = mapped_column(sa.Text(), default="")
    appealed_at: Mapped[datetime | None]
    appeal_upheld: Mapped[bool | None]
    appeal_answer: Mapped[str] = mapped_column(sa.Text(), default="")
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]

    report: Mapped[Report] = relationship(back_populates="decisions")
    author: Mapped["Person | None"] = relationship(foreign_keys=[author_id])

    __table_args__ = (
        sa.Index(
            "uq_moderation_decision_current",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
    )
