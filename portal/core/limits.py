"""How often something may be done, counted in the database: counts in memory are per process, and a restart would forget them.

A turn is taken before the thing is done, inside a write transaction of its own, so that turns taken at the same moment are counted too. A turn that
should not count (a right password) is given back.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.database import Base, session

LONGEST = timedelta(days=1)


class LimitTurn(Base):
    """One turn: what was done, a hash of who or where it was, when. Never the address or the name itself."""

    __tablename__ = "limit_turn"

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity(), primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (sa.Index("ix_limit_turn_key", "key", "kind", "at"),)


@dataclass(frozen=True)
class Limit:
    """`most` turns of this kind within the span, for one key. Spans are at most a day."""

    kind: str
    most: int
    within: timedelta


@dataclass(frozen=True)
class Turn:
    """One turn to be taken: of which limit, by whom (a hash, see `key_of`)."""

    limit: Limit
    key: str


@dataclass(frozen=True)
class Taken:
    """What `take` answers. `wait` is None when the turns were taken, else the seconds until the next one may be."""

    ids: tuple[int, ...] = ()
    wait: int | None = None


def key_of(secret: str, value: str) -> str:
    """The hash under which a person, an address or a place is counted."""
    return hashlib.sha256(f"{secret}:{value}".encode()).hexdigest()


def take(*, by: object = None, turns: Sequence[Turn]) -> Taken:
    """Take every one of these turns, or none of them. A deed for `perform`."""
    held, at = session(), clock.now()
    if held.get_bind().dialect.name == "postgresql":
        for key in sorted({turn.key for turn in turns}):  # in one order, so that two who wait for each other cannot be
            held.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))
    waits = [wait for turn in turns if (wait := _wait_for(turn, at)) is not None]
    if waits:
        return Taken(wait=max(waits))
    rows = [LimitTurn(kind=turn.limit.kind, key=turn.key, at=at) for turn in turns]
    held.add_all(rows)
    held.flush()
    return Taken(ids=tuple(row.id for row in rows))


def _wait_for(turn: Turn, at: datetime) -> int | None:
    """The seconds until this turn may be taken; None when it may be now."""
    mine = (LimitTurn.key == turn.key, LimitTurn.kind == turn.limit.kind, LimitTurn.at > at - turn.limit.within)
    query = sa.select(LimitTurn.at).where(*mine).order_by(LimitTurn.at.desc(), LimitTurn.id.desc())
    decisive = session().scalar(query.offset(turn.limit.most - 1).limit(1))
    return None if decisive is None else max(1, math.ceil((decisive + turn.limit.within - at).total_seconds()))


def give_back(*, by: object = None, ids: Sequence[int]) -> None:
    """These turns do not count. A deed for `perform`."""
    if ids:
        session().execute(sa.delete(LimitTurn).where(LimitTurn.id.in_(ids)))


def forget(*, by: object = None) -> int:
    """Take away what no limit looks at any more. A deed for `perform`. Returns how many rows went."""
    gone = session().execute(sa.delete(LimitTurn).where(LimitTurn.at < clock.now() - LONGEST))
    return int(gone.rowcount)  # type: ignore[attr-defined]
