"""Things, loans of them, weeks of a shared person, and what schools need and offer."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class ThingKind(StrEnum):
    """library: books and other media. kit: things for lessons. skill: somebody who can teach something. person: somebody whose week is shared."""

    LIBRARY = "library"
    KIT = "kit"
    SKILL = "skill"
    PERSON = "person"


class Thing(Record):
    """Something that a school lends, or somebody of it. A person is named by role or subject, and only by name if it is a member of the school with an
    account (`person_id`)."""

    __tablename__ = "thing"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    kind: Mapped[ThingKind] = choice(ThingKind)
    name: Mapped[str] = mapped_column(sa.String(120))
    folded_name: Mapped[str] = mapped_column(sa.String(160))
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    added_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    school: Mapped["School"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])
    days: Mapped[list["WeekDay"]] = relationship(back_populates="thing", order_by="WeekDay.day")

    @property
    def can_be_lent(self) -> bool:
        """A thing that goes from hand to hand; people are asked, not lent."""
        return self.kind in (ThingKind.LIBRARY, ThingKind.KIT) and self.ended_at is None

    __table_args__ = (sa.Index("ix_thing_cluster", "cluster_id", "folded_name", "id"),)


class WeekDay(Record):
    """A shared person is at this school on this day of the week (1 Monday to 5 Friday); on one day at one school."""

    __tablename__ = "week_day"

    thing_id: Mapped[uuid.UUID] = reference("thing.id", index=False)
    day: Mapped[int]
    school_id: Mapped[uuid.UUID] = reference("school.id")

    thing: Mapped[Thing] = relationship(back_populates="days")
    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("thing_id", "day", name="uq_week_day_thing"),
        sa.CheckConstraint("day BETWEEN 1 AND 5", name="day"),
    )


class LoanStatus(StrEnum):
    ASKED = "asked"
    PROMISED = "promised"
    LENT = "lent"
    BACK = "back"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Loan(Record):
    """A school borrows a thing: asked, promised by its school, lent, back. One school at a time has it, by a constraint."""

    __tablename__ = "loan"

    thing_id: Mapped[uuid.UUID] = reference("thing.id")
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    status: Mapped[LoanStatus] = choice(LoanStatus, default=LoanStatus.ASKED)
    from_on: Mapped[date]
    due_on: Mapped[date]
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    lent_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]

    thing: Mapped[Thing] = relationship()
    school: Mapped["School"] = relationship()

    @property
    def owner_school_id(self) -> uuid.UUID:
        """The school whose thing it is."""
        return self.thing.school_id

    __table_args__ = (
        sa.CheckConstraint("due_on >= from_on", name="in_order"),
        sa.Index(
            "uq_loan_out",
            "thing_id",
            unique=True,
            sqlite_where=sa.text("status IN ('promised', 'lent')"),
            postgresql_where=sa.text("status IN ('promised', 'lent')"),
            info={"words": "This thing is promised or lent to a school already."},
        ),
    )


class Wanted(StrEnum):
    NEED = "need"
    OFFER = "offer"


class Topic(StrEnum):
    """What schools need and offer most; the chart shows where they meet."""

    LANGUAGES = "languages"
    SCIENCE = "science"
    ICT = "ict"
    ARTS = "arts"
    SPORT = "sport"
    READING = "reading"
    SPECIAL_NEEDS = "special_needs"
    LEADERSHIP = "leadership"
    ROOMS = "rooms"
    TRANSPORT = "transport"


class SchoolWant(Record):
    """A school needs, or offers, help with a topic. It can do both: with different year groups, say."""

    __tablename__ = "school_want"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    side: Mapped[Wanted] = choice(Wanted)
    topic: Mapped[Topic] = choice(Topic)
    said_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("cluster_id", "school_id", "side", "topic", name="uq_school_want_topic"),)
