"""One self-check for each cluster and year, and its nine answers."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster


class Condition(StrEnum):
    """The nine conditions, in their order: what studies of school clusters in Asia found to be necessary (Bray 1987; Bredenberg and Dykstra; as summed up for
    Cambodia)."""

    FRAMEWORK = "framework"
    CONTROL = "control"
    DISTANCE = "distance"
    DENSITY = "density"
    CULTURE = "culture"
    SKILLS = "skills"
    PURPOSE = "purpose"
    MERIT = "merit"
    RESOURCES = "resources"


class Reply(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NOT_YET = "not_yet"


class SelfCheck(Record):
    """`year`: the calendar year in which it was begun. `done_at`: all nine are answered; it stays as it is from then on."""

    __tablename__ = "self_check"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    year: Mapped[int]
    begun_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    answers: Mapped[list["SelfCheckAnswer"]] = relationship(back_populates="check", order_by="SelfCheckAnswer.id")

    __table_args__ = (
        sa.UniqueConstraint(
            "cluster_id",
            "year",
            name="uq_self_check_year",
            info={"words": "There is a self-check of this year already."},
        ),
    )

    def answer_to(self, condition: Condition) -> "SelfCheckAnswer | None":
        """What was said of one condition."""
        return next((one for one in self.answers if one.condition == condition), None)


class SelfCheckAnswer(Record):
    """What the schools say of one condition."""

    __tablename__ = "self_check_answer"

    check_id: Mapped[uuid.UUID] = reference("self_check.id", index=False)
    condition: Mapped[Condition] = choice(Condition)
    reply: Mapped[Reply] = choice(Reply)
    words: Mapped[str] = mapped_column(sa.Text(), default="")

    check: Mapped[SelfCheck] = relationship(back_populates="answers")

    __table_args__ = (sa.UniqueConstraint("check_id", "condition", name="uq_self_check_answer_condition"),)
