"""Who may apply, milestones, the next round like the last one, and previews."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import checks
from portal.applying.applications.models import Application
from portal.applying.applications.queries import list_entry_answers
from portal.applying.funding.models import FundingLine
from portal.applying.programmes import queries
from portal.applying.programmes.models import Kind, Question, Round, RoundStatus
from portal.applying.rules.models import ChecklistLine, ReviewRules
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def test_a_manager_says_who_may_apply_and_the_check_list_looks_at_it(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round, status=RoundStatus.DRAFT)
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}").follow("Change who may apply")
    manager.fill(countries="Kenya\nAtlantis").press("Save who may apply", expect=422)
    assert manager.errors() == ["We know no country of this name: Atlantis."]
    manager.fill(
        themes="Water\nFood\nWater",
        countries="nepal\nGH",
        home_per_overseas=2,
        needs_deputy="y",
        needs_declarations="y",
        most_money=500,
    ).press("Save who may apply")
    manager.sees("Water; Food", "Ghana, Nepal", "at most 2 member schools for each school abroad", "GBP 500")

    def budget(*, by: Any) -> None:
        section = queries.get_round_whole(round_id).sections[0]
        session().add(Question(section_id=section.id, text="Costs", kind=Kind.BUDGET, position=9, is_required=False))

    within(lambda: perform(budget, by=SYSTEM))
    within(support.change_round, round_id, status=RoundStatus.PUBLISHED)
    with pytest.raises(RuleBroken, match="is in Kenya"):
        within(support.start, cast, round_id)
    within(support.change_round, round_id, countries=["GH", "KE", "NP"])
    made = within(support.start, cast, round_id)
    within(support.change_round, round_id, countries=["GH", "NP"])
    coordinator = reader_for(cast.coordinator)

    def lacks() -> list[str]:
        draft = support.open_draft(made)
        found = checks.lacks_of_entry(draft) + checks.lacks_of_size(draft.application.round, draft.application.cluster)
        return [lack.words for lack in found]

    words = " ".join(within(lacks))
    for wanted in (
        "Choose one of the themes of this round.",
        "has not answered the safeguarding questions.",
        "This round takes schools of: Ghana, Nepal.",
    ):
        assert wanted in words
    assert "adds up to" not in words
    first = within(lambda: support.open_draft(made).sections[0].section.id)
    coordinator.get(f"/applications/{made}/sections/{first}")
    coordinator.fill(answer_3=["Bus", "", "500.50"]).press("Save the section")
    coordinator.sees("Your budget adds up to GBP 500.50. This round gives at most GBP 500.")
    coordinator.follow("Change the theme").fill(theme="Food").press("Save the theme")
    coordinator.does_not_see("Choose one of the themes")
    coordinator.get(f"/applications/{made}").follow("has not answered the safeguarding questions")
    # once a cluster has started, nobody is shut out by a new rule
    manager.get(f"/rounds/{round_id}/who-may-apply").fill(most_money=1).press("Save who may apply", expect=422)
    assert manager.errors() == ["Clusters have started. Who may apply stays as it is."]


def test_transition_01_nothing_is_started_before_the_questions_of_the_round_are_answered_with_yes(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    round_id = within(support.make_round, status=RoundStatus.DRAFT)
    within(support.make_round, name="Another round")
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/who-may-apply")
    asked = ("Does every school know that you apply?", "Has no school had this grant before?")
    manager.fill(entry_questions="\n".join(f"{n}?" for n in range(11))).press("Save who may apply", expect=422)
    manager.fill(entry_questions="\n\n".join([*asked, asked[0]])).press("Save who may apply").sees(*asked)
    within(support.change_round, round_id, status=RoundStatus.PUBLISHED)
    coordinator = reader_for(cast.coordinator).get(f"/rounds/{round_id}").sees("Before you start", *asked)
    path = f"/clusters/{cast.river}/applications/new"
    started = lambda: within(lambda: session().scalar(sa.select(sa.func.count()).select_from(Application)))  # noqa: E731
    # chosen on a page that could not ask yet: asked now, with the theme as it was typed
    coordinator.get(path).does_not_see(*asked).label("Spring round", "y").fill(theme="Rain here and there")
    coordinator.press("Start the application", expect=422).sees(*asked, "Answer yes or no.")
    assert 'value="Rain here and there"' in coordinator.html
    coordinator.fill(entry_1="yes", entry_2="no").press("Start the application", expect=422)
    assert "This round is for clusters that can say yes here, so nothing was started." in coordinator.errors()[0]
    with pytest.raises(RuleBroken, match="Answer yes or no"):
        within(support.start, cast, round_id)
    assert started() == 0
    coordinator.fill(entry_2="yes").press("Start the application").sees("Not submitted yet")
    assert started() == 1
    # kept as facts, sealed with the application, read by who checks it; the next round asks the same
    made = within(lambda: session().scalars(sa.select(Application.id)).one())
    kept = within(lambda: [(one.question, one.is_yes) for one in list_entry_answers(support.application(made))])
    assert kept == [(asked[0], True), (asked[1], True)]
    within(support.write_all, cast, made)
    within(support.ask, cast, made)
    within(support.sign, cast, made, "hill", "vale", "ford")
    within(support.submit, cast, made)
    coordinator.get(f"/applications/{made}/versions/1").sees("What was declared", f"{asked[0]} Yes")
    clock.hold(support.later(hours=1))
    reader_for(cast.officer).get(f"/applications/{made}/screening").sees("Said before the start", f"{asked[1]} Yes")
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/copy")
    manager.fill(name="Next", opens_on=date(2027, 6, 1), closes_on=date(2027, 6, 30)).press("Save the round")
    copied = within(lambda: session().scalars(sa.select(Round.entry_questions).where(Round.name == "Next")).one())
    assert copied == list(asked)


def test_the_next_round_is_planned_like_the_last_one(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round, themes=["Water"], most_money=900, needs_deputy=True)

    def more(*, by: Any) -> None:
        held, planned = session(), queries.get_round_whole(round_id)
        first = planned.criteria[0].id
        held.add(ReviewRules(round_id=round_id, quality_bar=70, tie_first_id=first, is_blind=True))
        held.add(ChecklistLine(round_id=round_id, title="A map is there", position=1))
        held.add(FundingLine(round_id=round_id, name="Wales", amount=20_000))

    within(lambda: perform(more, by=SYSTEM))
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}").follow("Add a milestone")
    manager.fill(title="Questions and answers", on=date(2027, 3, 28), at="01:30").press("Save", expect=422)
    assert "Clocks go forward" in manager.errors()[0]
    manager.fill(title="Questions and answers", on=date(2027, 3, 8), at="16:00").press("Save the milestone")
    manager.sees("Monday 8 March 2027, 16:00 UK time", "Questions and answers")
    reader_for(cast.abroad).get(f"/rounds/{round_id}").sees("16:00 UK time; 19:00 in Nairobi")
    manager.follow("Plan the next round like this one")
    manager.fill(name="Summer round", opens_on=date(2027, 6, 1), closes_on=date(2027, 6, 30))
    manager.press("Save the round").sees(
        "Nobody else sees it before you publish it.", "What binds your schools together?"
    )

    def copied() -> dict[str, Any]:
        made = session().scalars(sa.select(Round).where(Round.name == "Summer round")).one()
        whole, held = queries.get_round_whole(made.id), session()
        rules = held.scalars(sa.select(ReviewRules).where(ReviewRules.round_id == made.id)).one()
        return {
            "status": made.status,
            "themes": made.themes,
            "money": (made.most_money, made.needs_deputy),
            "questions": sum(len(s.questions) for s in whole.sections),
            "criteria": sum(c.weight for c in whole.criteria if not c.optional_plus),
            "rules": (rules.quality_bar, rules.is_blind, rules.tie_first_id == whole.criteria[0].id, rules.seed),
            "lines": held.scalars(sa.select(ChecklistLine.title).where(ChecklistLine.round_id == made.id)).all(),
            "money lines": held.scalars(sa.select(FundingLine.amount).where(FundingLine.round_id == made.id)).all(),
            "milestones": [m.at for m in queries.list_milestones(made)],
        }

    assert within(copied) == {
        "status": RoundStatus.DRAFT,
        "themes": ["Water"],
        "money": (900, True),
        "questions": 10,
        "criteria": 100,
        "rules": (70, True, True, None),
        "lines": ["A map is there"],
        "money lines": [20_000],
        "milestones": [datetime(2027, 6, 8, 15, 0, tzinfo=UTC)],
    }
    manager.get(f"/rounds/{round_id}").follow("Change Questions and answers").press("Take out")
    manager.sees("The milestone has been taken out.")
    manager.follow("Preview as a cluster and as a reviewer").sees("As a cluster sees it", "Rationale that binds")
    reader_for(cast.officer).get(f"/rounds/{round_id}/preview", expect=403)
