"""The order of applications, and how ties are broken. Pure: the same rows give the same order on every page, export and day.

Tied are those with the same mean in whole points, and those within one point of each other across the funding line. In this order: the higher mean on the
first criterion for ties, the higher mean on the second, the balance that the programme states, and a draw that anyone can replay: SHA-256 over the id of the
round, the seed that was published when the round had closed, and the reference of the application, the smallest first.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from portal.applying.applications.models import BEING_READ, SCORED
from portal.applying.reviews.scoring import whole

WITHIN = 1.0
SEEN = (*BEING_READ, *SCORED)
"""Stages in which the panel sees an application."""
STILL_OPEN = "1"
"""The key of what has no place yet."""


@dataclass(frozen=True)
class Ranked:
    """What ranks an application. `ties`: its means on the criteria for ties, in their order. `balance`: the smaller comes first. `draw`: see `draw`."""

    key: uuid.UUID
    mean: float
    ties: tuple[float, ...] = ()
    balance: int = 0
    draw: str = ""

    @property
    def tie_break(self) -> tuple[tuple[float, ...], int, str]:
        return (tuple(-value for value in self.ties), self.balance, self.draw)


R = TypeVar("R", bound=Ranked)


def draw(round_id: uuid.UUID, seed: str, reference: str) -> str:
    """The lot of an application: 64 hexadecimal digits."""
    return hashlib.sha256(f"{round_id}:{seed}:{reference}".encode()).hexdigest()


def order_key(stage: str, whole_points: int, ties: tuple[int, int], balance: int, lot: str) -> str | None:
    """The place of an application in the one order of its round, as text that sorts: by the mean in whole points, the ties in thousandths of a step, the
    balance, the draw. What is still with reviewers or lacks a review (`whole_points` below 0) comes after all of them and says nothing of scores. None:
    the panel does not see it."""
    if stage not in SEEN:
        return None
    if stage in BEING_READ or whole_points < 0:
        return STILL_OPEN
    first, second = ties
    return f"0{999 - whole_points:03}{99_999 - first:05}{99_999 - second:05}{balance}{lot}"


def rank(rows: Sequence[R]) -> list[R]:
    """By the mean in whole points, ties broken by the rule."""
    return sorted(rows, key=lambda row: (-whole(row.mean), row.tie_break))


def across_the_line(rows: Sequence[R], places: int) -> list[R]:
    """The same order with those that lie within one point of each other across the funding line (after `places` applications) ordered by the rule for ties."""
    ranked, tied = rank(rows), tied_across(rows, places)
    if not tied:
        return ranked
    first, keys = ranked.index(tied[0]), {row.key for row in tied}
    rest = [row for row in ranked if row.key not in keys]
    return [*rest[:first], *sorted(tied, key=attrgetter("tie_break")), *rest[first:]]


def tied_across(rows: Sequence[R], places: int) -> list[R]:
    """Those that lie within one point of each other across the funding line, in the order of the ranking; none where it divides nobody."""
    ranked = rank(rows)
    if not 0 < places < len(ranked):
        return []
    above, below = ranked[places - 1].mean, ranked[places].mean
    if abs(above - below) > WITHIN:
        return []
    least, most = min(above, below), max(above, below)
    return [row for row in ranked if least <= row.mean <= most]
