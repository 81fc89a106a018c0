"""The matching: whole, without excluded readers, even, mixed, and each application early, in the middle and late."""

import itertools
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.applying.allocation.matching import Plan, Problem, match
from portal.applying.allocation.problem import field_cost

pytestmark = pytest.mark.static


def problem(applications: int, reviewers: int, each: int, *, most: int | None = None, seed: int = 1) -> Problem:
    rng = random.Random(seed)
    excluded = [frozenset(rng.sample(range(reviewers), rng.randint(0, reviewers // 5))) for _one in range(applications)]
    most = most if most is not None else -(-applications * each // reviewers) + 1
    return Problem(each, excluded, [{} for _one in range(applications)], [0] * reviewers, [most] * reviewers, seed=seed)


def check(asked: Problem, plan: Plan) -> None:
    for place, readers in enumerate(plan.readers):
        assert len(set(readers)) == len(readers) <= asked.each
        assert not asked.excluded[place] & set(readers)
        assert (len(readers) < asked.each) == (place in plan.short)
    loads = Counter(r for readers in plan.readers for r in readers)
    assert all(loads[r] <= most for r, most in enumerate(asked.most))
    assert [sorted(q) for q in plan.queues] == [
        sorted(p for p, readers in enumerate(plan.readers) if r in readers) for r in range(len(asked.most))
    ]


def test_a_round_is_shared_out_evenly_and_mixed() -> None:
    asked = problem(120, 20, 3)
    turns: list[int] = []
    plan = match(asked, after_turn=turns.append)
    check(asked, plan)
    assert (plan.short, turns) == ([], [1, 2, 3])
    loads = [len(queue) for queue in plan.queues]
    assert (min(loads), max(loads)) == (18, 18)
    pairs = Counter(tuple(sorted(pair)) for readers in plan.readers for pair in itertools.combinations(readers, 2))
    assert max(pairs.values()) <= 5, "360 pairs among 190: about two each"
    assert len(pairs) > 150
    thirds = [[], [], []]  # type: list[list[float]]
    for readers, place in ((plan.readers[p], p) for p in range(120)):
        for turn, reader in enumerate(readers):
            thirds[turn].append(plan.queues[reader].index(place) / len(plan.queues[reader]))
    early, middle, late = (sum(ones) / len(ones) for ones in thirds)
    assert early < 0.33 < middle < 0.6 < late
    assert match(asked) == plan, "the same problem gives the same plan"


def test_costs_and_what_is_on_the_desk_already_count() -> None:
    knows = [{r: 0 if r == n % 4 else 10 for r in range(4)} for n in range(8)]
    plan = match(Problem(1, [frozenset()] * 8, knows, [0] * 4, [9] * 4))
    assert [readers[0] for readers in plan.readers] == [n % 4 for n in range(8)]
    plan = match(Problem(1, [frozenset()] * 6, [{}] * 6, [6, 0, 0], [9] * 3))
    assert [len(queue) for queue in plan.queues] == [0, 3, 3]
    area = match(Problem(1, [frozenset()], [{0: 25}], [0, 4], [9, 9]))
    assert area.readers == [[0]], "four readings more on the other desk weigh more than the same authority"
    assert match(Problem(1, [frozenset()], [{0: 25}], [0, 1], [9, 9])).readers == [[1]]


def test_what_is_there_already_stays_and_nobody_comes_twice() -> None:
    plan = match(Problem(2, [frozenset()] * 3, [{}] * 3, [1, 1, 1], [9] * 3, given=[[0], [0, 1], []]))
    assert [len(readers) for readers in plan.readers] == [1, 0, 2]
    assert 0 not in plan.readers[0]


def test_a_full_desk_passes_one_on_and_what_cannot_be_is_said() -> None:
    # only reviewer 0 may read the last application, and has one place
    excluded = [frozenset(), frozenset(), frozenset({1, 2})]
    plan = match(Problem(1, excluded, [{0: 0, 1: 50, 2: 50}] * 2 + [{0: 500}], [0] * 3, [1, 1, 1]))
    check(Problem(1, excluded, [{}] * 3, [0] * 3, [1] * 3), plan)
    assert plan.short == []
    assert match(Problem(2, [frozenset({0})], [{}], [0, 0], [5, 5])).short == [0]
    assert match(Problem(1, [frozenset()], [{}], [], [])).short == [0]
    assert match(Problem(2, [], [], [0], [5])) == Plan([], [[]], [])


@settings(max_examples=25, deadline=None)
@given(
    applications=st.integers(0, 12),
    reviewers=st.integers(1, 8),
    each=st.integers(1, 3),
    most=st.integers(1, 9),
    seed=st.integers(0, 99),
)
def test_any_problem_keeps_the_rules(applications: int, reviewers: int, each: int, most: int, seed: int) -> None:
    asked = problem(applications, reviewers, each, most=most, seed=seed)
    check(asked, match(asked))


@pytest.mark.parametrize(
    ("themes", "theme", "cost"),
    [("", "Water", 5), ("water\nmusic", "Our rivers and waters", 0), ("Trade", "Water", 10), ("eau", "eau", 10)],
)
def test_what_a_reviewer_knows(themes: str, theme: str, cost: int) -> None:
    assert field_cost(themes, theme) == cost
