"""Screening, reviews with their scores, and the panel's note."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.applications.models import Application
from portal.applying.programmes.models import Criterion
from portal.applying.reviews.scoring import reaches
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person


class Screening(Record):
    """The eligibility check, apart from the assessment: each line yes or no, and a note. Not asked differs from no.

    That it is not eligible is proposed by one person of the programme, with the cause and a note, and confirmed by a second.
    """

    __tablename__ = "screening"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    screened_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    size_holds: Mapped[bool | None]
    heads_permit: Mapped[bool | None]
    partner_evidence: Mapped[bool | None]
    safeguarding_named: Mapped[bool | None]
    is_eligible: Mapped[bool]
    cause: Mapped[str] = mapped_column(sa.String(40), default="")
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    confirmed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    confirmed_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    screened_by: Mapped["Person"] = relationship(foreign_keys=[screened_by_id])

    __table_args__ = (
        sa.UniqueConstraint("application_id", name="uq_screening_application"),
        sa.CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed_has_its_time"),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR (confirmed_by_id <> screened_by_id AND is_eligible IS FALSE)",
            name="confirmed_by_a_second_person",
        ),
    )


class ScreeningAnswer(Record):
    """What the check found on a line that the round adds. Not asked differs from no."""

    __tablename__ = "screening_answer"

    screening_id: Mapped[uuid.UUID] = reference("screening.id", index=False)
    line_id: Mapped[uuid.UUID] = reference("checklist_line.id", index=False)
    is_met: Mapped[bool | None]

    __table_args__ = (sa.UniqueConstraint("screening_id", "line_id", name="uq_screening_answer_line"),)


# The wording of the statement that forms.StatementForm shows. Count it up whenever that wording changes.
STATEMENT_VERSION = 1


class ReviewStatus(StrEnum):
    """Where a review stands (see workflow.py). `earlier`: it counted for an outcome that was objected to, and is kept as it was."""

    PROPOSED = "proposed"
    ASSIGNED = "assigned"
    CONFLICTED = "conflicted"
    DECLINED = "declined"
    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CONFIRM_NEEDED = "confirm_needed"
    LOCKED = "locked"
    VOID = "void"
    EXPIRED = "expired"
    EARLIER = "earlier"


WITHDRAWN = "withdrawn"
"""Why a review, or a decision that was held, came to its end with its application: said in words to whoever reads it."""


class Review(Record):
    """One reviewer's reading of one application, pinned to the sealed version it was opened on. A draft is private even from staff.

    `cause`: why it ended or was given back, one of the list of that act (`forms.CAUSE_WORDS`); the words beside it are in `conflict_reason` or
    `return_reason`. It opens only with a statement of no conflict: when it was made, and in which of its wordings (`STATEMENT_VERSION`). `return_reason`: why
    the panel gave it back, empty once it was sent again. `reminders`: how often the reader was reminded since it was due, the last time at `reminded_at`.
    `position`: its place in the reader's queue, of the `allocation_id` that proposed it. `stopped_from`: where it stood when the cluster took its
    application back, for as long as that can be undone. `draft`: what the reader changes while the review that was sent counts and is to be confirmed; it is
    read by nobody else, and goes when the review is sent again, confirmed or left as it was.
    """

    __tablename__ = "review"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    application_version_id: Mapped[uuid.UUID] = reference("application_version.id")
    reviewer_id: Mapped[uuid.UUID] = reference("person.id")
    status: Mapped[ReviewStatus] = choice(ReviewStatus, default=ReviewStatus.ASSIGNED)
    assigned_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    allocation_id: Mapped[uuid.UUID | None] = reference("allocation.id")
    position: Mapped[int] = mapped_column(default=0)
    conflict_statement_at: Mapped[datetime | None]
    conflict_statement_version: Mapped[int | None]
    cause: Mapped[str] = mapped_column(sa.String(40), default="")
    conflict_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    recommendation: Mapped[str] = mapped_column(sa.String(20), default="")
    feedback: Mapped[str] = mapped_column(sa.Text(), default="")
    private_note: Mapped[str] = mapped_column(sa.Text(), default="")
    return_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    submitted_at: Mapped[datetime | None]
    total: Mapped[float | None]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    stopped_from: Mapped[ReviewStatus | None] = choice(ReviewStatus)
    draft: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship()
    reviewer: Mapped["Person"] = relationship(foreign_keys=[reviewer_id])
    scores: Mapped[list["ReviewScore"]] = relationship(back_populates="review")

    @property
    def cause_of_end(self) -> str:
        """Why it ended, as one of the list. Where it stopped with its application that is why, and `cause` is kept for when it goes on."""
        return WITHDRAWN if self.stopped_from is not None else self.cause

    __table_args__ = (
        sa.Index(
            "uq_review_live",
            "application_id",
            "reviewer_id",
            unique=True,
            sqlite_where=sa.text("status NOT IN ('declined', 'void', 'expired')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'void', 'expired')"),
            info={"words": "This reviewer has this application already.", "field": "reviewer"},
        ),
        sa.CheckConstraint(
            "status NOT IN ('open', 'submitted', 'returned', 'confirm_needed', 'locked') OR conflict_statement_at IS NOT NULL",
            name="opened_with_a_statement",
        ),
        sa.CheckConstraint(
            "(conflict_statement_at IS NULL) = (conflict_statement_version IS NULL)", name="statement_has_a_wording"
        ),
    )


class ReviewScore(Record):
    """0 to 5 on one criterion, with the words that justify it. A missing score is never zero."""

    __tablename__ = "review_score"

    review_id: Mapped[uuid.UUID] = reference("review.id")
    criterion_id: Mapped[uuid.UUID] = reference("criterion.id")
    score: Mapped[int | None]
    justification: Mapped[str] = mapped_column(sa.Text(), default="")

    review: Mapped[Review] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("review_id", "criterion_id", name="uq_review_score_criterion"),
        sa.CheckConstraint("score IS NULL OR (score >= 0 AND score <= 5)", name="zero_to_five"),
    )


class SentReview(Record):
    """A review exactly as it was sent: one row for each time, never changed. `reason`: why it was sent again. `content`: scores, words and recommendation."""

    __tablename__ = "sent_review"

    review_id: Mapped[uuid.UUID] = reference("review.id", index=False)
    number: Mapped[int]
    application_version_id: Mapped[uuid.UUID] = reference("application_version.id", index=False)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON())
    total: Mapped[float | None]
    reason: Mapped[str] = mapped_column(sa.Text(), default="")

    __table_args__ = (sa.UniqueConstraint("review_id", "number", name="uq_sent_review_number"),)


class DroppedCriterion(Record):
    """A criterion that does not apply to this application: it is left out for all of its reviewers, never counted as zero."""

    __tablename__ = "dropped_criterion"

    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    criterion_id: Mapped[uuid.UUID] = reference("criterion.id", index=False)
    reason: Mapped[str] = mapped_column(sa.Text())
    dropped_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)

    __table_args__ = (sa.UniqueConstraint("application_id", "criterion_id", name="uq_dropped_criterion"),)


class ApplicationStanding(Record):
    """The figures of the reviews that count, worked out anew by whatever changes one of them, at `computed_at`.

    `whole`: the mean in whole points, -1 while reviews are missing; it ranks, then `tie_first`, `tie_second` (means on the criteria for ties, in thousandths
    of a step), `balance` and `draw` do. `spread`: highest less lowest total; `deviation`: the standard deviation of the totals; `lowest`: the lowest mean of a
    criterion; `gap`: the widest difference on one criterion, in steps. `order_key`: where it comes in its round (`ranking.order_key`), None as long as the
    panel does not see it; it changes with the figures and with the stage of the application.
    """

    __tablename__ = "application_standing"

    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    order_key: Mapped[str | None] = mapped_column(sa.String(80))
    computed_at: Mapped[datetime]
    counted: Mapped[int]
    mean: Mapped[float | None]
    median: Mapped[float | None]
    spread: Mapped[float | None]
    deviation: Mapped[float | None]
    lowest: Mapped[float | None]
    gap: Mapped[int]
    is_split: Mapped[bool]
    whole: Mapped[int]
    tie_first: Mapped[int]
    tie_second: Mapped[int]
    balance: Mapped[int]
    draw: Mapped[str] = mapped_column(sa.String(64), default="")

    application: Mapped[Application] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("application_id", name="uq_application_standing"),
        # the whole round is put in order, and its spread reckoned, from the index alone
        sa.Index(
            "ix_application_standing_order",
            *(
                "round_id",
                "order_key",
                "application_id",
                "whole",
                "mean",
                "lowest",
                "spread",
                "deviation",
                "gap",
                "is_split",
            ),
        ),
    )

    def meets(self, bar: int, floor: int) -> bool:
        """The mean reaches the quality bar, and no criterion lies below the floor."""
        return reaches(self.mean, self.lowest, bar, floor)


class RoundAdvice(Record):
    """What was worked out for the panel of a round at `computed_at`, beside the official figures, which it never changes.

    `readings`: the reviews that it rests on. `budget`: what the round has to give; `places`: how many applications that pays for, down the ranking; `line`:
    the mean of the last of them. Both are empty where the round has no budget, or where nobody asks for an amount.
    """

    __tablename__ = "round_advice"

    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    computed_at: Mapped[datetime]
    readings: Mapped[int]
    budget: Mapped[int] = mapped_column(sa.BigInteger(), default=0)
    places: Mapped[int | None]
    line: Mapped[float | None]

    __table_args__ = (sa.UniqueConstraint("round_id", name="uq_round_advice_round"),)


class ApplicationAdvice(Record):
    """The same for one application: its mean without the habits of its readers (empty: not enough overlap), on how many reviews that rests, and its place in
    the ranking, counted from 1."""

    __tablename__ = "application_advice"

    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    corrected: Mapped[float | None]
    rests_on: Mapped[int]
    place: Mapped[int]

    __table_args__ = (sa.UniqueConstraint("application_id", name="uq_application_advice"),)


class ModerationNote(Record):
    """The minutes of the panel on an application: a separate row with author, reason, who was there and, where it moves a score, the moderated score.
    `in_place_of_id`: the earlier note in whose place it stands; both are kept, and one note has at most one in its place."""

    __tablename__ = "moderation_note"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    author_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text())
    present: Mapped[str] = mapped_column(sa.Text(), default="")
    moderated_score: Mapped[float | None]
    recommendation: Mapped[str] = mapped_column(sa.String(20), default="")
    in_place_of_id: Mapped[uuid.UUID | None] = reference("moderation_note.id", index=False)

    author: Mapped["Person"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "in_place_of_id", name="uq_moderation_note_in_place_of", info={"words": "Another note stands in its place already."}
        ),
    )  # fmt: skip


class BlindWords(Record):
    """What staff had taken out of the copy for reviewers of a blind round besides names that the records know: one on each line."""

    __tablename__ = "blind_words"

    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text(), default="")

    __table_args__ = (sa.UniqueConstraint("application_id", name="uq_blind_words_application"),)


class ReviewRemark(Record):
    """What a reviewer of an application, or the panel's chair, says to the others when all reviews are in."""

    __tablename__ = "review_remark"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    author_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text())

    author: Mapped["Person"] = relationship()
