"""How harsh each reviewer is, as advice. Pure, and never the official number: a panel that uses it says so in its minutes.

y(i, r) = q(i) + b(r) + noise. Until it stands still: q(i) is the mean over the reviews of i of y - b(r); b(r) is the sum over the readings of r of y - q(i),
divided by their number + 4; b is centred. The 4 draws reviewers with few readings towards no correction. Where a reviewer of a set of applications that
hang together by their readers has fewer than five readings, there is not enough overlap to say anything of that set.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SHRINK = 4
LEAST_READINGS = 5
STILL = 1e-9
MOST_TURNS = 2000


@dataclass(frozen=True)
class Reading:
    """The total that a reviewer gave to an application."""

    application: uuid.UUID
    reviewer: uuid.UUID
    total: float


@dataclass(frozen=True)
class Advice:
    """`adjusted`: the mean of an application as it would be without the habits of its readers; None where there is not enough overlap. `habits`: how many
    points a reviewer gives above (or below) the others, as far as that can be said."""

    adjusted: Mapping[uuid.UUID, float | None]
    habits: Mapping[uuid.UUID, float]


def advise(readings: Iterable[Reading]) -> Advice:
    """The corrected mean of every application, set by set."""
    adjusted: dict[uuid.UUID, float | None] = {}
    habits: dict[uuid.UUID, float] = {}
    for held in _sets(list(readings)):
        numbers: dict[uuid.UUID, int] = defaultdict(int)
        for reading in held:
            numbers[reading.reviewer] += 1
        if min(numbers.values()) < LEAST_READINGS:
            adjusted.update(dict.fromkeys((reading.application for reading in held), None))
            continue
        qualities, offsets = _settle(held, numbers)
        adjusted.update(qualities)
        habits.update(offsets)
    return Advice(adjusted, habits)


def _sets(readings: list[Reading]) -> list[list[Reading]]:
    """The readings, taken apart into sets that share no application and no reviewer."""
    above: dict[uuid.UUID, uuid.UUID] = {}

    def root(key: uuid.UUID) -> uuid.UUID:
        above.setdefault(key, key)
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for reading in readings:
        above[root(reading.application)] = root(reading.reviewer)
    found: dict[uuid.UUID, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[root(reading.reviewer)].append(reading)
    return list(found.values())


def _settle(
    readings: list[Reading], numbers: Mapping[uuid.UUID, int]
) -> tuple[dict[uuid.UUID, float], dict[uuid.UUID, float]]:
    offsets = dict.fromkeys(numbers, 0.0)
    qualities: dict[uuid.UUID, float] = {}
    for _turn in range(MOST_TURNS):
        sums: dict[uuid.UUID, float] = defaultdict(float)
        counts: dict[uuid.UUID, int] = defaultdict(int)
        for reading in readings:
            sums[reading.application] += reading.total - offsets[reading.reviewer]
            counts[reading.application] += 1
        qualities = {key: sums[key] / counts[key] for key in sums}
        left: dict[uuid.UUID, float] = defaultdict(float)
        for reading in readings:
            left[reading.reviewer] += reading.total - qualities[reading.application]
        found = {key: left[key] / (numbers[key] + SHRINK) for key in numbers}
        centre = sum(found.values()) / len(found)
        found = {key: value - centre for key, value in found.items()}
        moved = max(abs(found[key] - offsets[key]) for key in found)
        offsets = found
        if moved < STILL:
            break
    return qualities, offsets
