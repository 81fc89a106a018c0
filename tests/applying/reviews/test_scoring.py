"""The arithmetic of the rubric, against examples worked by hand."""

import pytest

from portal.applying.reviews.scoring import Mark, Standing, mean, shown, total

DEFAULTS = (20, 20, 20, 20, 20)


def marks(*scores: int | None, weights: tuple[int, ...] = DEFAULTS) -> list[Mark]:
    return [Mark(w, s) for w, s in zip(weights, scores, strict=True)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (marks(5, 5, 5, 5, 5), 100.0),
        (marks(0, 0, 0, 0, 0), 0.0),
        (marks(3, 3, 3, 3, 3), 60.0),
        (marks(5, 4, 3, 2, 1), 60.0),  # (20+16+12+8+4) of 100
        (marks(5, 0, weights=(75, 25)), 75.0),
        (marks(4, 2, 5, weights=(50, 30, 20)), 72.0),  # 40 + 12 + 20
        (marks(1, 2, weights=(1, 2)), 100 * (0.2 + 0.8) / 3),  # weights need not add up to 100
    ],
)
def test_a_total_worked_by_hand(given: list[Mark], expected: float) -> None:
    assert total(given) == pytest.approx(expected)


def test_a_missing_score_is_never_zero() -> None:
    assert total(marks(5, 5, None, 5, 5)) is None
    assert total([]) is None
    assert total([Mark(0, 5)]) is None


@pytest.mark.parametrize("score", [None, 0, 1, 3, 5])
@pytest.mark.parametrize("base", [(0, 0, 0, 0, 0), (3, 3, 3, 3, 3), (5, 5, 5, 5, 4), (5, 5, 5, 5, 5)])
def test_an_optional_plus_never_lowers_a_total(base: tuple[int, ...], score: int | None) -> None:
    without, with_plus = total(marks(*base)), total([*marks(*base), Mark(5, score, optional_plus=True)])
    assert without is not None
    assert with_plus is not None
    assert without <= with_plus <= 100


def test_an_optional_plus_worked_by_hand() -> None:
    assert total([*marks(3, 3, 3, 3, 3), Mark(5, 5, optional_plus=True)]) == pytest.approx(65.0)
    assert total([*marks(3, 3, 3, 3, 3), Mark(5, 3, optional_plus=True)]) == pytest.approx(63.0)
    assert total([*marks(5, 5, 5, 5, 5), Mark(5, 5, optional_plus=True)]) == 100.0
    assert total([*marks(3, 3, None, 3, 3), Mark(5, 5, optional_plus=True)]) is None


def test_the_mean_and_how_it_is_shown() -> None:
    assert mean([]) is None
    assert mean([60.0, 71.0]) == 65.5
    assert [shown(v) for v in (None, 0.0, 65.4, 65.5, 100.0)] == ["", "0", "65", "66", "100"]


def standing(*totals: float, said: tuple[str, ...] = ("fund", "fund"), wanted: int = 2) -> Standing:
    return Standing(totals, said, wanted)


def test_flags() -> None:
    assert (standing(40, 70).range, standing(40, 70).is_wide, standing(40, 70).is_red) == (30, True, True)
    assert (standing(41, 70).is_wide, standing(41, 70).is_red) == (False, False)
    assert standing(70, 71, said=("fund", "do_not_fund")).is_split
    assert standing(70, 71, said=("fund_with_conditions", "do_not_fund")).is_red
    assert not standing(70, 71, said=("fund", "fund_with_conditions")).is_split
    assert not standing(said=()).is_red


def test_near_the_line_and_provisional() -> None:
    assert [standing(v, v).is_near_the_line for v in (49, 50, 60, 70, 71)] == [False, True, True, True, False]
    assert standing(60.0, said=("fund",)).is_provisional
    assert not standing(60.0, 61.0).is_provisional
    assert standing(said=()).mean is None
    assert not standing(said=()).is_near_the_line
