"""Committees and their seats. Past seats are kept."""

import uuid
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


MONTH = timedelta(days=30)
PATIENCE = timedelta(weeks=2)


class Level(StrEnum):
    """For whom a committee meets: the schools of its cluster, a district (a local authority's area), a province (a region, a county)."""

    SCHOOLS = "schools"
    DISTRICT = "district"
    PROVINCE = "province"


class Committee(Record):
    """A committee of a cluster. `remit`: what it is there for; `decides`: what it may decide alone; `reports_to`: who hears of it. `closed_at`: it is over.

    How often it meets: every `first_weeks` weeks in its first `first_months` months, then every `then_weeks`. `met_on`: the last time, kept by who writes the
    minutes; `alarmed_on`: when somebody was told that it has not. `quorum_percent`: how many of the schools must take part in a decision.
    """

    __tablename__ = "committee"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    name: Mapped[str] = mapped_column(sa.String(120))
    folded_name: Mapped[str] = mapped_column(sa.String(120))
    level: Mapped[Level] = choice(Level, default=Level.SCHOOLS)
    remit: Mapped[str] = mapped_column(sa.Text())
    decides: Mapped[str] = mapped_column(sa.Text(), default="")
    reports_to: Mapped[str] = mapped_column(sa.String(200), default="")
    begun_on: Mapped[date]
    begun_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    closed_at: Mapped[datetime | None]
    first_weeks: Mapped[int] = mapped_column(default=4)
    first_months: Mapped[int] = mapped_column(default=6)
    then_weeks: Mapped[int] = mapped_column(default=13)
    quorum_percent: Mapped[int] = mapped_column(default=50)
    check_in_counts: Mapped[bool] = mapped_column(default=True)
    met_on: Mapped[date | None]
    alarmed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    seats: Mapped[list["Seat"]] = relationship(back_populates="committee", order_by="Seat.id")

    __table_args__ = (
        sa.Index(
            "uq_committee_name",
            "cluster_id",
            "folded_name",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
            info={"words": "The cluster has a committee of this name already.", "field": "name"},
        ),
    )

    def open_seats(self) -> list["Seat"]:
        """The seats of today: chair and clerk first, then the schools, then the others."""
        seats = [seat for seat in self.seats if seat.ended_at is None]
        return sorted(seats, key=lambda s: (list(SeatRole).index(s.role), list(SeatKind).index(s.kind), s.id))

    def past_seats(self) -> list["Seat"]:
        """The seats that have ended, the last one first."""
        return sorted((s for s in self.seats if s.ended_at is not None), key=lambda s: (s.ended_at, s.id), reverse=True)

    @property
    def seated_ids(self) -> frozenset[uuid.UUID]:
        """Who sits in it now and has an account."""
        return frozenset(s.person_id for s in self.seats if s.ended_at is None and s.person_id is not None)

    @property
    def officer_ids(self) -> frozenset[uuid.UUID]:
        """Chair and clerk, as far as they have an account."""
        held = (s for s in self.seats if s.ended_at is None and s.role != SeatRole.MEMBER)
        return frozenset(s.person_id for s in held if s.person_id is not None)

    def school_ids(self) -> list[uuid.UUID]:
        """The schools that have a seat: each has one vote, however many seats it has."""
        return list(dict.fromkeys(s.school_id for s in self.open_seats() if s.school_id is not None))

    def weeks_on(self, day: date) -> int:
        """Every how many weeks it wants to meet, as of this day."""
        return self.first_weeks if day < self.begun_on + MONTH * self.first_months else self.then_weeks

    def due_on(self) -> date:
        """The day by which it wants to meet next."""
        last = self.met_on or self.begun_on
        return last + timedelta(weeks=self.weeks_on(last))

    def is_silent(self, today: date) -> bool:
        """Has it not met for longer than it wanted, with two weeks of patience?"""
        return self.closed_at is None and today > self.due_on() + PATIENCE

    def quorum(self) -> int:
        """How many schools must take part for a decision to stand: of those with a seat, rounded up."""
        return max(1, -(-len(self.school_ids()) * self.quorum_percent // 100))

    def chair(self) -> "Seat | None":
        """The seat of the chair."""
        return next((s for s in self.seats if s.ended_at is None and s.role == SeatRole.CHAIR), None)


class SeatKind(StrEnum):
    """Who holds a seat. Only schools vote; everyone speaks."""

    SCHOOL = "school"
    AUTHORITY = "authority"
    ORGANISATION = "organisation"
    PARENTS = "parents"
    COMMUNITY = "community"


class SeatRole(StrEnum):
    CHAIR = "chair"
    CLERK = "clerk"
    MEMBER = "member"


class Seat(Record):
    """A seat: held by a school, or by a body or a role of the community named in `body`. Who sits on it has an account (`person_id`), or is named
    (`holder_name`), or is not named yet. `organisation_id`: the authority or organisation of the programme's list that the body is.
    `from_on`, `until_on`: the term of office, both days included. `left_school`: it ended because the school left."""

    __tablename__ = "committee_seat"

    committee_id: Mapped[uuid.UUID] = reference("committee.id")
    kind: Mapped[SeatKind] = choice(SeatKind)
    role: Mapped[SeatRole] = choice(SeatRole, default=SeatRole.MEMBER)
    school_id: Mapped[uuid.UUID | None] = reference("school.id")
    body: Mapped[str] = mapped_column(sa.String(160), default="")
    organisation_id: Mapped[uuid.UUID | None] = reference("organisation.id")
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    holder_name: Mapped[str] = mapped_column(sa.String(120), default="")
    folded_name: Mapped[str | None] = mapped_column(sa.String(120))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    left_school: Mapped[bool] = mapped_column(default=False)
    given_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    committee: Mapped[Committee] = relationship(back_populates="seats")
    school: Mapped["School | None"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.Index(
            "uq_committee_seat_person",
            "committee_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
            info={"words": "This person sits in the committee already.", "field": "person"},
        ),
        sa.Index(
            "uq_committee_seat_name",
            "committee_id",
            "folded_name",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
            info={"words": "A person of this name sits in the committee already.", "field": "holder_name"},
        ),
        sa.Index(
            "uq_committee_seat_role",
            "committee_id",
            "role",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND role <> 'member'"),
            postgresql_where=sa.text("ended_at IS NULL AND role <> 'member'"),
            info={
                "words": "The committee has a chair, or a clerk, already. End or change that seat first.",
                "field": "role",
            },
        ),
        sa.Index("ix_committee_seat_until_on", "until_on"),
        sa.CheckConstraint("(kind = 'school') = (school_id IS NOT NULL)", name="school_seat"),
    )

    @property
    def cluster_id(self) -> uuid.UUID:
        """The cluster of its committee."""
        return self.committee.cluster_id

    @property
    def cluster(self) -> "Cluster":
        """The cluster of its committee."""
        return self.committee.cluster

    @property
    def officer_ids(self) -> frozenset[uuid.UUID]:
        """Chair and clerk of its committee."""
        return self.committee.officer_ids

    @property
    def seated_ids(self) -> frozenset[uuid.UUID]:
        """Who sits in its committee."""
        return self.committee.seated_ids

    @property
    def holder(self) -> str:
        """Who sits on it, by name; empty where nobody is named."""
        return self.person.name if self.person is not None else self.holder_name

    @property
    def holds_for(self) -> str:
        """Whose seat it is: the school, the body, the role in the community."""
        return self.school.name if self.school is not None else self.body
