"""Does the way of scoring find the better applications? A simulation with readers who agree as little as readers do (one reader alone: ICC about 0.26)."""

import random
import statistics
import uuid
from collections import defaultdict
from collections.abc import Callable

import pytest

from portal.applying.reviews import leniency, scoring

pytestmark = pytest.mark.static
APPLICATIONS, READERS, CRITERIA, TOP = 30, 10, 5, 10
HARSHNESS, NOISE = 0.8, 1.5  # variances 0.64 + 2.25 beside a quality of variance 1: 1 / 3.89 = 0.26
ITEMS = [uuid.UUID(int=1000 + n) for n in range(APPLICATIONS)]
PEOPLE = [uuid.UUID(int=2000 + n) for n in range(READERS)]
Readings = dict[uuid.UUID, list[tuple[uuid.UUID, float]]]
MORE: dict[uuid.UUID, tuple[uuid.UUID, float]] = {}


def one_world(rng: random.Random, each: int, harshness: float = HARSHNESS) -> tuple[list[float], Readings]:
    """The true qualities, and what `each` readers gave to every application, as totals of five scores of 0 to 5."""
    truth = [rng.gauss(0, 1) for _item in ITEMS]
    habits = {person: rng.gauss(0, harshness) for person in PEOPLE}
    desk = PEOPLE * (each * APPLICATIONS // READERS)
    given: Readings = {}
    for place, item in enumerate(ITEMS):
        readers = desk[place * each : (place + 1) * each]
        given[item] = [(person, _total(rng, truth[place] + habits[person])) for person in readers]
    MORE.clear()  # one reading more of each, for the rules that ask for it
    for place, item in enumerate(ITEMS):
        person = next(one for one in [*PEOPLE[place % READERS :], *PEOPLE] if one not in dict(given[item]))
        MORE[item] = (person, _total(rng, truth[place] + habits[person]))
    return truth, given


def _total(rng: random.Random, seen: float) -> float:
    seen += rng.gauss(0, NOISE)
    scores = [min(5, max(0, round(2.75 + 0.7 * seen + rng.gauss(0, 0.5)))) for _criterion in range(CRITERIA)]
    found = scoring.total([scoring.Mark(20, score) for score in scores])
    assert found is not None
    return found


def tau(one: list[float], other: list[float]) -> float:
    """Kendall's tau, ties counting as nothing."""
    agree = 0
    for i in range(len(one)):
        for j in range(i):
            left, right = one[i] - one[j], other[i] - other[j]
            agree += (left * right > 0) - (left * right < 0)
    return 2 * agree / (len(one) * (len(one) - 1))


def by_mean(given: Readings) -> list[float]:
    return [statistics.fmean(total for _who, total in given[item]) for item in ITEMS]


def by_median(given: Readings) -> list[float]:
    return [statistics.median(total for _who, total in given[item]) for item in ITEMS]


def by_correction(given: Readings) -> list[float]:
    readings = [leniency.Reading(item, who, total) for item in ITEMS for who, total in given[item]]
    found = leniency.advise(readings).adjusted
    return [found[item] or 0.0 for item in ITEMS]


def without_the_odd_one(given: Readings) -> list[float]:
    """The one that lies furthest from the others left out."""
    kept = []
    for item in ITEMS:
        totals = [total for _who, total in given[item]]
        middle = statistics.median(totals)
        totals.remove(max(totals, key=lambda total: abs(total - middle)))
        kept.append(statistics.fmean(totals))
    return kept


def by_z_score(given: Readings) -> list[float]:
    """Each total as so many standard deviations of its reader from the mean of that reader."""
    of_reader: dict[uuid.UUID, list[float]] = defaultdict(list)
    for ones in given.values():
        for who, total in ones:
            of_reader[who].append(total)
    scale = {who: (statistics.fmean(ones), statistics.pstdev(ones) or 1.0) for who, ones in of_reader.items()}
    return [statistics.fmean((total - scale[who][0]) / scale[who][1] for who, total in given[item]) for item in ITEMS]


def with_one_more(given: Readings, wanted: Callable[[uuid.UUID], bool]) -> Readings:
    return {item: [*given[item], MORE[item]] if wanted(item) else given[item] for item in ITEMS}


def near_the_line(first: int, last: int) -> Callable[[Readings], list[float]]:
    """One reader more for those of these ranks, as the panel asks for (`services.read_once_more`)."""

    def rule(given: Readings) -> list[float]:
        order = sorted(ITEMS, key=dict(zip(ITEMS, by_mean(given), strict=True)).__getitem__, reverse=True)
        return by_mean(with_one_more(given, set(order[first - 1 : last]).__contains__))

    return rule


def _differ(given: Readings) -> Readings:
    def far(item: uuid.UUID) -> bool:
        totals = [total for _who, total in given[item]]
        return max(totals) - min(totals) >= scoring.SPLIT_AT

    return with_one_more(given, far)


def third_where_they_differ(given: Readings) -> list[float]:
    return by_mean(_differ(given))


def closest_two(given: Readings) -> list[float]:
    """The same, but of three only the two that lie closest count."""
    kept = []
    for totals in (sorted(total for _who, total in ones) for ones in _differ(given).values()):
        low = totals[:2] if len(totals) < 3 or totals[1] - totals[0] <= totals[2] - totals[1] else totals[1:]
        kept.append(statistics.fmean(low))
    return kept


def agreement(rule: Callable[[Readings], list[float]], each: int, repeats: int, harshness: float = HARSHNESS) -> tuple[float, float]:  # fmt: skip
    """The mean of tau over the repeats, and the share of the true best ten that is found."""
    taus, found = [], 0
    for seed in range(repeats):
        truth, given = one_world(random.Random(seed), each, harshness)
        order = rule(given)
        taus.append(tau(truth, order))
        best = set(sorted(range(APPLICATIONS), key=lambda n: -truth[n])[:TOP])
        found += len(best & set(sorted(range(APPLICATIONS), key=lambda n: -order[n])[:TOP]))
    return statistics.fmean(taus), found / repeats / TOP


def directions(repeats: int) -> dict[str, tuple[float, float]]:
    return {
        "2 mean": agreement(by_mean, 2, repeats),
        "3 mean": agreement(by_mean, 3, repeats),
        "5 mean": agreement(by_mean, 5, repeats),
        "3 median": agreement(by_median, 3, repeats),
        "3 corrected": agreement(by_correction, 3, repeats),
        "3 odd one out": agreement(without_the_odd_one, 3, repeats),
        "3 z-score": agreement(by_z_score, 3, repeats),
        "2 and a third where they differ": agreement(third_where_they_differ, 2, repeats),
        "2 and a third, closest two": agreement(closest_two, 2, repeats),
        "2 and a third near the line": agreement(near_the_line(6, 16), 2, repeats),
        "3 and a fourth near the line": agreement(near_the_line(7, 15), 3, repeats),
    }


def check(found: dict[str, tuple[float, float]]) -> None:
    tau_of = {name: value for name, (value, _top) in found.items()}
    assert tau_of["2 mean"] < tau_of["3 mean"] < tau_of["5 mean"], found
    assert tau_of["3 median"] < tau_of["3 mean"], found
    assert tau_of["3 odd one out"] < tau_of["3 mean"], found
    assert tau_of["3 corrected"] > tau_of["3 mean"], found
    assert tau_of["3 z-score"] < tau_of["3 corrected"], found
    assert tau_of["2 and a third, closest two"] < tau_of["2 and a third where they differ"], found
    assert tau_of["2 and a third near the line"] > tau_of["2 mean"], found
    assert found["2 and a third near the line"][1] > found["2 and a third where they differ"][1], found
    assert found["3 and a fourth near the line"][1] > found["3 mean"][1], found
    assert 0.40 < tau_of["2 mean"] < 0.55, found
    assert found["2 mean"][1] < found["5 mean"][1], found


def test_more_readers_the_mean_and_the_shrunken_correction_find_more() -> None:
    check(directions(40))


@pytest.mark.soak
def test_the_same_at_length() -> None:
    found = directions(400)
    check(found)
    same_readers = agreement(by_correction, 3, 400, harshness=0.0)[0], agreement(by_mean, 3, 400, harshness=0.0)[0]
    assert abs(same_readers[0] - same_readers[1]) < 0.03, "where readers do not differ, the correction does little harm"
    assert agreement(by_z_score, 3, 400, harshness=0.0)[0] < same_readers[1], "a z-score does more"
