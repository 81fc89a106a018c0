"""Rotas, their turns, swaps of turns, and the file that went along."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.running.visits.models import SwapStatus

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


MOST_TERMS = 9


class RotaKind(StrEnum):
    """What schools take turns in. other: something of their own, by name."""

    COORDINATION = "coordination"
    MINUTES = "minutes"
    REPORTS = "reports"
    TRAVEL = "travel"
    OTHER = "other"


class Rota(Record):
    """One thing that schools of a cluster do by turns. `name`: what it is called, for a kind of their own."""

    __tablename__ = "rota"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    kind: Mapped[RotaKind] = choice(RotaKind)
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    folded_name: Mapped[str] = mapped_column(sa.String(80), default="")
    begun_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    closed_at: Mapped[datetime | None]

    cluster: Mapped["Cluster"] = relationship()
    turns: Mapped[list["RotaTurn"]] = relationship(back_populates="rota", order_by="RotaTurn.starts_on")

    __table_args__ = (
        sa.Index(
            "uq_rota_kind",
            "cluster_id",
            "kind",
            "folded_name",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
            info={"words": "The cluster has this rota already.", "field": "kind"},
        ),
    )

    def turn_on(self, day: date) -> "RotaTurn | None":
        """Whose turn it is on that day."""
        return next((one for one in self.turns if one.starts_on <= day <= one.ends_on), None)

    def next_after(self, day: date) -> "RotaTurn | None":
        """The first turn that begins after that day."""
        return next((one for one in self.turns if one.starts_on > day), None)

    def before(self, turn: "RotaTurn") -> "RotaTurn | None":
        """The turn before this one."""
        return max(
            (one for one in self.turns if one.starts_on < turn.starts_on), key=lambda t: t.starts_on, default=None
        )

    def after(self, turn: "RotaTurn") -> "RotaTurn | None":
        """The turn after this one."""
        return min(
            (one for one in self.turns if one.starts_on > turn.starts_on), key=lambda t: t.starts_on, default=None
        )


class RotaTurn(Record):
    """One school's term. `person_id`: who does it there, where the school has said so. `note`: a word for whoever comes next. `reminded_on`: the two schools
    were told that the term changes soon; `begun_on`: the duty passed; `taken_at`: the school said that it has read the file."""

    __tablename__ = "rota_turn"

    rota_id: Mapped[uuid.UUID] = reference("rota.id", index=False)
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    label: Mapped[str] = mapped_column(sa.String(80))
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    reminded_on: Mapped[date | None]
    begun_on: Mapped[date | None]
    taken_at: Mapped[datetime | None]

    rota: Mapped[Rota] = relationship(back_populates="turns")
    school: Mapped["School"] = relationship()
    person: Mapped["Person | None"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "rota_id",
            "starts_on",
            name="uq_rota_turn_start",
            info={"words": "Someone else has planned this term meanwhile. Please look again."},
        ),
        sa.CheckConstraint("ends_on >= starts_on", name="days"),
    )

    @property
    def cluster(self) -> "Cluster":
        """The cluster of its rota."""
        return self.rota.cluster


class HandoverCopy(Record):
    """The file as it stood at the moment (`sealed_at`, UTC) when a duty passed to this turn. `facts`: ids and days, no words (see `files`); `digest`: their
    SHA-256. Written once, never changed."""

    __tablename__ = "handover_copy"

    turn_id: Mapped[uuid.UUID] = reference("rota_turn.id", index=False)
    sealed_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON())
    digest: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.UniqueConstraint("turn_id", name="uq_handover_copy_turn"),)


class RotaSwap(Record):
    """One school asks another to change terms; accepted, the two change places. Rows are kept: they are the log."""

    __tablename__ = "rota_swap"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    turn_id: Mapped[uuid.UUID] = reference("rota_turn.id", index=False)
    other_turn_id: Mapped[uuid.UUID] = reference("rota_turn.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    other_school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    status: Mapped[SwapStatus] = choice(SwapStatus, default=SwapStatus.ASKED)
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]
    open_key: Mapped[str | None] = mapped_column(sa.String(80))

    turn: Mapped[RotaTurn] = relationship(foreign_keys=[turn_id])
    other_turn: Mapped[RotaTurn] = relationship(foreign_keys=[other_turn_id])
    school: Mapped["School"] = relationship(foreign_keys=[school_id])
    other_school: Mapped["School"] = relationship(foreign_keys=[other_school_id])

    __table_args__ = (
        sa.UniqueConstraint(
            "open_key",
            name="uq_rota_swap_open",
            info={"words": "A swap was asked for this term already. Wait for the answer, or take it back."},
        ),
    )

    @property
    def cluster(self) -> "Cluster":
        """The cluster of its rota."""
        return self.turn.rota.cluster
