"""The pages of rounds: planning, publishing, reading, bad input."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.programmes import queries, services
from portal.applying.programmes.models import Criterion, Programme, Question, Round, RoundSection, RoundStatus
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def plan(reader: Reader, **fields: Any) -> Reader:
    wanted = {
        "name": "Autumn round",
        "zone": "Europe/London",
        "opens_on": date(2027, 3, 1),
        "opens_time": "09:00",
        "closes_on": date(2027, 11, 27),
        "closes_time": "23:59",
        "min_schools": 2,
        "max_schools": 9,
        "min_overseas": 1,
        **fields,
    }
    reader.get("/rounds/new")
    return reader.fill(**wanted).press("Save the round", expect=None)


@pytest.fixture
def programme(cast: Cast, within: Within) -> Any:
    return within(lambda: perform(services.make_programme, by=SYSTEM, name="Young Links").id)


def the_round() -> Round:
    found = session().scalars(sa.select(Round)).one()
    session().expunge(found)
    return found


def count(table: Any) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(table)) or 0


def ids_of(round_id: Any) -> Any:
    """The first section, its first question, and the first criterion of a round."""
    planned = queries.get_round_whole(round_id)
    return planned.sections[0].id, planned.sections[0].questions[0].id, planned.criteria[0].id


def id_where(table: Any, column: Any, value: str) -> Any:
    return session().scalars(sa.select(table.id).where(column == value)).one()


def test_a_manager_plans_and_publishes_a_round_and_a_coordinator_reads_it(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    manager = reader_for(cast.manager)
    manager.get("/rounds/new").sees("Add a programme")
    manager.fill(name="Young Links", summary="For schools.").press("Add the programme")
    plan(manager).sees("Nobody else sees it before you publish it.", "The weights add up to 100")
    planned = within(the_round)
    assert planned.closes_at == datetime(2027, 11, 27, 23, 59, tzinfo=UTC)
    assert (planned.min_schools, planned.max_schools, planned.min_overseas, planned.status) == (2, 9, 1, "draft")
    titles = within(lambda: [c.title for c in queries.get_round_whole(planned.id).criteria][:2])
    assert titles == ["Rationale that binds the cluster", "Willingness to work together"]
    coordinator = reader_for(cast.coordinator)
    coordinator.get(f"/rounds/{planned.id}", expect=404)
    coordinator.get("/rounds").does_not_see("Autumn round")
    manager.press("Publish the round").sees("The round is published.")
    assert within(the_round).status == RoundStatus.PUBLISHED
    coordinator.get("/rounds").follow("Autumn round")
    coordinator.sees("Saturday 27 November 2027, 23:59 UK time", "What binds your schools together?")
    coordinator.follow("Apply with River schools").sees("Start an application")


def test_times_are_shown_on_both_clocks(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round)
    reader_for(cast.abroad).get(f"/rounds/{round_id}").sees("23:59 UK time; 02:59 Sunday in Nairobi")


@pytest.mark.parametrize("who", ["nobody", "coordinator", "officer", "reviewer"])
def test_only_a_manager_plans(cast: Cast, reader_for: ReaderFor, within: Within, programme: Any, who: str) -> None:
    round_id = within(support.make_round)
    reader = reader_for(getattr(cast, who))
    for path in ("/rounds/new", "/programmes/new", f"/rounds/{round_id}/edit", f"/rounds/{round_id}/form"):
        reader.get(path, expect=403)
    reader.post(f"/rounds/{round_id}/publish", expect=403)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "Enter the name of the round."),
        ({"name": "x" * 161}, "Use 160 characters or fewer."),
        ({"closes_on": date(2027, 2, 27)}, "The round must close after it opens."),
        ({"closes_time": "25:10"}, "Enter a time like 14:30."),
        ({"min_schools": "three"}, "Enter a whole number, like 5."),
        ({"max_schools": 1}, "The largest number of schools cannot be below the smallest."),
        ({"min_overseas": -1}, "Enter a number from 0 to 100."),
        ({"zone": "Mars/Base"}, "This choice is not there any more"),
        ({"closes_on": date(2027, 3, 28), "closes_time": "01:30"}, "Clocks go forward then"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_stored(
    cast: Cast, reader_for: ReaderFor, within: Within, programme: Any, fields: dict[str, Any], message: str
) -> None:
    reader = plan(reader_for(cast.manager), **fields)
    assert reader.status == 422
    assert any(message in error for error in reader.errors()), reader.errors()
    assert within(count, Round) == 0
    reader.sees("Plan a round")


def test_a_programme_needs_a_name(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    reader = reader_for(cast.manager).get("/programmes/new")
    reader.fill(name="\x00").press("Add the programme", expect=422)
    assert reader.errors() == ["Enter the name of the programme."]
    assert within(count, Programme) == 0


@pytest.mark.parametrize(
    ("on", "at", "instant"),
    [
        ((2027, 3, 27), "23:59", datetime(2027, 3, 27, 23, 59, tzinfo=UTC)),
        ((2027, 3, 28), "02:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ((2027, 10, 31), "01:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ((2027, 10, 31), "00:00", datetime(2027, 10, 30, 23, 0, tzinfo=UTC)),
        ((2027, 10, 31), "23:59", datetime(2027, 10, 31, 23, 59, tzinfo=UTC)),
    ],
)
def test_closing_times_around_both_clock_changes(
    cast: Cast,
    reader_for: ReaderFor,
    within: Within,
    programme: Any,
    on: tuple[int, int, int],
    at: str,
    instant: datetime,
) -> None:
    plan(reader_for(cast.manager), closes_on=date(*on), closes_time=at)
    assert within(the_round).closes_at == instant


def test_two_managers_editing_a_round_see_both_texts(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round)
    one, two = reader_for(cast.manager), reader_for(cast.manager2)
    one.get(f"/rounds/{round_id}/edit")
    two.get(f"/rounds/{round_id}/edit")
    one.fill(guidance="Write plainly.").press("Save the round")
    two.fill(guidance="Be brief.").press("Save the round", expect=409)
    two.sees("Write plainly.", "Be brief.")
    assert within(the_round).guidance == "Write plainly."
    two.press("Save my text")
    assert within(the_round).guidance == "Be brief."


def test_the_form_is_edited_until_a_cluster_starts(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round, status=RoundStatus.DRAFT)
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/form")
    manager.follow("Add a section").fill(title="About you").press("Save the section")
    section_id = within(id_where, RoundSection, RoundSection.title, "About you")
    manager.get(f"/rounds/{round_id}/sections/{section_id}/questions/new")
    manager.fill(text="Who are you?", max_words=50).press("Save the question").sees("Who are you?")
    question_id = within(id_where, Question, Question.text, "Who are you?")
    manager.get(f"/rounds/{round_id}/questions/{question_id}")
    manager.fill(text="Who?", max_words="").press("Save the question", expect=422)
    assert manager.errors() == ["Enter the most words."]
    manager.fill(text="Who?", max_words=60).press("Save the question").sees("Who?")
    manager.post(f"/rounds/{round_id}/sections/{section_id}/remove", follow=True).sees("Take them out first.")
    manager.post(f"/rounds/{round_id}/questions/{question_id}/remove", follow=True)
    manager.sees("The question has been taken out.")
    manager.post(f"/rounds/{round_id}/sections/{section_id}/remove", follow=True)
    assert within(count, RoundSection) == 6
    within(support.change_round, round_id, status=RoundStatus.PUBLISHED)
    within(support.start, cast, round_id)
    section_id, question_id, _criterion = within(ids_of, round_id)
    manager.get(f"/rounds/{round_id}/form").does_not_see("Take out the section")
    manager.get(f"/rounds/{round_id}/questions/{question_id}")
    manager.fill(text="Another question").press("Save the question", expect=422)
    assert "stay as they are" in manager.errors()[0]
    manager.get(f"/rounds/{round_id}/questions/{question_id}")
    manager.fill(guidance="Think of the river.").press("Save the question", expect=422)
    manager.get(f"/rounds/{round_id}/form").follow("Make it clear What binds your schools together?")
    manager.fill(clarification="Think of the river.").press("Add these words").sees(
        "Made clear on", "Think of the river."
    )
    manager.follow("Spring round").sees("Think of the river.")
    manager.post(f"/rounds/{round_id}/sections/{section_id}/remove", follow=True).sees("stay as they are")


def test_criteria_and_their_weights(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round, status=RoundStatus.DRAFT)
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/criteria/new")
    manager.fill(title="Joy", weight=10, anchor_1="a", anchor_3="b", anchor_5="c").press("Save the criterion")
    manager.sees("The weights add up to 110")
    manager.press("Publish the round").sees("The weights of the criteria add up to 110. They must add up to 100.")
    assert within(the_round).status == RoundStatus.DRAFT
    joy = within(id_where, Criterion, Criterion.title, "Joy")
    manager.post(f"/rounds/{round_id}/criteria/{joy}/remove", follow=True).sees("The weights add up to 100")
    manager.press("Publish the round").sees("The round is published.")
    first = within(ids_of, round_id)[2]
    manager.get(f"/rounds/{round_id}/criteria/{first}").fill(weight=25).press("Save the criterion", expect=422)
    manager.get(f"/rounds/{round_id}/criteria/{first}").fill(anchor_1="Clearer").press("Save the criterion")
    changed = (
        within(lambda: session().get(Criterion, first).anchor_1),
        within(lambda: session().get(Criterion, first).weight),
    )
    assert changed == ("Clearer", 20)


def test_criteria_are_frozen_with_the_first_opened_review(cast: Cast, database: Any) -> None:
    round_id = support.make_round()

    def freeze(planned: Round, *, by: Any) -> None:
        services.freeze_criteria(planned)

    perform(freeze, session().get(Round, round_id), by=SYSTEM)
    planned = queries.get_round_whole(round_id)
    words = {"title": "x", "weight": 20, "optional_plus": False}
    with pytest.raises(NotAllowedNow, match="review"):
        perform(services.edit_criterion, planned.criteria[0], by=SYSTEM, read_version=planned.version, **words)


def test_a_round_without_a_question_or_in_the_past_is_not_published(cast: Cast, database: Any, clock: Any) -> None:
    round_id = support.make_round(status=RoundStatus.DRAFT)

    def empty(*, by: Any) -> None:
        session().execute(sa.delete(Question))

    perform(empty, by=SYSTEM)
    with pytest.raises(RuleBroken, match="question"):
        perform(services.publish_round, queries.get_round_whole(round_id), by=SYSTEM)
    clock.hold(support.CLOSES)
    with pytest.raises(RuleBroken, match="passed"):
        perform(services.publish_round, queries.get_round_whole(round_id), by=SYSTEM)


def test_the_deadline_moves_later_only_once_clusters_have_started(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round)
    within(support.start, cast, round_id)
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/edit")
    manager.fill(closes_on=date(2027, 3, 19)).press("Save the round", expect=422)
    assert manager.errors() == ["Clusters have started. The closing time can move later, not earlier."]
    manager.fill(closes_on=date(2027, 3, 21)).press("Save the round")
    assert within(the_round).closes_at == datetime(2027, 3, 21, 23, 59, tzinfo=UTC)


def test_children_are_found_through_their_own_round_only(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    one, two = within(support.make_round), within(support.make_round)
    ids = within(ids_of, one)
    manager = reader_for(cast.manager)
    manager.get(f"/rounds/{two}/sections/{ids[0]}", expect=404)
    manager.get(f"/rounds/{two}/questions/{ids[1]}", expect=404)
    manager.get(f"/rounds/{two}/criteria/{ids[2]}", expect=404)


def test_the_list_of_rounds_costs_the_same_with_one_and_thirty(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    reader = reader_for(cast.coordinator)
    within(support.make_round)
    few = len(reader.get("/rounds").statements)
    for _n in range(5):
        within(support.make_round)
    assert len(reader.get("/rounds").statements) == few


def test_the_lifecycle_of_a_round(cast: Cast, database: Any) -> None:
    from portal.applying.programmes.workflow import LIFECYCLE

    allowed = {(s, c) for s in RoundStatus for c in LIFECYCLE.commands if (s, c) in LIFECYCLE.moves}
    assert allowed == {(RoundStatus.DRAFT, "publish"), (RoundStatus.PUBLISHED, "archive")}
    round_id = support.make_round()
    with pytest.raises(NotAllowedNow):
        perform(services.publish_round, queries.get_round_whole(round_id), by=SYSTEM)
