"""Advice to the panel: the corrected mean against an example worked by hand, where the money ends, what lies near a line; and that nothing official moves."""

import statistics
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage
from portal.applying.funding.models import FundingLine
from portal.applying.programmes.models import Round
from portal.applying.reviews import jobs, leniency, queries, services
from portal.applying.reviews.leniency import Reading
from portal.applying.reviews.models import ApplicationAdvice, ApplicationStanding, RoundAdvice
from portal.applying.reviews.queries import funded
from portal.applying.reviews.queries.standings import panel_strip, spread_and_line
from portal.applying.reviews.ranking import order_key
from portal.applying.rules.models import ReviewRules
from portal.applying.rules.queries import rules_of
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from tests.applying import desk, support
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

KEYS = [uuid.UUID(int=n) for n in range(1, 9)]


@pytest.mark.static
def test_the_correction_worked_by_hand() -> None:
    """Five applications, two readers each; one gives 10 points more than the other everywhere (70 and 60).

    The fixed point: q = 65 - (b1 + b2) / 2, and b is centred, so q = 65; b1 = 5 x (70 - 65) / (5 + 4) = 25/9, b2 = -25/9. The corrected mean is 65 again:
    both read all of them. With a sixth that the mild one alone read at 70: she has 6 readings, so b1 = (5 x (70 - q) + (70 - q6)) / 10 with q6 = 70 - b1 and
    q = 65 (b centred): b1 = (25 + b1) / 10 before centring, b2 = -25/9; c = (b1 + b2) / 2 is taken off both. At the fixed point b1 = -b2 = b and
    b = ((25 + b) / 10 + 25 / 9) / 2, so b = (2.5 + 25/9) / 1.9 = 2.777..., and q6 = 70 - b.
    """
    mild, harsh = uuid.UUID(int=100), uuid.UUID(int=101)
    both = [Reading(key, who, total) for key in KEYS[:5] for who, total in ((mild, 70.0), (harsh, 60.0))]
    found = leniency.advise(both)
    assert found.habits[mild] == pytest.approx(25 / 9)
    assert [found.adjusted[key] for key in KEYS[:5]] == pytest.approx([65.0] * 5)
    found = leniency.advise([*both, Reading(KEYS[5], mild, 70.0)])
    offset = (2.5 + 25 / 9) / 1.9
    assert found.habits == pytest.approx({mild: offset, harsh: -offset}, abs=1e-6)
    assert found.adjusted[KEYS[5]] == pytest.approx(70 - offset, abs=1e-6)


@pytest.mark.static
def test_where_the_money_ends() -> None:
    order = [(key, 80.0 - n) for n, key in enumerate(KEYS[:4])]
    wishes = dict.fromkeys(KEYS[:4], 100)
    assert [funded(order, wishes, budget) for budget in (0, 50, 100, 399, 400, 900)] == [None, 0, 1, 3, 4, 4]
    assert funded(order, {}, 500) is None, "nobody asks for an amount"
    assert funded(order, {**wishes, KEYS[1]: 300}, 350) == 1, "the first that it does not pay for ends it"


def lay(cast: Cast, means: list[float]) -> uuid.UUID:
    """A round with one application for each of these means, all at the panel."""
    round_id = support.make_round()

    def deed(*, by: Any) -> None:
        session().add(FundingLine(round_id=round_id, name="All", amount=1_000))
        session().add(
            ReviewRules(round_id=round_id, seed="s", seed_at=datetime(2027, 4, 1, tzinfo=support.OPENS.tzinfo))
        )
        for number, mean in enumerate(means):
            cluster = Cluster(name=f"Cluster {number}", theme="Water", started_by_school_id=cast.school["brook"])
            session().add(cluster)
            session().flush()
            made = Application(
                round_id=round_id,
                cluster_id=cluster.id,
                stage=Stage.MODERATION,
                receipt_number=f"R-{number}",
                submitted_at=support.OPENS,
            )
            session().add(made)
            session().flush()
            session().add(
                ApplicationStanding(
                    application_id=made.id, round_id=round_id,
                    order_key=order_key("moderation", int(mean + 0.5), (number, 0), 0, f"{number:064d}"),
                    computed_at=support.OPENS, counted=2, mean=mean, spread=0, deviation=0.0,
                    lowest=3.0, gap=0, is_split=False, whole=int(mean + 0.5), tie_first=number, tie_second=0, balance=0, draw=f"{number:064d}",
                )
            )  # fmt: skip

    perform(deed, by=SYSTEM)
    return round_id


def test_near_the_funding_line_and_ties_across_it(
    database: Any, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    means = [90.0, 82.4, 82.0, 81.45, 70.0, 40.0]
    round_id = lay(cast, means)
    officer = cast.signed_in("officer")
    planned = session().get_one(Round, round_id)
    assert spread_and_line(planned, officer)[0] == pytest.approx(statistics.stdev(means)), (
        "one statement, the same figure"
    )
    by_name = {a.cluster.name: a.id for a in session().scalars(sa.select(Application))}
    monkeypatch.setattr(queries, "wishes_of", lambda _round: {by_name[f"Cluster {n}"]: 300 for n in range(6)})
    clock.hold(support.later(days=1))
    assert jobs.work_out_advice() == 1
    assert jobs.work_out_advice() == 0, "nothing changed since"
    planned = session().get_one(Round, round_id)
    advice = queries.advice_for(planned, officer)
    assert advice is not None
    assert (advice.places, advice.budget, advice.line) == (3, 1_000, 82.4)
    rows = queries.list_near(planned, officer, rules_of(round_id), advice)
    names = [row.application.cluster.name for row in rows]
    assert names == ["Cluster 0", "Cluster 3", "Cluster 2", "Cluster 1", "Cluster 4"]
    assert [row.is_tied for row in rows] == [False, True, True, True, False]
    assert [row.is_in for row in rows] == [True, True, True, False, False]
    strip = panel_strip(planned, officer)
    assert {row.name for row in strip if row.talk in (0, 1)} == {f"Cluster {n}" for n in range(5)}
    assert {row.name for row in strip if row.is_near_the_line} == {f"Cluster {n}" for n in range(5)}
    again = queries.list_near(planned, officer, rules_of(round_id), advice)
    assert [row.application.id for row in again] == [row.application.id for row in rows], "the same on every day"


def test_one_more_reader_tells_nobody_of_a_line_that_they_may_not_see(database: Any, cast: Cast, clock: Any) -> None:
    """While others of the round are with their reviewers, an officer does not learn from a refusal whether an application lies near the funding line."""
    made = desk.at_the_panel(cast, clock, 5, 5)
    application = desk.read(made)

    def deed(*, by: Any) -> None:
        session().add(
            RoundAdvice(
                round_id=application.round_id, computed_at=support.OPENS, readings=2, budget=1, places=1, line=95.0
            )
        )
        other = Cluster(name="Still read", theme="Water", started_by_school_id=cast.school["brook"])
        session().add(other)
        session().flush()
        held = {"stage": Stage.IN_REVIEW, "receipt_number": "R-2", "submitted_at": support.OPENS}
        session().add(Application(round_id=application.round_id, cluster_id=other.id, **held))

    perform(deed, by=SYSTEM)
    with pytest.raises(NotAllowedNow, match="near the line"):
        perform(services.read_once_more, desk.read(made), by=cast.signed_in("officer"), reason="Once more.")
    perform(services.read_once_more, desk.read(made), by=cast.signed_in("moderator"), reason="Once more.")
    assert desk.read(made).stage == Stage.IN_REVIEW


def test_it_stands_on_the_pages_and_changes_nothing(
    inside: Inside, cast: Cast, reader_for: Callable[..., Reader], clock: Any
) -> None:
    made = inside.at_the_panel(cast, clock, 4, 2)
    before = [(s.mean, s.whole, s.tie_first) for s in inside.all(ApplicationStanding)]
    clock.hold(support.later(days=2))
    inside.do(jobs.work_out_advice)
    assert [(s.mean, s.whole, s.tie_first) for s in inside.all(ApplicationStanding)] == before
    assert (len(inside.all(RoundAdvice)), len(inside.all(ApplicationAdvice))) == (1, 1)
    chair, manager = reader_for(cast.people["moderator"]), reader_for(cast.people["manager"])
    chair.get(f"/applications/{made}/panel").sees("Advice only, changes nothing", "cannot be said")
    round_id = inside.do(lambda: desk.read(made).round_id)
    chair.get(f"/rounds/{round_id}/panel").follow("Near the line").sees(
        "River schools", "not enough overlap", "2 reviews"
    )
    manager.get(f"/applications/{made}/decision").sees("Advice only, changes nothing")
    reader_for(cast.people["coordinator"]).get(f"/rounds/{round_id}/panel/line", expect=403)
