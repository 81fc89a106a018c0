"""Row 42: the form of a cluster is on no score sheet; the report by form shows that it makes no difference. And the band, where a round tells it."""

from collections.abc import Callable
from typing import Any

from portal.applying.reviews import queries
from portal.applying.rules.models import ReviewRules
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, ClusterForm
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def test_the_form_is_hidden_from_reviewers_and_reported_afterwards(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    inside.commit(lambda: setattr(session().get_one(Cluster, cast.river), "form", ClusterForm.FEEDER_FAMILY))
    made = inside.released(cast, clock)
    review = inside.review_of(cast, made, "reviewer")
    text = inside.do(lambda: str(queries.sealed_text(desk.review_of(cast, made, "reviewer"))))
    assert "feeder" not in text.casefold()
    reader_for(cast.reviewer).get(f"/reviews/{review.id}/write").does_not_see("eeder")
    round_id = inside.read(made).round_id
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/dashboard").follow("Approved by form of cluster")
    manager.sees("Other forms together", "70", "100").does_not_see("eeder")
    assert len(manager.statements) <= 8
    for key in ("coordinator", "reviewer"):
        assert reader_for(cast.people[key]).get(f"/rounds/{round_id}/forms", expect=None).status in (403, 404)


def test_a_large_enough_form_stands_for_itself_and_conflicts_are_absent(
    database: Any, cast: Cast, clock: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("portal.applying.reviews.queries.standings.SMALLEST_GROUP", 1)
    made = desk.released(cast, clock)
    planned = desk.read(made).round
    [row] = queries.outcomes_by_form(planned, cast.signed_in("manager"))
    assert (row.form, row.applications, row.mean, row.approved) == ("theme", 1, 70.0, 1)
    assert queries.outcomes_by_form(planned, cast.signed_in("coordinator")) == []


def test_the_band_is_told_in_words_where_the_round_says_so(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.released(cast, clock)
    head = reader_for(cast.vale_head)
    head.get(f"/applications/{made}/outcome").does_not_see("in the band")

    def turn_on(application: Any, *, by: Any) -> None:
        session().add(ReviewRules(round_id=application.round_id, publishes_bands=True))

    inside.do(lambda: perform(turn_on, desk.read(made), by=SYSTEM))
    head.get(f"/applications/{made}/outcome").sees("in the band “good”")
    assert "70" not in head.text
