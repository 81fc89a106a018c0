"""Who reads what, all at once: a minimum-cost matching. Pure: numbers in, numbers out; no records.

Each application needs `each` different readers. It is done in turns, one reader for every application in each turn, in blocks of at most 400: a matching of
n takes n³ steps, and pairs that met in one block are known in the next. Each block is a matching of least cost between its applications and the free places
of the readers. A tie that excludes is never matched. What costs: another reading on a desk that has many already (the second one more than the first, so
that desks fill evenly), the same two readers together again, and what the caller says of a pair (not their field, the same local authority). Whoever reads
an application in the first turn has it early in their queue, in the last turn late: so each application has early, middle and late readers.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LOAD, PAIR = 4, 3
NEVER = 10_000_000
SPARE = 2
BLOCK = 400
LEAST_BLOCKS = 6


@dataclass(frozen=True)
class Problem:
    """Applications and reviewers by their places in a list. `excluded`, `costs`: by application, reviewers who must not, and what one more costs. `held`:
    readings on each reviewer's desk already; `most`: how many more each can take. `given`: readers an application has already."""

    each: int
    excluded: Sequence[frozenset[int]]
    costs: Sequence[Mapping[int, int]]
    held: Sequence[int]
    most: Sequence[int]
    given: Sequence[Sequence[int]] = ()
    seed: int = 0


@dataclass(frozen=True)
class Plan:
    """`readers`: by application, in the order of their turns. `queues`: by reviewer, the applications in the order in which they come on the desk. `short`:
    applications for which not enough readers are free."""

    readers: list[list[int]]
    queues: list[list[int]]
    short: list[int] = field(default_factory=list)


def match(problem: Problem, *, after_turn: Callable[[int], None] = lambda turn: None) -> Plan:
    """Find the plan. `after_turn` is told the number of each turn that is done; what it raises ends the work."""
    work = _Work(problem)
    for turn in range(1, problem.each + 1):
        work.take_turn()
        after_turn(turn)
    work.mend()
    return Plan(work.new, work.queues(), [place for place, needs in enumerate(work.needs) if needs > 0])


class _Work:
    """The state between two turns."""

    def __init__(self, problem: Problem) -> None:
        # Here, because numpy and scipy take 0.3 seconds and 60 MB, and only this work of the job runner needs them.
        import numpy as np

        self.np, self.problem = np, problem
        self.mix = random.Random(problem.seed)  # noqa: S311 - not a secret: a plan that can be made again
        self.given = [list(readers) for readers in problem.given] or [[] for _one in problem.excluded]
        self.new: list[list[int]] = [[] for _one in problem.excluded]
        self.turns: list[list[tuple[int, int]]] = []
        self.needs = [max(0, problem.each - len(readers)) for readers in self.given]
        size = len(problem.held)
        # less than the smallest cost: it mixes what is otherwise equal, so that the same two readers seldom meet twice
        self.base = np.random.default_rng(problem.seed).random((len(self.new), size))
        for place, (excluded, costs) in enumerate(zip(problem.excluded, problem.costs, strict=True)):
            for reviewer, cost in costs.items():
                self.base[place, reviewer] += cost
            self.base[place, [*excluded, *self.given[place]]] = NEVER
        self.load, self.room = list(problem.held), list(problem.most)
        self.pairs = np.zeros((size, size))
        for readers in self.given:
            self._note_pairs(readers)

    def _note_pairs(self, readers: Sequence[int]) -> None:
        for one in readers:
            for other in readers:
                self.pairs[one, other] += one != other

    def take_turn(self) -> None:
        """One more reader for every application that needs one, where someone is free: block after block, in a mixed order."""
        waiting = [place for place, needs in enumerate(self.needs) if needs > 0]
        self.mix.shuffle(waiting)
        done: list[tuple[int, int]] = []
        size = max(1, min(BLOCK, -(-len(waiting) // LEAST_BLOCKS)))
        for first in range(0, len(waiting), size):
            done += self._match_block(waiting[first : first + size])
        self.turns.append(done)

    def _match_block(self, waiting: list[int]) -> list[tuple[int, int]]:
        from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

        np = self.np
        slots, prices = self._slots(len(waiting))
        if not slots:
            return []
        cost = self.base[waiting]
        for row, place in enumerate(waiting):
            readers = self.given[place] + self.new[place]
            if readers:
                cost[row] += PAIR * self.pairs[readers].sum(axis=0)
        cost = cost[:, slots] + np.array(prices)
        found: Any = linear_sum_assignment(cost)
        done = []
        for row, column in zip(*found, strict=True):
            if cost[row, column] < NEVER:
                self._give(waiting[row], slots[column])
                done.append((waiting[row], slots[column]))
        return done

    def _slots(self, wanted: int) -> tuple[list[int], list[int]]:
        """Free places of this turn: for each reviewer an even share and some to spare, with what each costs."""
        free = sum(1 for room in self.room if room > 0)
        share = -(-wanted // free) + SPARE if free else 0
        slots: list[int] = []
        prices: list[int] = []
        least = min(self.load, default=0)
        for reviewer, room in enumerate(self.room):
            for number in range(min(room, share)):
                slots.append(reviewer)
                prices.append(LOAD * (2 * (self.load[reviewer] - least + number) + 1))
        return slots, prices

    def _give(self, place: int, reviewer: int) -> None:
        for other in [*self.given[place], *self.new[place]]:
            self.pairs[reviewer, other] += 1
            self.pairs[other, reviewer] += 1
        self.new[place].append(reviewer)
        self.needs[place] -= 1
        self.load[reviewer] += 1
        self.room[reviewer] -= 1
        self.base[place, reviewer] = NEVER

    def mend(self) -> None:
        """Where a reader is missing and all who may read it are full: someone else takes one of theirs."""
        for place, needs in enumerate(self.needs):
            for _missing in range(needs):
                if not (self._fill(place) or self._exchange(place)):
                    break

    def _fill(self, place: int) -> bool:
        may = [r for r, room in enumerate(self.room) if room > 0 and self.base[place, r] < NEVER]
        if not may:
            return False
        self._finish(place, min(may, key=lambda r: (self.load[r], r)))
        return True

    def _exchange(self, place: int) -> bool:
        for other, readers in enumerate(self.new):
            for reader in readers:
                if other == place or self.base[place, reader] >= NEVER:
                    continue
                if self._pass_on(other, reader):
                    self._finish(place, reader)
                    return True
        return False

    def _pass_on(self, other: int, reader: int) -> bool:
        free = [r for r, room in enumerate(self.room) if room > 0 and self.base[other, r] < NEVER]
        if not free:
            return False
        instead = min(free, key=lambda r: (self.load[r], r))
        self.new[other].remove(reader)
        for turn in self.turns:
            if (other, reader) in turn:
                turn.remove((other, reader))
        self.load[reader] -= 1
        self.room[reader] += 1
        self.needs[other] += 1
        self._finish(other, instead)
        return True

    def _finish(self, place: int, reviewer: int) -> None:
        self._give(place, reviewer)
        self.turns[-1].append((place, reviewer))

    def queues(self) -> list[list[int]]:
        """Turn after turn, and within a turn shuffled by the seed, so that no application is first for all."""
        queues: list[list[int]] = [[] for _one in self.load]
        for turn in self.turns:
            mixed = sorted(turn)
            self.mix.shuffle(mixed)
            for place, reviewer in mixed:
                queues[reviewer].append(place)
        return queues
