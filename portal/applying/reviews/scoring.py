"""The arithmetic of the rubric. Pure: no records, no database, no rounding before the page.

One review: T = 100 x sum(w x s / 5) / sum(w) over the criteria that everyone is scored on. An optional plus adds 100 x w x s / 5 / sum(w) on top, never
more than 100 in all: it can raise a total and never lower it. A missing score is never zero: a review with one has no total.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 5
SPLIT_AT = 30.0
BAR = 60.0
NEAR = 10.0
FOR = frozenset({"fund", "fund_with_conditions"})
AGAINST = frozenset({"do_not_fund"})


@dataclass(frozen=True)
class Mark:
    """What a reviewer gave on one criterion."""

    weight: int
    score: int | None
    optional_plus: bool = False


def total(marks: Sequence[Mark]) -> float | None:
    """The total of one review, 0 to 100; None as long as a score that counts is missing."""
    base = [m for m in marks if not m.optional_plus]
    weights = sum(m.weight for m in base)
    if weights <= 0 or any(m.score is None for m in base):
        return None
    points = sum(m.weight * (m.score or 0) / MOST for m in base)
    plus = sum(m.weight * m.score / MOST for m in marks if m.optional_plus and m.score is not None)
    return min(100.0, 100 * (points + plus) / weights)


def mean(totals: Sequence[float]) -> float | None:
    """The mean of the totals; None without any."""
    return sum(totals) / len(totals) if totals else None


def shown(value: float | None) -> str:
    """A total as pages show it: whole points, halves upwards."""
    return "" if value is None else str(int(value + 0.5))


@dataclass(frozen=True)
class Standing:
    """Where an application stands by its reviews. `wanted`: how many the round asks for."""

    totals: tuple[float, ...]
    recommendations: tuple[str, ...]
    wanted: int

    @property
    def mean(self) -> float | None:
        return mean(self.totals)

    @property
    def range(self) -> float | None:
        return max(self.totals) - min(self.totals) if self.totals else None

    @property
    def is_provisional(self) -> bool:
        return len(self.totals) < self.wanted

    @property
    def is_wide(self) -> bool:
        """The totals lie 30 points or more apart."""
        return self.range is not None and self.range >= SPLIT_AT

    @property
    def is_split(self) -> bool:
        """Some say fund, some say do not fund."""
        said = set(self.recommendations)
        return bool(said & FOR) and bool(said & AGAINST)

    @property
    def is_red(self) -> bool:
        return self.is_wide or self.is_split

    @property
    def is_near_the_line(self) -> bool:
        """The mean, give or take ten points, crosses the quality bar."""
        return self.mean is not None and abs(self.mean - BAR) <= NEAR
