"""Visits, who travels, what must be in order before, the questions that a delegate takes along, and swapped turns."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School

CURRENCIES = ("GBP", "EUR", "USD", "KES", "INR", "NPR", "KHR", "LBP", "BRL", "TZS", "UGX", "GHS", "ZAR", "CNY", "JPY")
LARGEST_COST = 10_000_000


class VisitStatus(StrEnum):
    """Where a visit stands (see workflow.py). *Under way* and *report due* follow from the days, and are never stored."""

    PLANNED = "planned"
    AGREED = "agreed"
    CONFIRMED = "confirmed"
    REPORTED = "reported"
    CANCELLED = "cancelled"


OPEN = frozenset({VisitStatus.PLANNED, VisitStatus.AGREED, VisitStatus.CONFIRMED})


class Lodging(StrEnum):
    """Where those who travel sleep. With families, the host family's checks belong to the safety list."""

    HOTEL = "hotel"
    SCHOOL = "school"
    FAMILIES = "families"
    NONE = "none"


class End(StrEnum):
    """Which end looks after a point of the safety list."""

    GUEST = "guest"
    HOST = "host"


class CheckState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class Voice(StrEnum):
    """Whether a school that is represented has given its questions along. Itself: it speaks for itself."""

    ASKED = "asked"
    GIVEN = "given"
    NONE = "none"
    ITSELF = "itself"


class Visit(Record):
    """A visit: teachers of `school_id` (and perhaps of others) travel to `host_school_id`, from `starts_on` to `ends_on`, both included, on the host's clocks.

    `cost_cap`: the most that it may cost, in whole units of `currency` (ISO 4217). `pupil_count`: pupils who come along, counted and never named.
    `guest_adult_id`, `host_adult_id`: the adult named at each end. `delegate_id`: who takes the questions of other schools along.
    `sequence`, `revised_at`: as of an activity, for calendars elsewhere. `afterwards`: it was written down when it had taken place already, so there
    was nobody to ask and no safety list.
    """

    __tablename__ = "visit"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    title: Mapped[str] = mapped_column(sa.String(160))
    purpose: Mapped[str] = mapped_column(sa.Text())
    school_id: Mapped[uuid.UUID] = reference("school.id")
    host_school_id: Mapped[uuid.UUID] = reference("school.id")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    lodging: Mapped[Lodging] = choice(Lodging, default=Lodging.HOTEL)
    pupil_count: Mapped[int] = mapped_column(default=0)
    cost_cap: Mapped[int | None]
    currency: Mapped[str] = mapped_column(sa.String(3), default="GBP")
    report_due_on: Mapped[date]
    status: Mapped[VisitStatus] = choice(VisitStatus, default=VisitStatus.PLANNED)
    planned_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    guest_adult_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    host_adult_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    delegate_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    report: Mapped[str] = mapped_column(sa.Text(), default="")
    reported_at: Mapped[datetime | None]
    reported_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    cancel_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    afterwards: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    sequence: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    school: Mapped["School"] = relationship(foreign_keys=[school_id])
    host_school: Mapped["School"] = relationship(foreign_keys=[host_school_id])
    planned_by: Mapped["Person | None"] = relationship(foreign_keys=[planned_by_id])
    guest_adult: Mapped["Person | None"] = relationship(foreign_keys=[guest_adult_id])
    host_adult: Mapped["Person | None"] = relationship(foreign_keys=[host_adult_id])
    delegate: Mapped["Person | None"] = relationship(foreign_keys=[delegate_id])
    reported_by: Mapped["Person | None"] = relationship(foreign_keys=[reported_by_id])
    travellers: Mapped[list["VisitTraveller"]] = relationship(
        back_populates="visit", order_by="VisitTraveller.id", cascade="all, delete-orphan"
    )
    represented: Mapped[list["VisitRepresented"]] = relationship(
        back_populates="visit", order_by="VisitRepresented.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.Index("ix_visit_calendar", "cluster_id", "starts_on", "id"),
        sa.CheckConstraint("ends_on >= starts_on", name="days"),
        sa.CheckConstraint("school_id <> host_school_id", name="two_schools"),
        sa.CheckConstraint("report_due_on >= ends_on", name="report_after"),
        sa.CheckConstraint("pupil_count >= 0", name="pupils_counted"),
        sa.CheckConstraint("cost_cap IS NULL OR cost_cap >= 0", name="cost"),
    )

    @property
    def going(self) -> list["VisitTraveller"]:
        """Who travels, as it stands."""
        return [one for one in self.travellers if one.ended_at is None]

    @property
    def listed(self) -> list["VisitRepresented"]:
        """The schools whose questions the delegate takes along."""
        return [one for one in self.represented if one.voice != Voice.ITSELF]

    @property
    def travelling_school_ids(self) -> frozenset[uuid.UUID]:
        """The school that plans it, and every school of which somebody travels."""
        return frozenset({self.school_id, *(one.school_id for one in self.going)})

    @property
    def represented_school_ids(self) -> frozenset[uuid.UUID]:
        return frozenset(one.school_id for one in self.listed)

    @property
    def is_open(self) -> bool:
        """Is it still to come about, or to be reported?"""
        return self.status in OPEN

    def today(self) -> date:
        """The day by the host's calendar."""
        return clock.today(self.host_school.zone)

    def is_under_way(self) -> bool:
        """Are they there now?"""
        return self.status == VisitStatus.CONFIRMED and self.starts_on <= self.today() <= self.ends_on

    def is_over(self) -> bool:
        """Has the last day gone by?"""
        return self.ends_on < self.today()

    def allows(self, command: str) -> bool:
        """Is this possible at this stage?"""
        from portal.running.visits.workflow import VISIT  # the table is made of the statuses above

        return VISIT.allows(self, command)


class VisitTraveller(Record):
    """A member of a school who travels. Staff only: pupils are counted. `ended_at`: does not travel after all.

    Whoever is of another school than the one that plans the visit waits for the yes of the own school: `agreed_at`, `agreed_by_id`.
    """

    __tablename__ = "visit_traveller"

    visit_id: Mapped[uuid.UUID] = reference("visit.id", index=False)
    person_id: Mapped[uuid.UUID] = reference("person.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    ended_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    visit: Mapped[Visit] = relationship(back_populates="travellers")
    person: Mapped["Person"] = relationship(foreign_keys=[person_id])
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("visit_id", "person_id", name="uq_visit_traveller_person"),)

    @property
    def cluster_id(self) -> uuid.UUID:
        """The cluster of the visit."""
        return self.visit.cluster_id

    @property
    def waits(self) -> bool:
        """Is the own school still to say yes? The school that plans the visit has said so by planning it."""
        return self.ended_at is None and self.agreed_at is None and self.school_id != self.visit.school_id


class SafetyItem(Record):
    """A point of the programme's safety list. A visit takes the list as it stands on the day it is planned.

    `may_be_left_out`: a school may say "not needed, because". `only_families`: it counts where somebody stays with a family.
    """

    __tablename__ = "safety_item"

    position: Mapped[int]
    end: Mapped[End] = choice(End)
    title: Mapped[str] = mapped_column(sa.String(160))
    hint: Mapped[str] = mapped_column(sa.Text(), default="")
    may_be_left_out: Mapped[bool] = mapped_column(default=True)
    only_families: Mapped[bool] = mapped_column(default=False)
    is_used: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class VisitCheck(Record):
    """A point of a visit's safety list: in order, or not needed because; who said so and when. The words are those of the day it was planned."""

    __tablename__ = "visit_check"

    visit_id: Mapped[uuid.UUID] = reference("visit.id", index=False)
    item_id: Mapped[uuid.UUID] = reference("safety_item.id", index=False)
    position: Mapped[int]
    end: Mapped[End] = choice(End)
    title: Mapped[str] = mapped_column(sa.String(160))
    hint: Mapped[str] = mapped_column(sa.Text(), default="")
    may_be_left_out: Mapped[bool]
    only_families: Mapped[bool]
    state: Mapped[CheckState] = choice(CheckState, default=CheckState.OPEN)
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    checked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    checked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship()
    checked_by: Mapped["Person | None"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("visit_id", "item_id", name="uq_visit_check_item"),
        sa.CheckConstraint("state <> 'not_needed' OR note <> ''", name="says_why"),
    )

    @property
    def cluster_id(self) -> uuid.UUID:
        """The cluster of the visit."""
        return self.visit.cluster_id

    @property
    def school_id(self) -> uuid.UUID:
        """The school that looks after this point."""
        return self.visit.school_id if self.end == End.GUEST else self.visit.host_school_id


class VisitRepresented(Record):
    """A school that one teacher represents at a visit: it gives questions along before, and reads the answers after."""

    __tablename__ = "visit_represented"

    visit_id: Mapped[uuid.UUID] = reference("visit.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    voice: Mapped[Voice] = choice(Voice, default=Voice.ASKED)

    visit: Mapped[Visit] = relationship(back_populates="represented")
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("visit_id", "school_id", name="uq_visit_represented_school"),)

    @property
    def cluster_id(self) -> uuid.UUID:
        """The cluster of the visit."""
        return self.visit.cluster_id


class VisitQuestion(Record):
    """A question that a represented school gives along, and the answer that is brought home. `for_host`: the host reads it before, too."""

    __tablename__ = "visit_question"

    represented_id: Mapped[uuid.UUID] = reference("visit_represented.id")
    question: Mapped[str] = mapped_column(sa.Text())
    for_host: Mapped[bool] = mapped_column(default=True)
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answer: Mapped[str] = mapped_column(sa.Text(), default="")
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    represented: Mapped[VisitRepresented] = relationship()
    asked_by: Mapped["Person | None"] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped["Person | None"] = relationship(foreign_keys=[answered_by_id])

    @property
    def visit(self) -> Visit:
        """The visit on which it is asked."""
        return self.represented.visit

    @property
    def cluster_id(self) -> uuid.UUID:
        """The cluster of the visit."""
        return self.represented.visit.cluster_id

    @property
    def school_id(self) -> uuid.UUID:
        """The school whose question it is."""
        return self.represented.school_id


class Turn(StrEnum):
    """What schools take turns in."""

    TRAVEL = "travel"
    HOST = "host"


class SwapStatus(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class TurnSwap(Record):
    """One school asks another to take its turn; accepted, the two change places until the other has had it. Rows are kept: they are the log."""

    __tablename__ = "turn_swap"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    turn: Mapped[Turn] = choice(Turn)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    other_school_id: Mapped[uuid.UUID] = reference("school.id")
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    status: Mapped[SwapStatus] = choice(SwapStatus, default=SwapStatus.ASKED)
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]
    open_key: Mapped[str | None] = mapped_column(sa.String(120))

    cluster: Mapped["Cluster"] = relationship()
    school: Mapped["School"] = relationship(foreign_keys=[school_id])
    other_school: Mapped["School"] = relationship(foreign_keys=[other_school_id])
    asked_by: Mapped["Person | None"] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped["Person | None"] = relationship(foreign_keys=[answered_by_id])

    __table_args__ = (
        sa.UniqueConstraint(
            "open_key",
            name="uq_turn_swap_open",
            info={"words": "Your school has asked for a swap already. Wait for the answer, or take it back."},
        ),
        sa.CheckConstraint("school_id <> other_school_id", name="two_schools"),
    )

    def allows(self, command: str) -> bool:
        """Is this possible at this stage?"""
        from portal.running.visits.workflow import SWAP  # the table is made of the statuses above

        return SWAP.allows(self, command)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A visit as it was typed."""

    title: str
    purpose: str
    school_id: uuid.UUID | None
    host_school_id: uuid.UUID | None
    starts_on: date | None
    ends_on: date | None
    travellers: tuple[uuid.UUID, ...]
    place: str = ""
    lodging: Lodging = Lodging.HOTEL
    pupil_count: int = 0
    cost_cap: int | None = None
    currency: str = "GBP"
    report_due_on: date | None = None
