"""Transition 16 for a whole round: what is ready goes to the panel in one act, shown before with what stays and why; begun again it goes on."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage
from portal.applying.reviews import jobs, queries, services
from portal.applying.reviews.models import Review, ReviewStatus
from portal.applying.rules import queries as rules_queries
from portal.applying.rules import services as rules
from portal.applying.rules.routes import VALUES
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.perform import perform
from tests.applying import desk
from tests.applying.releases.many import more_decided
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def together(made: Any) -> None:
    """The round of this application sends its applications to the panel together."""
    planned = desk.read(made).round
    standing = rules_queries.rules_of(planned.id)
    values = {name: getattr(standing, name) for name in VALUES} | {"panel_together": True}
    perform(rules.edit_rules, planned, by=SYSTEM, read_version=standing.version, **values)


def put(where: Any, stage: Stage) -> None:
    def deed(*, by: Any) -> None:
        session().execute(sa.update(Application).where(where).values(stage=stage))

    perform(deed, by=SYSTEM)


def others(cast: Cast, made: Any) -> list[Any]:
    """A cluster that is being checked, one that has a question open, and one with reviewers of whom none was found."""
    like: Any = SimpleNamespace(round_id=desk.read(made).round_id)
    keys = more_decided(cast, like, 3)
    for key, stage in zip(keys, (Stage.SCREENING, Stage.CLARIFICATION, Stage.IN_REVIEW), strict=True):
        put(Application.id == key, stage)
    return keys


def test_16_a_manager_sends_all_that_are_ready_and_reads_why_the_others_stay(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    made = within(desk.in_review, cast, clock)
    within(together, made)
    keys = within(others, cast, made)
    planned = within(lambda: desk.read(made).round_id)
    path = f"/rounds/{planned}/panel/send"
    within(desk.send, cast, made, "reviewer")
    manager = reader_for(cast.manager).get(f"/rounds/{planned}/panel").follow("Send to the panel")
    manager.sees("No application is ready now.", "River schools", "1 of 2 reviews are in")
    within(desk.send, cast, made, "reviewer2")
    assert within(lambda: desk.read(made).stage) == "in_review", "it waits for the others, and can still be given back"
    assert within(jobs.send_rounds_to_the_panel) == 0, "others wait for reviews, so the clock sends nothing"
    manager.get(path).sees(
        "1 application can go.",
        "It is being checked",
        "A question to the cluster is open",
        "A reviewer is missing: 0 of 2",
    )
    assert len(manager.statements) <= 14
    for key in ("officer", "moderator", "coordinator", "reviewer"):
        assert reader_for(cast.people[key]).get(path, expect=None).status in (403, 404), key
    tied: Any = SimpleNamespace(id=cast.manager.id, kept_from={cast.river})
    with pytest.raises(NotAllowedNow, match="a tie"):
        within(lambda: perform(services.send_to_panel, desk.read(made), by=tied))
    with pytest.raises(NotAllowedNow, match="not all in"):
        within(lambda: perform(services.send_to_panel, desk.read(keys[2]), by=SYSTEM))
    within(put, Application.id == made, Stage.CLARIFICATION)
    manager.press("Send these to the panel", expect=422).sees("The list has changed")
    within(put, Application.id == made, Stage.IN_REVIEW)
    manager.get(path).press("Send these to the panel").sees(
        "1 application is with the panel.", "No application is ready"
    )
    assert within(lambda: (desk.read(made).stage, desk.review_of(cast, made, "reviewer").status)) == (
        "moderation",
        "locked",
    )
    with pytest.raises(NotAllowedNow, match="not all in"):
        within(lambda: perform(services.send_to_panel, desk.read(made), by=SYSTEM))


def test_16_the_clock_sends_a_round_together_when_no_review_is_missing(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    together(made)
    for person in ("reviewer", "reviewer2"):
        desk.send(cast, made, person)
    assert not queries.page_of_left_out(desk.read(made).round, ()).items
    assert jobs.send_rounds_to_the_panel() == 1
    assert jobs.send_rounds_to_the_panel() == 0
    assert desk.read(made).stage == "moderation"
    assert set(session().scalars(sa.select(Review.status))) == {ReviewStatus.LOCKED}
