"""Handoffs: a stand-in for one activity or one owed communication, who was asked, and the pack they act on."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School
    from portal.running.activities.models import Activity
    from portal.running.board.models import Thread


WINDOW = timedelta(days=7)


class HandoffState(StrEnum):
    """What happens to it. Never mixed with the filling."""

    OPEN = "open"
    ACTIVE = "active"
    HANDED_BACK = "handed_back"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


UNFINISHED = frozenset({HandoffState.OPEN, HandoffState.ACTIVE})
BEGUN = frozenset({HandoffState.ACTIVE, HandoffState.HANDED_BACK})


class Filling(StrEnum):
    """Whether someone has taken it on."""

    UNFILLED = "unfilled"
    ASKED = "asked"
    ACCEPTED_RELEASE_PENDING = "accepted_release_pending"
    FILLED = "filled"


TAKEN = frozenset({Filling.FILLED, Filling.ACCEPTED_RELEASE_PENDING})


class Reason(StrEnum):
    """Why the teacher cannot: seen by the teacher's own school only."""

    ILLNESS = "illness"
    FAMILY = "family"
    TIMETABLE = "timetable"
    TRAINING = "training"
    OTHER = "other"


class Rung(StrEnum):
    """Who is asked, in this order, while nobody has taken it on."""

    BACK_UP = "back_up"
    SCHOOLS = "schools"
    COORDINATOR = "coordinator"
    LEAD = "lead"
    PARTNERS = "partners"
    PROGRAMME = "programme"


class RungHours(Record):
    """How long a rung is waited on before the next is asked, where the programme has said so. Hours of school days: 24 make one school day."""

    __tablename__ = "rung_hours"

    rung: Mapped[Rung] = choice(Rung, unique=True)
    hours: Mapped[int]

    __table_args__ = (sa.CheckConstraint("hours BETWEEN 1 AND 240", name="hours"),)


class ReleaseRule(Record):
    """Whether a school wants to agree the time out of class before one of its teachers stands in; no row: no. `delegate_id`: who may agree beside the head."""

    __tablename__ = "release_rule"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    is_on: Mapped[bool] = mapped_column(default=False)
    delegate_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    delegate: Mapped["Person | None"] = relationship()

    __table_args__ = (sa.UniqueConstraint("school_id", name="uq_release_rule_school"),)


class StandInOffer(Record):
    """A teacher says that they are ready to stand in: the day of their orientation (portal, safeguarding, the partner's school), which counts for a year."""

    __tablename__ = "stand_in_offer"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID] = reference("person.id")
    oriented_on: Mapped[date]
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        sa.Index(
            "uq_stand_in_offer_live",
            "school_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
            info={"words": "You have said so already. Please look again."},
        ),
    )


class Handoff(Record):
    """One activity, or one thread whose reply is owed, taken on by another school for a time. At most one unfinished for each subject.

    `release_*`: the head of the stand-in's school is to agree the time out of class until `release_due_at` (the delegate may, too); `release_late_at`: that
    this was late has been told; `released_at`: agreed. `query_thread_id`: the conversation in which the partner asks about who comes.
    """

    __tablename__ = "handoff"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    activity_id: Mapped[uuid.UUID | None] = reference("activity.id")
    thread_id: Mapped[uuid.UUID | None] = reference("thread.id")
    duty_id: Mapped[uuid.UUID | None] = reference("duty.id")
    owner_school_id: Mapped[uuid.UUID] = reference("school.id")
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    state: Mapped[HandoffState] = choice(HandoffState, default=HandoffState.OPEN)
    filling: Mapped[Filling] = choice(Filling, default=Filling.ASKED)
    reason: Mapped[Reason] = choice(Reason)
    title: Mapped[str] = mapped_column(sa.String(200))
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    plan: Mapped[str] = mapped_column(sa.Text(), default="")
    materials: Mapped[str] = mapped_column(sa.Text(), default="")
    class_profile: Mapped[str] = mapped_column(sa.Text(), default="")
    promised: Mapped[str] = mapped_column(sa.Text(), default="")
    needed_at: Mapped[datetime | None]
    rung: Mapped[Rung] = choice(Rung, default=Rung.SCHOOLS, server_default="schools")
    rung_at: Mapped[datetime | None]
    accepted_by_id: Mapped[uuid.UUID | None] = reference("person.id")
    accepted_school_id: Mapped[uuid.UUID | None] = reference("school.id")
    accepted_at: Mapped[datetime | None]
    introduction: Mapped[str] = mapped_column(sa.Text(), default="")
    release_delegate_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    release_due_at: Mapped[datetime | None]
    release_late_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    query_thread_id: Mapped[uuid.UUID | None] = reference("thread.id", index=False)
    delivered_at: Mapped[datetime | None]
    debrief: Mapped[str] = mapped_column(sa.Text(), default="")
    next_step: Mapped[str] = mapped_column(sa.Text(), default="")
    handed_back_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    activity: Mapped["Activity | None"] = relationship()
    thread: Mapped["Thread | None"] = relationship(foreign_keys=[thread_id])
    owner_school: Mapped["School"] = relationship(foreign_keys=[owner_school_id])
    accepted_school: Mapped["School | None"] = relationship(foreign_keys=[accepted_school_id])
    accepted_by: Mapped["Person | None"] = relationship(foreign_keys=[accepted_by_id])
    asked_by: Mapped["Person | None"] = relationship(foreign_keys=[asked_by_id])
    asks: Mapped[list["HandoffAsk"]] = relationship(back_populates="handoff", order_by="HandoffAsk.id")

    @hybrid_property
    def was_done(self) -> bool:
        """Did another school stand in? It took place with the stand-in, or the reply was given by it. The one rule for every figure and certificate."""
        return self.accepted_school_id is not None and self.delivered_at is not None and self.state in BEGUN

    @was_done.inplace.expression
    @classmethod
    def _was_done(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.accepted_school_id.is_not(None), cls.delivered_at.is_not(None), cls.state.in_(BEGUN))

    @property
    def is_filled(self) -> bool:
        return self.filling == Filling.FILLED

    @property
    def is_taken(self) -> bool:
        """Has somebody said yes, whether or not their head has agreed the time? It counts as covered."""
        return self.filling in TAKEN

    @property
    def waits_for_release(self) -> bool:
        return self.state == HandoffState.OPEN and self.filling == Filling.ACCEPTED_RELEASE_PENDING

    @property
    def waits_for_an_answer(self) -> bool:
        return self.state == HandoffState.OPEN and self.filling == Filling.ASKED

    @property
    def window_ends_at(self) -> datetime | None:
        """Until when the stand-in may read the pack: a week after it was done, or after it should have been. None: until the reply is given."""
        if self.activity is None:
            return None
        return (self.delivered_at or self.activity.ends_at) + WINDOW

    @property
    def asking_ends_at(self) -> datetime | None:
        """Until when who is asked may read the pack: the activity's end."""
        return self.activity.ends_at if self.activity is not None else None

    @property
    def is_for_reply(self) -> bool:
        return self.thread_id is not None

    __table_args__ = (
        sa.CheckConstraint("(activity_id IS NULL) <> (thread_id IS NULL)", name="one_subject"),
        sa.CheckConstraint(
            "filling NOT IN ('filled', 'accepted_release_pending') OR accepted_school_id IS NOT NULL",
            name="filled_by_a_school",
        ),
        sa.Index(
            "uq_handoff_activity",
            "activity_id",
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'active')"),
            postgresql_where=sa.text("state IN ('open', 'active')"),
            info={"words": "A stand-in has been asked for already."},
        ),
        sa.Index(
            "uq_handoff_thread",
            "thread_id",
            "owner_school_id",
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'active')"),
            postgresql_where=sa.text("state IN ('open', 'active')"),
            info={"words": "A stand-in has been asked for already."},
        ),
    )


class AskStatus(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


class HandoffAsk(Record):
    """A school (or one named teacher of it) that was asked. taken: another school was faster, thank you. `away_that_week`: not free in all that week."""

    __tablename__ = "handoff_ask"

    handoff_id: Mapped[uuid.UUID] = reference("handoff.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    status: Mapped[AskStatus] = choice(AskStatus, default=AskStatus.ASKED)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    away_that_week: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    handoff: Mapped[Handoff] = relationship(back_populates="asks")
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("handoff_id", "school_id", name="uq_handoff_ask_handoff_school"),)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """What a stranger to the class can act on."""

    note: str = ""
    plan: str = ""
    materials: str = ""
    class_profile: str = ""
    promised: str = ""


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Who is asked: one school, everyone, or the named back-up teacher first."""

    school_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    everyone: bool = False
    with_partners: bool = False
