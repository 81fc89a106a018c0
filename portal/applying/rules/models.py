"""The rules by which a round is reviewed, as data. A round without a row goes by the defaults."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.applying.programmes.models import Round
from portal.core.database import Record, choice, reference


class Balance(StrEnum):
    """What the programme states as its aim between applications that are otherwise tied. nation: clusters that are led from `balance_nation` come first."""

    NONE = "none"
    FIRST_TIME = "first_time"
    NATION = "nation"


class ReviewRules(Record):
    """How a round is reviewed. `quality_bar`: the least mean, 0 to 100; `criterion_floor`: the least mean of each criterion, 0 to 5. `tie_first_id`,
    `tie_second_id`: the criteria that break ties. `panel_together`: applications go to the panel all at once, not each with its own last
    review. `seed`: drawn and published when the round has closed; the draw of ties is replayed with it.
    """

    __tablename__ = "review_rules"

    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    quality_bar: Mapped[int] = mapped_column(default=60)
    criterion_floor: Mapped[int] = mapped_column(default=2)
    tie_first_id: Mapped[uuid.UUID | None] = reference("criterion.id", index=False)
    tie_second_id: Mapped[uuid.UUID | None] = reference("criterion.id", index=False)
    balance: Mapped[Balance] = choice(Balance, default=Balance.NONE)
    balance_nation: Mapped[str | None] = mapped_column(sa.String(6))
    is_blind: Mapped[bool] = mapped_column(default=False)
    has_discussion: Mapped[bool] = mapped_column(default=False)
    publishes_bands: Mapped[bool] = mapped_column(default=False)
    needs_calibration: Mapped[bool] = mapped_column(default=False)
    panel_together: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[str | None] = mapped_column(sa.String(64))
    seed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("round_id", name="uq_review_rules_round"),
        sa.CheckConstraint("quality_bar >= 0 AND quality_bar <= 100", name="bar_of_points"),
        sa.CheckConstraint("criterion_floor >= 0 AND criterion_floor <= 5", name="floor_of_steps"),
        sa.CheckConstraint("balance <> 'nation' OR balance_nation IS NOT NULL", name="nation_is_named"),
        sa.CheckConstraint("(seed IS NULL) = (seed_at IS NULL)", name="seed_has_its_time"),
    )


class ChecklistLine(Record):
    """A line that this round adds to the check of eligibility, beside the four that every round has."""

    __tablename__ = "checklist_line"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    title: Mapped[str] = mapped_column(sa.String(300))
    position: Mapped[int]

    round: Mapped[Round] = relationship()


# Read with every round, so that the policy, which never asks the database, knows whether names are hidden.
Round.reads_blind = column_property(
    sa.exists().where(ReviewRules.round_id == Round.__table__.c.id, ReviewRules.is_blind).correlate_except(ReviewRules)
)
