"""How a round is reviewed, as data: who changes it until when, the seed, and one order of applications everywhere."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage
from portal.applying.programmes.models import Round
from portal.applying.reviews import queries, ranking, services
from portal.applying.reviews.models import Review, ReviewScore, ReviewStatus
from portal.applying.reviews.scoring import Talk, spread_between
from portal.applying.reviews.services import standings
from portal.applying.rules import jobs
from portal.applying.rules import queries as rules
from portal.applying.rules import services as rules_services
from portal.applying.rules.models import Balance
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.identity.schools.models import School
from tests.applying import desk, support
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def values(**changed: Any) -> dict[str, Any]:
    usual = rules.Rules(uuid.uuid4())
    return {name: getattr(usual, name) for name in rules.NAMES if name not in ("seed", "seed_at", "version")} | changed


def edit(cast: Cast, round_id: uuid.UUID, version: int = 0, **changed: Any) -> None:
    planned = session().get_one(Round, round_id)
    words = values(**changed)
    perform(rules_services.edit_rules, planned, by=cast.signed_in("manager"), read_version=version, **words)


def test_rule_21_bar_and_ties_stay_from_the_opening_and_the_rest_from_the_first_review(
    database: Any, cast: Cast, clock: Any
) -> None:
    round_id = support.make_round()
    clock.hold(support.OPENS - timedelta(days=1))
    edit(cast, round_id, quality_bar=70)
    with pytest.raises(Stale):
        edit(cast, round_id, quality_bar=60)
    plus = next(c for c in rules.list_criteria(round_id) if c.optional_plus)
    with pytest.raises(RuleBroken, match="everyone is scored"):
        edit(cast, round_id, 1, quality_bar=70, tie_first_id=plus.id)
    one = next(c for c in rules.list_criteria(round_id) if not c.optional_plus)
    with pytest.raises(RuleBroken, match="two different"):
        edit(cast, round_id, 1, quality_bar=70, tie_first_id=one.id, tie_second_id=one.id)
    clock.hold(support.OPENS)
    with pytest.raises(RuleBroken, match="as it was published"):
        edit(cast, round_id, 1, quality_bar=60)
    other = next(c for c in rules.list_criteria(round_id) if not c.optional_plus)
    published: list[dict[str, Any]] = [{"criterion_floor": 3}, {"tie_first_id": other.id}, {"tie_second_id": other.id}]
    published += [{"balance": Balance.FIRST_TIME}, {"publishes_bands": True}]
    for changed in published:
        with pytest.raises(RuleBroken, match="as it was published"):
            edit(cast, round_id, 1, **{"quality_bar": 70, **changed})
    edit(cast, round_id, 1, quality_bar=70, is_blind=False, has_discussion=True)
    made = support.make_submitted(cast, round_id)
    clock.hold(support.later(hours=1))
    desk.screen(cast, made)
    desk.assign(cast, made)
    desk.open_it(cast, made, "reviewer")
    for late in ({"has_discussion": False}, {"is_blind": True}, {"needs_calibration": True}):
        with pytest.raises(NotAllowedNow, match="A review has been opened"):
            edit(cast, round_id, 2, **{"quality_bar": 70, "has_discussion": True, **late})


def test_rule_20_clusters_led_from_one_nation_come_first_and_stay_so(database: Any, cast: Cast, clock: Any) -> None:
    round_id = support.make_round()
    clock.hold(support.OPENS - timedelta(days=1))
    with pytest.raises(RuleBroken, match="Choose the part"):
        edit(cast, round_id, balance=Balance.NATION)
    edit(cast, round_id, balance=Balance.NATION, balance_nation="GB-WLS")
    clock.hold(support.OPENS)
    with pytest.raises(RuleBroken, match="as it was published"):
        edit(cast, round_id, 1, balance=Balance.NATION, balance_nation="GB-SCT")
    made = support.make_submitted(cast, round_id)
    clock.hold(support.later(hours=1))
    desk.screen(cast, made)

    def move_to(nation: str) -> None:
        def deed(*, by: Any) -> None:
            session().execute(sa.update(School).where(School.id == cast.school["hill"]).values(nation=nation))

        perform(deed, by=SYSTEM)

    def place() -> tuple[int, str]:
        kept = queries.kept_standing(desk.read(made))
        assert kept is not None
        return kept.balance, str(kept.order_key)

    move_to("GB-WLS")
    desk.assign(cast, made)
    assert place()[0] == 0, "the lead school is in Wales"
    move_to("GB-ENG")
    for person in ("reviewer", "reviewer2"):
        desk.send(cast, made, person)
    balance, key = place()
    assert balance == 0, "as it was when it went to the reviewers"
    kept = queries.kept_standing(desk.read(made))
    assert kept is not None
    first = (kept.tie_first, kept.tie_second)
    assert key == ranking.order_key("moderation", kept.whole, first, 0, kept.draw)
    assert key < str(ranking.order_key("moderation", kept.whole, first, 1, "0")), "before an equal one from elsewhere"
    elsewhere = rules.Rules(round_id, balance=Balance.NATION, balance_nation="GB-SCT")
    assert standings._balance(desk.read(made), elsewhere, None) == 1


def test_the_seed_is_drawn_once_when_the_round_has_closed(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_submitted(cast, support.make_round())
    planned = desk.read(made).round
    clock.hold(support.CLOSES)
    with pytest.raises(NotAllowedNow):
        perform(rules_services.publish_seed, planned, by=SYSTEM)
    assert jobs.publish_seeds() == 0
    clock.hold(support.later(hours=1))
    assert (jobs.publish_seeds(), jobs.publish_seeds()) == (1, 0)
    drawn = rules.rules_of(planned.id).seed
    assert drawn is not None
    assert len(drawn) == 32
    assert perform(rules_services.publish_seed, desk.read(made).round, by=SYSTEM) == drawn
    assert rules.rules_of(planned.id).seed == drawn


def lay_round(cast: Cast, application_id: uuid.UUID, number: int) -> uuid.UUID:
    """Beside the application of River, this many others at the panel, their scores drawn so that many are tied."""
    rng = random.Random(5)

    def deed(application: Application, *, by: Any) -> uuid.UUID:
        held, version = session(), queries.list_reviews(application)[0].application_version_id
        criteria = rules.list_criteria(application.round_id)
        for place in range(number):
            cluster = Cluster(name=f"Cluster {place}", theme="Water", started_by_school_id=cast.school["brook"])
            held.add(cluster)
            held.flush()
            other = Application(
                round_id=application.round_id,
                cluster_id=cluster.id,
                stage=Stage.MODERATION,
                receipt_number=f"R-{place}",
                submitted_at=support.OPENS,
            )
            held.add(other)
            held.flush()
            for key in ("reviewer", "reviewer2"):
                scores = [rng.randint(3, 4) for _criterion in range(5)]
                review = Review(
                    application_id=other.id,
                    application_version_id=version,
                    reviewer_id=cast.people[key].id,
                    status=ReviewStatus.LOCKED,
                    total=sum(scores) * 4.0,
                    recommendation=rng.choice(["fund", "fund", "do_not_fund"]),
                    submitted_at=support.CLOSES,
                    conflict_statement_at=support.CLOSES,
                    conflict_statement_version=1,
                )
                held.add(review)
                held.flush()
                held.add_all(
                    ReviewScore(review_id=review.id, criterion_id=c.id, score=score, justification="So. And so.")
                    for c, score in zip(criteria, scores, strict=False)
                )
            held.flush()
            standings.recompute(other)
        return application.round_id

    return perform(deed, desk.read(application_id), by=SYSTEM)


def test_rule_20_one_order_everywhere_and_ties_replay(
    database: Any, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.closed(cast, clock)
    jobs.publish_seeds()
    desk.screen(cast, made)
    desk.assign(cast, made)
    for person, score in (("reviewer", 4), ("reviewer2", 3)):
        desk.send(cast, made, person, score)
    round_id = lay_round(cast, made, 30)
    session().commit()
    planned, how, person = session().get_one(Round, round_id), rules.rules_of(round_id), cast.signed_in("moderator")
    page = queries.panel_strip(planned, person, how)
    assert len(page) == 31
    first, second = rules.tie_criteria(how, rules.list_criteria(round_id))
    assert [first.title, second.title] == ["Willingness to work together", "Impact and inclusion"]

    def row_of(row: Any) -> ranking.Ranked:
        """From the reviews themselves, by the published rule, not from the kept figures."""
        reviews = queries.with_scores(desk.read(row.id))

        def on(criterion: Any) -> float:
            given = [s.score for r in reviews for s in r.scores if s.criterion_id == criterion.id]
            return sum(given) / len(given)

        lot = ranking.draw(round_id, how.seed or "", desk.read(row.id).receipt_number)
        return ranking.Ranked(row.id, row.mean, (on(first), on(second)), 0, lot)

    expected = [one.key for one in ranking.rank([row_of(row) for row in page])]
    decided_by = [one.tie_break for one in (row_of(row) for row in page)]
    assert len({(round(row.mean), one[0][0]) for row, one in zip(page, decided_by, strict=True)}) < 25
    assert len({(round(row.mean), one[0]) for row, one in zip(page, decided_by, strict=True)}) < 31, "a draw"
    assert [row.id for row in page] == expected
    monkeypatch.setattr("portal.applying.reviews.queries.standings.MOST", 7)
    found, after = [], None
    while True:
        part = queries.panel_strip(planned, person, how, after=after)
        found += [row.id for row in part]
        after = part.next
        if after is None:
            break
    assert found == expected, "page by page it is the same order"
    monkeypatch.undo()
    talked = queries.panel_strip(planned, person, how, by_talk=True)
    assert [row.talk for row in talked] == sorted(row.talk for row in talked)
    between = spread_between([row.mean for row in page])
    for row in talked:
        whole = queries.standing_of(queries.with_scores(desk.read(row.id)), planned.reviewers_each, how)
        assert row.talk == whole.talk(between), "the database and the pure rule agree"
        assert row.meets_the_bar == whole.meets_the_bar
    assert {row.talk for row in talked} >= {Talk.FIRST, Talk.NEXT}


def test_rule_19_a_missing_score_is_never_zero_and_provisional_has_no_place(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.in_review(cast, clock)
    desk.send(cast, made, "reviewer", 5)
    kept = queries.kept_standing(desk.read(made))
    assert kept is not None
    assert (kept.counted, kept.mean, kept.whole) == (1, 100.0, -1)
    [row] = queries.panel_strip(desk.read(made).round, cast.signed_in("moderator"), rules.rules_of(kept.application.round_id))  # fmt: skip
    assert (row.is_open, row.talk) == (True, Talk.LAST)
    clock.hold(clock.now() + timedelta(hours=1))
    perform(services.void_review, desk.review_of(cast, made, "reviewer"), by=cast.signed_in("manager"), reason="A tie.")
    kept = queries.kept_standing(desk.read(made))
    assert kept is not None
    assert (kept.counted, kept.mean, kept.computed_at) == (0, None, clock.now()), "worked out anew, and stamped"


def test_a_criterion_that_does_not_apply(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    desk.screen(cast, made)
    officer = cast.signed_in("officer")
    last = [c for c in desk.criteria(made) if not c.optional_plus][-1]
    with pytest.raises(RuleBroken, match="Say why"):
        perform(services.drop_criterion, desk.read(made), by=officer, criterion_id=last.id, reason="")
    perform(services.drop_criterion, desk.read(made), by=officer, criterion_id=last.id, reason="No money is asked for.")
    assert last.id not in {c.id for c in desk.criteria(made)}
    desk.assign(cast, made)
    review = desk.send(cast, made, "reviewer", 3)
    assert review.total == 60.0, "left out, not counted as zero"
    first = desk.criteria(made)[0]
    with pytest.raises(NotAllowedNow, match="opened"):
        perform(services.drop_criterion, desk.read(made), by=officer, criterion_id=first.id, reason="Too late.")


def test_the_page_of_the_rules(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    round_id = inside.do(support.make_round)
    clock.hold(support.OPENS - timedelta(days=1))
    path = f"/rounds/{round_id}/scoring"
    teacher, manager = reader_for(cast.coordinator), reader_for(cast.manager)
    teacher.get(f"/rounds/{round_id}").follow("How applications are scored, and what happens when two are equal")
    teacher.sees("a mean of 60 or more", "Willingness to work together", "when the round has closed")
    teacher.does_not_see("Change how the round is reviewed").get(f"{path}/edit", expect=403)
    manager.get(path).follow("Change how the round is reviewed").fill(quality_bar="101").press(
        "Save the rules", expect=422
    )
    manager.sees("Enter a number from 0 to 100.").fill(quality_bar="65", balance="first_time", is_blind=True)
    manager.press("Save the rules").sees("a mean of 65 or more", "has never had an award", "without the names")
    manager.get(f"{path}/edit").fill(balance="nation").press("Save the rules", expect=422).sees(
        "Choose the part of the"
    )
    manager.fill(balance_nation="GB-WLS").press("Save the rules").sees("a cluster that is led from Wales comes first")
    assert manager.get(path).statements
