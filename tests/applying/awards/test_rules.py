"""Rules 22, 25, 27 and 34 where they concern decisions: told at the page, the model and the years."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import portal.models  # noqa: F401 - every table is known
from portal.applying.applications.models import Answer
from portal.applying.awards.models import Decision, Outcome
from portal.applying.reviews.models import Screening
from portal.core import clock as clocks
from portal.core.database import Base, session
from portal.oversight.privacy import jobs
from portal.oversight.privacy.models import RetentionRun
from portal.oversight.privacy.services import retention
from tests.applying import desk
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def test_rule_22_and_25_every_school_reads_reasons_and_the_appeal_route_once_it_was_sent(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    made, held = within(desk.decided, cast, clock, Outcome.DECLINED)
    readers = [reader_for(cast.people[key]) for key in ("coordinator", "vale_head", "ford_teacher", "abroad")]
    for reader in readers:
        reader.get(f"/applications/{made}/outcome", expect=403)
    within(desk.release, cast, held)
    for reader in readers:
        reader.get(f"/applications/{made}/outcome").sees(desk.MARKS["reasons"], desk.MARKS["feedback"])
        reader.sees("within 10 working days", "object until")
    within(desk.award_rules, made, has_appeals=False)
    readers[1].get(f"/applications/{made}/outcome").sees("write to the programme team within 10 working days", "@")


@pytest.mark.static
def test_rule_27_yes_or_no_is_a_boolean_and_not_asked_differs_from_no() -> None:
    wrong = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.startswith(("is_", "has_")) and not isinstance(column.type, sa.Boolean)
    ]
    assert wrong == []
    lines = ("size_holds", "heads_permit", "partner_evidence", "safeguarding_named")
    asked = {name: Screening.__table__.c[name] for name in lines if name in Screening.__table__.c}
    assert all(isinstance(column.type, sa.Boolean) and column.nullable for column in asked.values())


def test_rule_34_words_go_by_age_and_the_decision_stays_and_that_they_went_is_recorded(
    app: Flask, cast: Cast, clock: Any, within: Within
) -> None:
    within(desk.released, cast, clock, Outcome.DECLINED)
    rule = next(one for one in retention.RULES if one.name == "refused_applications")
    kept_for = within(lambda: jobs.days(rule.setting))

    def words() -> str:
        return "".join(session().scalars(sa.select(Answer.text)))

    assert within(words)
    for ahead in (kept_for + timedelta(days=2), timedelta(days=1)):
        clock.hold(clocks.now() + ahead)
        within(lambda: retention.look(rule, kept_for))
    assert within(words) == ""
    kept = within(lambda: session().scalars(sa.select(Decision)).one())
    assert (kept.outcome, kept.reasons, kept.letter) == ("declined", desk.MARKS["reasons"], desk.MARKS["letter"])
    assert within(lambda: session().scalars(sa.select(RetentionRun.rule)).all())
