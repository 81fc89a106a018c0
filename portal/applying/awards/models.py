"""Decisions (held until they were checked and sent by two people), their conditions, and awards.

Amounts are whole units of the round's currency.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.applications.models import Application
from portal.applying.funding.models import FundingLine
from portal.applying.letters.models import Outcome
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School

_LIVE = sa.text("replaced_at IS NULL")
_ON_THE_LIST = sa.text("replaced_at IS NULL AND reserve_place IS NOT NULL")


_UNSENT = "replaced_at IS NULL AND released_at IS NULL"
WAITING = (
    ("ix_decision_ready", ("round_id", "id", "application_id", "decided_by_id"), sa.text(f"{_UNSENT} AND letter_read_at IS NOT NULL")),
    ("ix_decision_unread", ("round_id", "id", "application_id"), sa.text(f"{_UNSENT} AND letter_read_at IS NULL")),
    ("ix_decision_waiting", ("round_id", "outcome", "letter_read_at", "application_id"), sa.text(_UNSENT)),
)  # fmt: skip


class Decision(Record):
    """The outcome of an application, with its letter. Nothing of it is visible outside the decision group before `released_at`.

    Three acts: recorded by one person, its letter read by a second, sent by one who did not record it. The one that is not replaced is the live one, and its
    letter the one live letter. A letter that was not sent is destroyed when its decision is replaced. `own_letter`: words in place of the template.
    `letter_language`: the one its frame is in. `to_revise`: not approved, and the cluster is invited to revise it and apply again. `replaced_because`: why in
    words, or `WITHDRAWN` where the cluster took its application back.
    """

    __tablename__ = "decision"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    outcome: Mapped[Outcome] = choice(Outcome)
    reasons: Mapped[str] = mapped_column(sa.Text())
    conditions: Mapped[str] = mapped_column(sa.Text(), default="")
    feedback: Mapped[str] = mapped_column(sa.Text())
    own_letter: Mapped[str] = mapped_column(sa.Text(), default="")
    letter: Mapped[str] = mapped_column(sa.Text())
    letter_language: Mapped[str] = mapped_column(sa.String(8), default="en")
    decided_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    decided_at: Mapped[datetime]
    letter_read_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    letter_read_at: Mapped[datetime | None]
    sent_back: Mapped[str] = mapped_column(sa.Text(), default="")
    released_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    released_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    replaced_because: Mapped[str] = mapped_column(sa.Text(), default="", server_default="")
    accept_by: Mapped[date | None]
    funding_line_id: Mapped[uuid.UUID | None] = reference("funding_line.id", index=False)
    amount: Mapped[int | None] = mapped_column(sa.BigInteger())
    reserve_place: Mapped[int | None]
    skip_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    to_revise: Mapped[bool] = mapped_column(default=False)

    application: Mapped[Application] = relationship()
    decided_by: Mapped["Person"] = relationship(foreign_keys=[decided_by_id])
    funding_line: Mapped[FundingLine | None] = relationship()
    condition_rows: Mapped[list["AwardCondition"]] = relationship(
        back_populates="decision", order_by="AwardCondition.number"
    )

    __table_args__ = (
        sa.Index(
            "uq_decision_live",
            "application_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
            info={"words": "This application has a decision already."},
        ),
        sa.Index(
            "uq_decision_reserve_place",
            "round_id",
            "reserve_place",
            unique=True,
            sqlite_where=_ON_THE_LIST,
            postgresql_where=_ON_THE_LIST,
            info={"words": "Another cluster has this place on the reserve list.", "field": "reserve_place"},
        ),
        sa.Index("ix_decision_round", "round_id", "released_at"),
        # what waits to be sent, in its order; and how many of each outcome wait: from the index alone
        *(sa.Index(name, *columns, sqlite_where=where, postgresql_where=where) for name, columns, where in WAITING),
        sa.CheckConstraint("released_at IS NULL OR released_by_id IS NOT NULL", name="released_by_someone"),
        sa.CheckConstraint("released_by_id IS NULL OR released_by_id <> decided_by_id", name="second_person"),
        sa.CheckConstraint("letter_read_by_id IS NULL OR letter_read_by_id <> decided_by_id", name="second_reader"),
        sa.CheckConstraint(
            "released_at IS NULL OR (letter_read_at IS NOT NULL AND letter_read_by_id IS NOT NULL AND letter <> '')",
            name="letter_was_read",
        ),
        sa.CheckConstraint(
            "replaced_at IS NULL OR released_at IS NOT NULL OR letter = ''", name="unsent_letter_destroyed"
        ),
        sa.CheckConstraint("outcome <> 'conditional' OR conditions <> ''", name="conditions_named"),
        sa.CheckConstraint(
            "outcome <> 'reserve' OR (reserve_place IS NOT NULL AND reserve_place >= 1)", name="reserve_has_a_place"
        ),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_below_nothing"),
        sa.CheckConstraint("to_revise IS FALSE OR outcome = 'declined'", name="only_a_no_is_revised"),
    )


class ConditionStatus(StrEnum):
    """open: the school is asked. reported: it says that it is met. The others are the programme's word."""

    OPEN = "open"
    REPORTED = "reported"
    MET = "met"
    WAIVED = "waived"
    FAILED = "failed"


class AwardCondition(Record):
    """One condition of an approval: who sees to it until when, and how it stands. `evidence`: what the school says; `note`: what the programme says.
    `late_at`: when the school and the programme were told that its day has passed."""

    __tablename__ = "award_condition"

    decision_id: Mapped[uuid.UUID] = reference("decision.id", index=False)
    number: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text())
    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    due_on: Mapped[date]
    status: Mapped[ConditionStatus] = choice(ConditionStatus, default=ConditionStatus.OPEN)
    evidence: Mapped[str] = mapped_column(sa.Text(), default="")
    reported_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    reported_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    judged_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    judged_at: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship(back_populates="condition_rows")
    school: Mapped["School"] = relationship()

    @property
    def application(self) -> Application:
        """Whose condition it is, for the policy."""
        return self.decision.application

    __table_args__ = (
        sa.UniqueConstraint("decision_id", "number", name="uq_award_condition_number"),
        sa.CheckConstraint(
            "status IN ('open', 'reported') OR (judged_by_id IS NOT NULL AND judged_at IS NOT NULL)",
            name="judged_by_someone",
        ),
        sa.CheckConstraint("status <> 'waived' OR note <> ''", name="waived_with_evidence"),
        sa.CheckConstraint("status <> 'reported' OR evidence <> ''", name="reported_with_evidence"),
        sa.CheckConstraint("status <> 'failed' OR reminded_at IS NOT NULL", name="failed_after_a_reminder"),
    )


class AwardStatus(StrEnum):
    """declined: by the cluster. lapsed: not accepted in time. revoked: a condition failed."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REVOKED = "revoked"


FREED = frozenset({AwardStatus.DECLINED, AwardStatus.LAPSED, AwardStatus.REVOKED})
OVER = FREED | {AwardStatus.CLOSED}


class Award(Record):
    """What an approved cluster is offered; accepted when every school has said yes to the same terms (`terms_digest`).

    `agreement`: what every school accepted, sealed with its SHA-256 when the last one did; kept for ever as it was. `held_by_clock`: it is on hold because a
    report did not come, and goes on by itself when it does.
    """

    __tablename__ = "award"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    status: Mapped[AwardStatus] = choice(AwardStatus, default=AwardStatus.OFFERED)
    terms: Mapped[str] = mapped_column(sa.Text(), default="")
    terms_digest: Mapped[str] = mapped_column(sa.String(64), default="")
    accept_by: Mapped[date | None]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    funding_line_id: Mapped[uuid.UUID | None] = reference("funding_line.id", index=False)
    amount: Mapped[int | None] = mapped_column(sa.BigInteger())
    currency: Mapped[str] = mapped_column(sa.String(3), default="GBP")
    accepted_at: Mapped[datetime | None]
    agreement: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(), deferred=True)
    agreement_digest: Mapped[str | None] = mapped_column(sa.String(64))
    starts_on: Mapped[date | None]
    started_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    held_by_clock: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text(), default="")

    application: Mapped[Application] = relationship()
    acceptances: Mapped[list["AwardAcceptance"]] = relationship(back_populates="award", order_by="AwardAcceptance.id")

    __table_args__ = (
        sa.UniqueConstraint("application_id", name="uq_award_application"),
        sa.CheckConstraint(
            "status NOT IN ('accepted', 'active', 'suspended', 'closed') OR accepted_at IS NOT NULL",
            name="accepted_at_a_moment",
        ),
        sa.CheckConstraint("status <> 'suspended' OR (suspended_at IS NOT NULL AND reason <> '')", name="on_hold_has_a_reason"),
        sa.CheckConstraint("held_by_clock IS FALSE OR status IN ('suspended', 'closed')", name="held_only_on_hold"),
        sa.CheckConstraint(
            "status NOT IN ('closed', 'declined', 'lapsed', 'revoked') OR ended_at IS NOT NULL", name="ended_at_a_moment"
        ),
    )  # fmt: skip


class AwardAcceptance(Record):
    """One school's yes to the terms with this digest."""

    __tablename__ = "award_acceptance"

    award_id: Mapped[uuid.UUID] = reference("award.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    accepted_at: Mapped[datetime | None]
    terms_digest: Mapped[str] = mapped_column(sa.String(64), default="")

    award: Mapped[Award] = relationship(back_populates="acceptances")
    school: Mapped["School"] = relationship()

    @property
    def application(self) -> Application:
        """Whose award it is, for the policy."""
        return self.award.application

    __table_args__ = (sa.UniqueConstraint("award_id", "school_id", name="uq_award_acceptance_school"),)


__all__ = [
    "FREED",
    "Award",
    "AwardAcceptance",
    "AwardCondition",
    "AwardStatus",
    "ConditionStatus",
    "Decision",
    "Outcome",
]
