"""Flags, bar, bands, order, ties and the advice on leniency, against examples worked by hand."""

import hashlib
import itertools
import random
import uuid

import pytest

from portal.applying.reviews import leniency, ranking, scoring
from portal.applying.reviews.leniency import Reading
from portal.applying.reviews.ranking import Ranked, across_the_line, rank
from portal.applying.reviews.scoring import Band, Standing, Talk

pytestmark = pytest.mark.static
KEYS = [uuid.UUID(int=n) for n in range(1, 40)]


def standing(
    *totals: float, said: tuple[str, ...] = (), criteria: tuple[tuple[int, ...], ...] = (), line: float | None = None
) -> Standing:
    return Standing(totals, said, 3, criteria, line=line)


def test_mean_median_range_and_provisional() -> None:
    one = standing(40, 62, 90)
    assert (one.mean, one.median, one.range, one.is_provisional) == (64.0, 62, 50, False)
    assert standing(40, 62).median == 51
    assert standing(40, 62).is_provisional
    empty = standing()
    assert (empty.mean, empty.median, empty.range, empty.band, empty.lowest, empty.gap) == (None, None, None, None, None, 0)  # fmt: skip
    assert not empty.meets_the_bar


def test_a_criterion_that_does_not_apply_is_left_out_for_all() -> None:
    # weights 40, 40, 20; the last does not apply: 100 x (40 x 4/5 + 40 x 3/5) / 80 = 70, where a zero would have made it 56
    assert scoring.total([scoring.Mark(40, 4), scoring.Mark(40, 3)]) == pytest.approx(70.0)
    assert scoring.total([scoring.Mark(40, 4), scoring.Mark(40, 3), scoring.Mark(20, 0)]) == pytest.approx(56.0)


def test_the_quality_bar_and_the_bands() -> None:
    assert standing(60, 60, 60, criteria=((3, 3, 3), (2, 2, 2))).meets_the_bar
    assert not standing(59, 60, 60, criteria=((3, 3, 3),)).meets_the_bar
    assert not standing(80, 80, 80, criteria=((5, 5, 5), (2, 2, 1))).meets_the_bar, "one criterion has a mean of 1.67"
    found = [scoring.band(value) for value in (100, 85, 84.5, 84.4, 70, 69, 50, 49.4, 0)]
    assert found == [Band.VERY_GOOD] * 3 + [Band.GOOD] * 2 + [Band.FAIR] * 2 + [Band.WEAK] * 2


def test_flags_and_the_order_of_the_meeting() -> None:
    amber = standing(60, 62, 61, criteria=((5, 2, 4),))
    assert (amber.gap, amber.is_red, amber.is_amber()) == (3, False, True)
    assert not standing(60, 62, 61, criteria=((5, 3, 4),)).is_amber()
    wide = standing(50, 60, 70)  # a standard deviation of 10 inside
    assert [wide.is_amber(between) for between in (None, 9.9, 10.0)] == [False, True, False]
    assert scoring.spread_between([60, 70]) is None
    assert scoring.spread_between([50, 60, 70]) == 10
    assert standing(40, 75, 65).talk() == Talk.FIRST  # 35 apart, mean 60
    assert standing(60, 61, 62).talk() == Talk.NEXT
    assert standing(95, 96, 60).talk() == Talk.NOTED  # 36 apart, mean 84 is far from 60
    assert standing(95, 96, 94).talk() == Talk.LAST
    assert standing(95, 96, 60, line=75).talk() == Talk.FIRST, "near the funding line"


def test_ties_are_broken_by_the_published_rule_and_the_draw_can_be_replayed() -> None:
    round_id, seed = uuid.UUID(int=7), "ab12"
    said = hashlib.sha256(b"00000000-0000-0000-0000-000000000007:ab12:R-1").hexdigest()
    assert ranking.draw(round_id, seed, "R-1") == said
    rows = [
        Ranked(KEYS[0], 70.4, (4.0, 3.0), 0, "b"),
        Ranked(KEYS[1], 69.6, (4.0, 3.0), 0, "a"),  # 70 too: the draw decides
        Ranked(KEYS[2], 70.0, (4.5, 1.0), 1, "z"),  # better on the first criterion for ties
        Ranked(KEYS[3], 70.1, (4.0, 3.5), 1, "z"),  # better on the second
        Ranked(KEYS[4], 69.9, (4.0, 3.0), 1, "0"),  # comes after the balance
        Ranked(KEYS[5], 71.0, (1.0, 1.0), 1, "z"),
    ]
    expected = [KEYS[n] for n in (5, 2, 3, 1, 0, 4)]
    for order in itertools.islice(itertools.permutations(rows), 0, 720, 7):
        assert [row.key for row in rank(order)] == expected


def test_a_tie_across_the_funding_line() -> None:
    rows = [
        Ranked(KEYS[0], 80.0, (1.0,)),
        Ranked(KEYS[1], 70.9, (3.0,)),
        Ranked(KEYS[2], 70.1, (4.0,)),  # within a point of the one above it, and better on the criterion for ties
        Ranked(KEYS[3], 69.0, (5.0,)),
    ]
    assert [row.key for row in rank(rows)] == KEYS[:4]
    assert [row.key for row in across_the_line(rows, 2)] == [KEYS[0], KEYS[2], KEYS[1], KEYS[3]]
    assert [row.key for row in across_the_line(rows, 1)] == KEYS[:4], "far apart: no tie"
    assert [row.key for row in across_the_line(rows, 3)] == KEYS[:4], "more than a point apart"
    assert across_the_line(rows, 0) == rank(rows) == across_the_line(rows, 9)


def test_the_correction_worked_by_hand() -> None:
    # Two readers share five applications; the second always gives 20 more. q = mean, left over = 10 each, b = 50 / 9 after one turn, and it goes on to
    # 10 x 5 / 9 x (1 + 0 ...): the centre is 0, q does not move by symmetry, so b stays at +-50/9.
    harsh, mild = uuid.UUID(int=101), uuid.UUID(int=102)
    both = [Reading(key, who, 50 + add) for key in KEYS[:5] for who, add in ((harsh, 0.0), (mild, 20.0))]
    found = leniency.advise(both)
    assert found.habits[mild] == pytest.approx(50 / 9)
    assert found.habits[harsh] == pytest.approx(-50 / 9)
    assert found.adjusted[KEYS[0]] == pytest.approx(60.0)
    few = leniency.advise(both[:8])
    assert (set(few.adjusted.values()), few.habits) == ({None}, {}), "four readings are not enough"
    apart = [Reading(key, uuid.UUID(int=201), 70) for key in KEYS[10:13]]
    mixed = leniency.advise([*both, *apart])
    assert mixed.adjusted[KEYS[0]] == pytest.approx(60.0), "a set that does not hang together with it changes nothing"
    assert mixed.adjusted[KEYS[10]] is None
    assert leniency.advise([]).adjusted == {}


def test_a_harsh_reader_is_corrected_towards_the_truth() -> None:
    """Six applications of one quality, three readers in rotation, two readings each, one reader 30 points too low."""
    readers = [uuid.UUID(int=300 + n) for n in range(3)]
    pairs = [(n, (n + 1) % 3) for n in range(3)] * 4
    readings = [
        Reading(KEYS[place], readers[who], 70.0 - (30.0 if who == 0 else 0.0))
        for place, pair in enumerate(pairs)
        for who in pair
    ]
    found = leniency.advise(readings).adjusted
    raw = {key: sum(r.total for r in readings if r.application == key) / 2 for key in found}
    given = [value for value in found.values() if value is not None]
    assert max(given) - min(given) < (max(raw.values()) - min(raw.values())) / 2


def test_the_key_sorts_as_the_rule_ranks() -> None:
    """Every pair of a thousand, many of them tied in one part or more, comes as `rank` puts it."""
    chance = random.Random(20)
    rows = []
    for n in range(1000):
        mean = float(chance.choice([0, 49, 70, 71, 100]))
        ties = (chance.choice([0, 2500, 5000]), chance.choice([0, 3333]))
        rows.append(ranking.Ranked(uuid.UUID(int=n), mean, ties, chance.choice([0, 1]), f"{chance.getrandbits(8):064x}{n:04}"))  # fmt: skip

    def key(row: ranking.Ranked) -> str:
        found = ranking.order_key("decided", int(row.mean), (int(row.ties[0]), int(row.ties[1])), row.balance, row.draw)
        assert found is not None
        return found

    assert sorted(rows, key=key) == ranking.rank(rows)
    assert max(key(row) for row in rows) < ranking.STILL_OPEN
    assert {ranking.order_key(stage, 80, (0, 0), 0, "") for stage in ("in_review", "clarification")} == {"1"}
    assert ranking.order_key("moderation", -1, (0, 0), 0, "") == ranking.STILL_OPEN
    assert [ranking.order_key(stage, 80, (0, 0), 0, "") for stage in ("screening", "withdrawn", "ineligible")] == [None] * 3  # fmt: skip


def test_who_lies_exactly_a_point_apart_across_the_line_is_tied() -> None:
    def across(below: float) -> list[float]:
        rows = [ranking.Ranked(uuid.UUID(int=n), mean) for n, mean in enumerate((71.0, below, 60.0))]
        return [row.mean for row in ranking.tied_across(rows, 1)]

    assert across(70.0) == [71.0, 70.0]
    assert across(69.9) == []
