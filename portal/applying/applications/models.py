"""Applications, their versions, answers, sign-offs and receipts.

The stage (where the programme stands with it) lives on Application; drafting, signing, ready and sealed live on ApplicationVersion, so that version n
stands while n+1 is edited.
"""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.programmes.models import Question, Round
from portal.core import clock
from portal.core.database import Record, choice, reference
from portal.core.storage import StoredFile
from portal.policy import predicates

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class Stage(StrEnum):
    """Where the programme stands with an application (see workflow.py). `released` says no more than that the outcome has been told."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    INELIGIBLE = "ineligible"
    IN_REVIEW = "in_review"
    CLARIFICATION = "clarification"
    MODERATION = "moderation"
    DECIDED = "decided"
    RELEASED = "released"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class VersionStatus(StrEnum):
    DRAFTING = "drafting"
    SIGNING = "signing"
    READY = "ready"
    SEALED = "sealed"
    SET_ASIDE = "set_aside"


OPEN_STATUSES = frozenset({VersionStatus.DRAFTING, VersionStatus.SIGNING, VersionStatus.READY})
COMES_BACK = timedelta(hours=24)
NOT_STANDING = frozenset({Stage.DRAFT, Stage.LAPSED, Stage.WITHDRAWN})
UNSENT = (Stage.DRAFT, Stage.LAPSED)
BEING_READ = (Stage.IN_REVIEW, Stage.CLARIFICATION)
"""Stages of an application that is with reviewers."""
SCORED = (Stage.MODERATION, Stage.DECIDED, Stage.RELEASED, Stage.ACCEPTED)
"""Stages in which its reviews are closed."""
BLIND_PHASE = tuple(stage for stage in Stage if stage.value in predicates.BLIND_PHASE)


class Application(Record):
    """A cluster's application to a round. One live application for each cluster and round. It answers version `form_number` of the round's form, from its
    start to its end. `stage_since`: when it came to the stage where it is. `language`: of the letters that the cluster gets about it."""

    __tablename__ = "application"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    stage: Mapped[Stage] = choice(Stage, default=Stage.DRAFT)
    stage_since: Mapped[datetime] = mapped_column(default=clock.now)
    theme: Mapped[str] = mapped_column(sa.String(120), default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    form_number: Mapped[int] = mapped_column(default=1)
    receipt_number: Mapped[str | None] = mapped_column(sa.String(30), unique=True)
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[uuid.UUID | None] = reference("person.id")
    sign_off_incomplete: Mapped[bool] = mapped_column(default=False)
    late_until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_from: Mapped[Stage | None] = choice(Stage)
    withdrawal_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()
    cluster: Mapped["Cluster"] = relationship()
    versions: Mapped[list["ApplicationVersion"]] = relationship(
        back_populates="application", order_by="ApplicationVersion.number"
    )
    assignments: Mapped[list["SectionAssignment"]] = relationship(back_populates="application")

    __table_args__ = (
        sa.Index(
            "uq_application_live",
            "round_id",
            "cluster_id",
            unique=True,
            sqlite_where=sa.text("stage NOT IN ('withdrawn', 'lapsed')"),
            postgresql_where=sa.text("stage NOT IN ('withdrawn', 'lapsed')"),
            info={"words": "This cluster has an application in this round already."},
        ),
        sa.Index("ix_application_stage", "round_id", "stage", "stage_since"),
        sa.Index("ix_application_arrival", "round_id", "submitted_at", "id"),
        sa.Index("ix_application_pile", "round_id", "stage", "cluster_id"),
        sa.CheckConstraint(
            "stage IN ('draft', 'withdrawn', 'lapsed') OR receipt_number IS NOT NULL", name="submitted_has_a_receipt"
        ),
    )

    @property
    def standing_version(self) -> "ApplicationVersion | None":
        """The submission of record: the sealed version with the highest number."""
        sealed = [v for v in self.versions if v.status == VersionStatus.SEALED]
        return max(sealed, key=lambda v: v.number, default=None)

    @property
    def open_version(self) -> "ApplicationVersion | None":
        """The version that is being written or signed, if there is one."""
        return next((v for v in self.versions if v.status in OPEN_STATUSES), None)

    @property
    def closes_at(self) -> datetime:
        """The deadline of this application, the one source of it: the round's, or a later one of its own by a late permit."""
        return max(self.round.closes_at, self.late_until or self.round.closes_at)

    def has_closed(self, now: datetime) -> bool:
        """Past its deadline and the grace: nothing can come in any more."""
        return now > self.closes_at + timedelta(minutes=self.round.grace_minutes)

    @property
    def comes_back_until(self) -> datetime | None:
        """Until when a withdrawal can be undone."""
        return self.withdrawn_at + COMES_BACK if self.withdrawn_at is not None else None

    def can_come_back(self, now: datetime) -> bool:
        """It was withdrawn less than a day ago: that can be undone."""
        return self.stage == Stage.WITHDRAWN and self.withdrawn_at is not None and now < self.withdrawn_at + COMES_BACK

    def allows(self, command: str) -> bool:
        """Does the stage allow this now?"""
        from portal.applying.applications.workflow import STAGES  # the table is written in terms of this module

        return STAGES.allows(self, command)


def came_in() -> sa.ColumnElement[bool]:
    """In queries: it was submitted, also when the cluster took it back since. What was taken back before it was ever sent did not come in."""
    taken_back = sa.and_(Application.stage == Stage.WITHDRAWN, Application.receipt_number.is_not(None))
    return sa.or_(Application.stage.not_in(NOT_STANDING), taken_back)


class ApplicationVersion(Record):
    """One version. `reopened`: the sections (content.DraftSection.key) and `theme` that a school named when it did not sign; None: everything can be changed.

    Sealed: its content (answers, form definition, members, signatures, file hashes) and SHA-256 are kept for ever as signed."""

    __tablename__ = "application_version"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    number: Mapped[int]
    status: Mapped[VersionStatus] = choice(VersionStatus, default=VersionStatus.DRAFTING)
    signing_since: Mapped[datetime | None]
    reopened: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    sealed_at: Mapped[datetime | None]
    sealed_content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(), deferred=True)
    sealed_digest: Mapped[str | None] = mapped_column(sa.String(64))

    application: Mapped[Application] = relationship(back_populates="versions")
    answers: Mapped[list["Answer"]] = relationship(back_populates="application_version")
    sign_offs: Mapped[list["SignOff"]] = relationship(back_populates="application_version", order_by="SignOff.id")

    __table_args__ = (
        sa.UniqueConstraint("application_id", "number", name="uq_application_version_number"),
        sa.Index(
            "uq_application_version_open",
            "application_id",
            unique=True,
            sqlite_where=sa.text("status IN ('drafting', 'signing', 'ready')"),
            postgresql_where=sa.text("status IN ('drafting', 'signing', 'ready')"),
        ),
        sa.CheckConstraint("status <> 'sealed' OR sealed_digest IS NOT NULL", name="sealed_has_a_digest"),
    )


class EntryAnswer(Record):
    """What a cluster said before it started: the question as it was asked then, and yes or no."""

    __tablename__ = "entry_answer"

    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    number: Mapped[int]
    question: Mapped[str] = mapped_column(sa.String(500))
    is_yes: Mapped[bool]

    __table_args__ = (sa.UniqueConstraint("application_id", "number", name="uq_entry_answer_number"),)


class SectionAssignment(Record):
    """Which school writes a section."""

    __tablename__ = "section_assignment"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    section_id: Mapped[uuid.UUID] = reference("round_section.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")

    application: Mapped[Application] = relationship(back_populates="assignments")
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("application_id", "section_id", name="uq_section_assignment_section"),)


def _one_for_each(name: str, *more: str) -> tuple[sa.Index, sa.Index]:
    """One row for each section of an application; of each school, where every school answers for itself."""
    shared, own = sa.text("for_school_id IS NULL"), sa.text("for_school_id IS NOT NULL")
    columns = ("application_id", "section_id", *more)
    return (
        sa.Index(name, *columns, unique=True, sqlite_where=shared, postgresql_where=shared),
        sa.Index(f"{name}_of_school", *columns, "for_school_id", unique=True, sqlite_where=own, postgresql_where=own),
    )


class SectionWriter(Record):
    """The person who was asked to write a section."""

    __tablename__ = "section_writer"

    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    section_id: Mapped[uuid.UUID] = reference("round_section.id", index=False)
    for_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    person_id: Mapped[uuid.UUID] = reference("person.id")

    person: Mapped["Person"] = relationship()

    __table_args__ = _one_for_each("uq_section_writer")


class SectionPresence(Record):
    """Who is in a section now. It locks nobody out: it ends by itself at `until`, and two who change the same answer see both texts."""

    __tablename__ = "section_presence"

    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    section_id: Mapped[uuid.UUID] = reference("round_section.id", index=False)
    for_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    person_id: Mapped[uuid.UUID] = reference("person.id")
    until: Mapped[datetime]

    person: Mapped["Person"] = relationship()

    __table_args__ = _one_for_each("uq_section_presence", "person_id")


class Answer(Record):
    """One answer, one row, with its own version number so that two people cannot overwrite each other unseen.

    `text`: as `programmes/kinds.py` says for the kind of its question. `for_school_id`: whose answer it is, where every school answers for itself;
    `school_id`: for which school it was written last. `language`: the one that it was written in, as its writer said.
    """

    __tablename__ = "answer"

    application_version_id: Mapped[uuid.UUID] = reference("application_version.id")
    question_id: Mapped[uuid.UUID] = reference("question.id")
    for_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    text: Mapped[str] = mapped_column(sa.Text(), default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    file_id: Mapped[uuid.UUID | None] = reference("stored_file.id")
    school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    author_id: Mapped[uuid.UUID | None] = reference("person.id")
    version: Mapped[int] = mapped_column(default=1)

    application_version: Mapped[ApplicationVersion] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_answer_question",
            "application_version_id",
            "question_id",
            unique=True,
            sqlite_where=sa.text("for_school_id IS NULL"),
            postgresql_where=sa.text("for_school_id IS NULL"),
        ),
        sa.Index(
            "uq_answer_question_of_school",
            "application_version_id",
            "question_id",
            "for_school_id",
            unique=True,
            sqlite_where=sa.text("for_school_id IS NOT NULL"),
            postgresql_where=sa.text("for_school_id IS NOT NULL"),
        ),
    )


class SignOffStatus(StrEnum):
    ASKED = "asked"
    SIGNED = "signed"
    DECLINED = "declined"
    VOID = "void"


class SignOff(Record):
    """A school's signature, bound to the digest of exactly what it was shown. `language`: the one in which the signer had the words of the form.

    `last_parts`: fingerprints of the parts that were signed last (content.parts), by whom and when; they outlive the signature, so that whoever signs again is
    shown what changed."""

    __tablename__ = "sign_off"

    application_version_id: Mapped[uuid.UUID] = reference("application_version.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    status: Mapped[SignOffStatus] = choice(SignOffStatus, default=SignOffStatus.ASKED)
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    signed_by_id: Mapped[uuid.UUID | None] = reference("person.id")
    signed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    last_parts: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    last_signed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    last_signed_at: Mapped[datetime | None]

    application_version: Mapped[ApplicationVersion] = relationship(back_populates="sign_offs")
    school: Mapped["School"] = relationship()
    signed_by: Mapped["Person | None"] = relationship(foreign_keys=[signed_by_id])

    @property
    def application(self) -> Application:
        return self.application_version.application

    __table_args__ = (sa.UniqueConstraint("application_version_id", "school_id", name="uq_sign_off_school"),)


class PermitStatus(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class LatePermit(Record):
    """More time for one application alone, until `until`: one manager of the programme asks with the reason, a second one grants it."""

    __tablename__ = "late_permit"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    status: Mapped[PermitStatus] = choice(PermitStatus, default=PermitStatus.ASKED)
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text())
    asked_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    decided_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    decided_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    asked_by: Mapped["Person"] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped["Person | None"] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        sa.CheckConstraint(
            "status <> 'granted' OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL AND decided_by_id <> asked_by_id)",
            name="granted_by_a_second_person",
        ),
        sa.Index(
            "uq_late_permit_asked",
            "application_id",
            unique=True,
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
            info={"words": "More time was asked for this application already. A second manager has to decide first."},
        ),
    )
