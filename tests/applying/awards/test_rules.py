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
from portal.core.actors import SYSTEM
from portal.core.database import Base, session
from portal.core.errors import SomeoneWasFaster
from portal.core.perform import perform
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


def test_rule_25_a_no_in_own_words_has_reasons_and_route_and_may_invite_to_revise(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    """Row 45: revise and resubmit is a no with an invitation: the answers are there to begin with, in another round."""
    made, held = within(desk.decided, cast, clock, Outcome.DECLINED, to_revise=True)
    for words in (desk.MARKS["letter"], desk.MARKS["reasons"], "within 10 working days", "We invite you to revise"):
        assert words in held.letter, "own words for the letter carry them too"
    within(desk.release, cast, held)
    reader = reader_for(cast.coordinator).get(f"/applications/{made}/outcome")
    reader.sees("Not approved: revise and apply again", "We invite you to revise the application")
    reader.follow("Use these answers in another round")
    reader_for(cast.vale_head).get(f"/applications/{made}/outcome").sees("We invite you to revise")
    reader_for(cast.manager).get(f"/applications/{made}/decision").sees("Not approved: revise and apply again")

    def an_approval(*, by: Any) -> None:
        session().execute(sa.update(Decision).values(outcome=Outcome.APPROVED))

    with pytest.raises(SomeoneWasFaster):
        within(lambda: perform(an_approval, by=SYSTEM))


def test_rule_25_that_the_rules_are_not_met_is_a_no_too(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    def ineligible() -> Any:
        made = desk.closed(cast, clock)
        desk.screen(cast, made, is_eligible=False, size_holds=False, note="Too few schools.", cause="size")
        desk.award_rules(made)
        held = desk.decide(cast, made, Outcome.INELIGIBLE, own_letter="", to_revise=True)
        desk.release(cast, held)
        return made, desk.decision(held.id)

    made, held = within(ineligible)
    assert not held.to_revise, "only what was read can be revised"
    assert desk.MARKS["reasons"] in held.letter
    page = reader_for(cast.people["ford_teacher"]).get(f"/applications/{made}/outcome")
    page.sees("Does not meet the rules", desk.MARKS["reasons"], "within 10 working days", "object until")


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
    asked = {name: Screening.__table__.c[name] for name in lines}
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
    assert (kept.outcome, kept.reasons) == ("declined", desk.MARKS["reasons"])
    assert kept.letter.startswith(desk.MARKS["letter"])
    assert within(lambda: session().scalars(sa.select(RetentionRun.rule)).all())
