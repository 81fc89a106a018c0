"""The arithmetic of the rubric. Pure: no records, no database, no rounding before the page.

One review: T = 100 x sum(w x s / 5) / sum(w) over the criteria that everyone is scored on. An optional plus adds 100 x w x s / 5 / sum(w) on top, never
more than 100 in all: it can raise a total and never lower it. A missing score is never zero: a review with one has no total. A criterion that does not
apply to an application is left out for all its reviewers, by whoever calls. An application: the mean of all reviews that count.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

MOST = 5
SPLIT_AT = 30.0
STEPS_APART = 3
BAR = 60.0
FLOOR = 2.0
NEAR = 10.0
LEAST_TO_SPREAD = 3
FOR = frozenset({"fund", "fund_with_conditions"})
AGAINST = frozenset({"do_not_fund"})


class Band(StrEnum):
    """A mean in words."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"


BANDS = ((85, Band.VERY_GOOD), (70, Band.GOOD), (50, Band.FAIR), (0, Band.WEAK))


class Talk(IntEnum):
    """The order of the panel's meeting."""

    FIRST = 0
    NEXT = 1
    NOTED = 2
    LAST = 3


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


def median(totals: Sequence[float]) -> float | None:
    """The middle of the totals; None without any."""
    return statistics.median(totals) if totals else None


def whole(value: float) -> int:
    """Whole points, halves upwards: what pages show and what ranks."""
    return math.floor(value + 0.5)


def shown(value: float | None) -> str:
    """A total as pages show it: whole points. Nothing for what is not there."""
    return "" if value is None else str(whole(value))


def band(value: float) -> Band:
    """The band of a mean of 0 to 100."""
    return next(band for least, band in BANDS if whole(value) >= least)


def reaches(mean: float | None, lowest: float | None, bar: float, floor: float) -> bool:
    """The mean reaches the quality bar, and no criterion lies below the floor (`lowest`: the mean of the criterion that has the lowest)."""
    return mean is not None and mean >= bar and (lowest is None or lowest >= floor)


@dataclass(frozen=True)
class Standing:
    """Where an application stands by its reviews. `wanted`: how many the round asks for. `criteria`: what its reviews gave on each criterion, without the
    optional plus. `bar`, `floor`: the quality bar for the mean, and the least for the mean of each criterion. `line`: the mean at the funding line.
    """

    totals: tuple[float, ...]
    recommendations: tuple[str, ...]
    wanted: int
    criteria: tuple[tuple[int, ...], ...] = ()
    bar: float = BAR
    floor: float = FLOOR
    line: float | None = None

    @property
    def mean(self) -> float | None:
        return mean(self.totals)

    @property
    def median(self) -> float | None:
        return median(self.totals)

    @property
    def range(self) -> float | None:
        return max(self.totals) - min(self.totals) if self.totals else None

    @property
    def band(self) -> Band | None:
        return None if self.mean is None else band(self.mean)

    @property
    def is_provisional(self) -> bool:
        return len(self.totals) < self.wanted

    @property
    def lowest(self) -> float | None:
        """The mean of the criterion that has the lowest."""
        return min((sum(given) / len(given) for given in self.criteria if given), default=None)

    @property
    def gap(self) -> int:
        """The widest difference between two reviewers on one criterion, in steps."""
        return max((max(given) - min(given) for given in self.criteria if given), default=0)

    @property
    def meets_the_bar(self) -> bool:
        """The mean reaches the quality bar, and no criterion lies below the floor."""
        return reaches(self.mean, self.lowest, self.bar, self.floor)

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

    def is_amber(self, between: float | None = None) -> bool:
        """A criterion differs by three steps or more; or the totals here spread more than the means of the round do (`between`, a standard deviation)."""
        return self.gap >= STEPS_APART or (
            between is not None and len(self.totals) > 1 and statistics.stdev(self.totals) > between
        )

    @property
    def is_near_the_line(self) -> bool:
        """The mean, give or take ten points, crosses the quality bar or the funding line."""
        if self.mean is None:
            return False
        lines = [self.bar] if self.line is None else [self.bar, self.line]
        return any(abs(self.mean - line) <= NEAR for line in lines)

    def talk(self, between: float | None = None) -> Talk:
        """Where it comes in the meeting of the panel: what is flagged and near a line first; what is flagged and far from it is noted, not discussed."""
        is_flagged = self.is_red or self.is_amber(between)
        if is_flagged and self.is_near_the_line:
            return Talk.FIRST
        if self.is_near_the_line:
            return Talk.NEXT
        return Talk.NOTED if is_flagged else Talk.LAST


def spread_between(means: Sequence[float]) -> float | None:
    """How far the means of a round lie apart, as a standard deviation; None below three applications, where it says nothing."""
    return statistics.stdev(means) if len(means) >= LEAST_TO_SPREAD else None
