"""From the records to the numbers of the matching."""

import re
import uuid
from collections import Counter
from collections.abc import Sequence

from portal.applying.allocation import queries
from portal.applying.allocation.matching import Problem
from portal.applying.allocation.models import Allocation
from portal.applying.allocation.queries import Reader, Waiting
from portal.applying.reviews.workflow import LIVE

OTHER_FIELD, UNKNOWN_FIELD, SAME_AREA = 10, 5, 25
SHORTEST_WORD = 4


def fields_of(words: str) -> frozenset[str]:
    """The words that say what something is about: of four letters and more, without endings of the plural."""
    found = re.findall(r"\w+", words.casefold())
    return frozenset(word.rstrip("s") for word in found if len(word) >= SHORTEST_WORD)


def field_cost(themes: str, theme: str) -> int:
    """Nothing when the reviewer knows this theme well, most when they know others."""
    if not themes.strip():
        return UNKNOWN_FIELD
    return 0 if fields_of(themes) & fields_of(theme) else OTHER_FIELD


def lay_out(allocation: Allocation) -> tuple[Problem, Sequence[Waiting], Sequence[Reader]]:
    """Hard exclusions from the records (conflicts, who was asked before) and soft costs, for everyone at once."""
    waiting, readers = queries.list_waiting(allocation.round_id), queries.list_readers()
    place = {one.id: number for number, one in enumerate(readers)}
    excluded: list[set[int]] = [set() for _one in waiting]
    costs: list[dict[int, int]] = [{} for _one in waiting]
    for number, reader in enumerate(readers):
        conflicts, near = queries.ties_of(reader.id)
        for row, one in enumerate(waiting):
            if one.cluster_id in conflicts:
                excluded[row].add(number)
                continue
            cost = field_cost(reader.themes, one.theme) + (SAME_AREA if one.cluster_id in near else 0)
            if cost:
                costs[row][number] = cost
    reads = Counter(person for _one, person, status in queries.list_asked(allocation.round_id) if status in LIVE)
    given = _asked(allocation.round_id, waiting, place, excluded)
    problem = Problem(
        each=allocation.each,
        excluded=[frozenset(ones) for ones in excluded],
        costs=costs,
        held=[reader.held for reader in readers],
        most=[_room(reader, allocation.most, reads[reader.id]) for reader in readers],
        given=given,
        seed=allocation.id.int % 2**32,
    )
    return problem, waiting, readers


def _room(reader: Reader, most: int, reads: int) -> int:
    """How many more of this round a reviewer takes: what the run allows, and no more than they said they can read."""
    return most if reader.most is None else max(0, min(reader.most - reads, most))


def _asked(
    round_id: uuid.UUID, waiting: Sequence[Waiting], place: dict[uuid.UUID, int], excluded: list[set[int]]
) -> list[list[int]]:
    rows = {one.id: number for number, one in enumerate(waiting)}
    given: list[list[int]] = [[] for _one in waiting]
    for application_id, person_id, status in queries.list_asked(round_id):
        row, reader = rows.get(application_id), place.get(person_id)
        if row is None or reader is None:
            continue
        excluded[row].add(reader)
        if status in LIVE:
            given[row].append(reader)
    return given
