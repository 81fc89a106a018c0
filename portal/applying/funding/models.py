"""Rules of the awards of a round, and the lines of its budget. Amounts are whole units of the round's currency (pounds, not pence)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, reference

if TYPE_CHECKING:
    from portal.applying.programmes.models import Round


USUAL_ANSWER_DAYS, MOST_ANSWER_DAYS = 15, 60
"""In how many working days an objection is answered, unless the round says otherwise, and at most."""


class AwardRules(Record):
    """How a round awards. A reserve list and objections are off until the round turns them on. `terms` is what every school accepts.
    `answer_days`: in how many working days an objection is answered.
    `reserve_until`: the last day on which a place is offered from the reserve list; None: no end."""

    __tablename__ = "award_rules"

    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    has_reserve: Mapped[bool] = mapped_column(default=False)
    has_appeals: Mapped[bool] = mapped_column(default=False)
    answer_days: Mapped[int] = mapped_column(default=USUAL_ANSWER_DAYS, server_default=str(USUAL_ANSWER_DAYS))
    terms: Mapped[str] = mapped_column(sa.Text(), default="")
    starts_on: Mapped[date | None]
    interim_on: Mapped[date | None]
    final_on: Mapped[date | None]
    reserve_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped["Round"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("round_id", name="uq_award_rules_round"),
        sa.CheckConstraint(f"answer_days >= 1 AND answer_days <= {MOST_ANSWER_DAYS}", name="answered_in_time"),
        sa.CheckConstraint("interim_on IS NULL OR final_on IS NULL OR interim_on < final_on", name="final_comes_last"),
    )


class FundingLine(Record):
    """A line of the budget of a round."""

    __tablename__ = "funding_line"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    name: Mapped[str] = mapped_column(sa.String(120))
    amount: Mapped[int] = mapped_column(sa.BigInteger())
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped["Round"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "round_id", "name", name="uq_funding_line_name", info={"words": "This round has a line of that name already.", "field": "name"}
        ),
        sa.CheckConstraint("amount >= 0", name="not_below_nothing"),
    )  # fmt: skip
