"""A question to a cluster: only the named answers open, sealed as the next version; reviews wait, see the difference, stand or change (14 and 15)."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import content
from portal.applying.applications.models import ApplicationVersion, SectionAssignment, Stage
from portal.applying.clarifications import jobs, queries, services
from portal.applying.clarifications.answers import differences
from portal.applying.clarifications.models import Clarification, ClarificationStatus
from portal.applying.clarifications.workflow import CLARIFICATIONS
from portal.applying.reviews import queries as review_queries
from portal.applying.reviews import seeing
from portal.applying.reviews import services as reviews
from portal.applying.reviews.models import ReviewStatus, SentReview
from portal.applying.reviews.services.writing import draft_of
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster, Stale
from portal.core.perform import perform
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from tests.applying import desk, support
from tests.applying.desk import Inside
from tests.applying.reviews.test_blind import turn_on
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
DUE = date(2027, 4, 2)


def answers(made: uuid.UUID) -> dict[str, Any]:
    return queries.answers_in(desk.read(made).standing_version.id)  # type: ignore[union-attr]


def ask(cast: Cast, made: uuid.UUID, *, by: str = "officer", number: int = 0, **values: Any) -> uuid.UUID:
    key = list(answers(made))[number]
    words = {"asked": {key: "MARKASKED Who leads it?", "": ""}, "due_on": DUE, **values}
    return perform(services.ask, desk.read(made), by=cast.signed_in(by), **words).id


def get(found: uuid.UUID) -> Clarification:
    session().commit()
    session().expire_all()
    return queries.get_clarification(found)


def send(cast: Cast, found: uuid.UUID, text: str = "MARKANSWER The coordinator leads it.") -> None:
    asked = get(found)
    given = {one.key: text for one in asked.questions}
    perform(services.send, asked, by=cast.signed_in("coordinator"), version=asked.version, answers=given)


def versions(made: uuid.UUID) -> list[ApplicationVersion]:
    query = sa.select(ApplicationVersion).where(ApplicationVersion.application_id == made)
    return list(session().scalars(query.order_by(ApplicationVersion.number)))


def test_what_is_asked_and_until_when(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_submitted(cast, support.make_round())
    with pytest.raises(NotAllowedNow, match="from the check"):
        ask(cast, made)  # the round is open: the cluster can still replace it
    clock.hold(support.later(hours=1))  # Sunday 21 March 2027; nothing of the check is saved yet
    for wrong, match in (
        ({"asked": {}}, "about one answer"),
        ({"asked": {"nonsense": "What?"}}, "from the list"),
        ({"due_on": date(2027, 3, 29)}, "five working days"),  # Good Friday and Easter Monday are none
    ):
        with pytest.raises(RuleBroken, match=match):
            ask(cast, made, **wrong)

    def holiday(*, by: Any) -> None:
        spring = {"name": "Easter", "starts_on": date(2027, 4, 1), "ends_on": date(2027, 4, 9)}
        period = SchoolPeriod(school_id=cast.school["vale"], kind=PeriodKind.HOLIDAY, **spring)
        session().add(period)

    perform(holiday, by=SYSTEM)
    with pytest.raises(RuleBroken, match="Vale Primary School"):
        ask(cast, made)
    with pytest.raises(RuleBroken, match="Vale Primary School"):
        ask(cast, made, due_on=date(2027, 4, 1))
    found = get(ask(cast, made, over_holidays=True))
    assert (found.stage_before, found.over_holidays, desk.read(made).stage) == (Stage.SCREENING, True, "clarification")
    assert found.due_at.isoformat() == "2027-04-02T22:59:00+00:00", "the end of the day in London, summer time"
    assert [d.office for d in duty.open_duties(DutyKind.ANSWER_CLARIFICATION, found.id)] == ["contact_teacher"]
    with pytest.raises(NotAllowedNow):
        ask(cast, made, over_holidays=True)
    with pytest.raises(NotAllowedNow):
        desk.assign(cast, made)
    officer, planned = cast.signed_in("officer"), desk.read(made).round
    assert not seeing.sees_figures_of(officer, planned), "its reviews are not closed while it waits for an answer"


def test_only_the_named_answers_change_and_are_sealed_as_the_next_version(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.in_review(cast, clock)
    found = ask(cast, made, by="moderator")
    asked = get(found)
    other = list(answers(made))[1]
    with pytest.raises(Stale):
        perform(services.save, asked, by=cast.signed_in("coordinator"), version=9, answers={})
    drafted = {asked.questions[0].key: "So far.", other: "MARKFORGED"}
    perform(services.save, get(found), by=cast.signed_in("coordinator"), version=1, answers=drafted)
    assert get(found).questions[0].answer == "So far."
    with pytest.raises(RuleBroken, match="words or fewer"):
        send(cast, found, "word " * 301)
    with pytest.raises(RuleBroken, match="Nothing has changed"):
        send(cast, found, answers(made)[asked.questions[0].key].answer)
    send(cast, found)
    first, second = versions(made)
    assert (first.number, second.number, second.status) == (1, 2, "sealed")
    assert content.digest(second.sealed_content) == second.sealed_digest
    assert content.digest(first.sealed_content) == first.sealed_digest, "version 1 stays exactly as it was signed"
    assert second.sealed_content is not None
    assert second.sealed_content["clarification"]["questions"] == [{"key": asked.questions[0].key, "asked": "MARKASKED Who leads it?"}]  # fmt: skip
    [difference] = differences(queries.sealed_content(first.id), queries.sealed_content(second.id))
    assert (difference.before, difference.after) == ("We do this.", "MARKANSWER The coordinator leads it.")
    assert (get(found).status, desk.read(made).stage) == (ClarificationStatus.ANSWERED, "in_review")
    assert duty.open_duties(DutyKind.ANSWER_CLARIFICATION, found) == []
    assert desk.review_of(cast, made, "reviewer").application_version_id == second.id, (
        "who has not sent reads the new one"
    )


def test_reviews_wait_and_then_stand_or_change(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock, reviewers_each=2)
    desk.send(cast, made, "reviewer", 3)
    other = desk.open_it(cast, made, "reviewer2")
    due = duty.open_duties(DutyKind.REVIEW, other.id)[0].due_at
    found = ask(cast, made)
    words = {"by": cast.signed_in("reviewer2"), "version": 1, "reading": desk.reading(other)}
    with pytest.raises(NotAllowedNow, match="reviews wait"):
        perform(reviews.save_draft, desk.review_of(cast, made, "reviewer2"), **words)
    clock.hold(clock.now() + timedelta(days=3))
    send(cast, found)
    owed = duty.open_duties(DutyKind.REVIEW, other.id)[0].due_at
    assert owed is not None
    assert due is not None
    assert owed - due == timedelta(days=3), "the time of the question is given back"
    review = desk.review_of(cast, made, "reviewer")
    assert review.status == ReviewStatus.CONFIRM_NEEDED
    desk.review_of(cast, made, "reviewer2")
    perform(reviews.submit_review, desk.review_of(cast, made, "reviewer2"), **words)
    assert desk.read(made).stage == "in_review", "the panel waits for the one who is asked to confirm"
    again = desk.reading(review, 5)
    perform(reviews.submit_review, review, by=cast.signed_in("reviewer"), version=review.version, reading=again)
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.total) == (ReviewStatus.LOCKED, 100.0)
    assert review.application_version_id == versions(made)[-1].id
    copies = session().scalars(sa.select(SentReview).where(SentReview.review_id == review.id).order_by(SentReview.number)).all()  # fmt: skip
    assert [(c.total, c.application_version_id == review.application_version_id) for c in copies] == [(60.0, False), (100.0, True)]  # fmt: skip


@pytest.mark.parametrize("answers_in_time", [True, False])
def test_a_review_that_is_confirmed_and_one_that_is_left(
    database: Any, cast: Cast, clock: Any, answers_in_time: bool
) -> None:
    made = desk.in_review(cast, clock)
    desk.send(cast, made, "reviewer", 3)
    send(cast, ask(cast, made))
    review = desk.review_of(cast, made, "reviewer")
    before = review.application_version_id
    changed = {"by": cast.signed_in("reviewer"), "version": review.version, "reading": desk.reading(review, 1)}
    perform(reviews.save_draft, review, **changed)
    review = desk.review_of(cast, made, "reviewer")
    held = draft_of(review)
    assert held is not None
    assert {score for score, _words in held.scores.values() if score is not None} == {1}
    given = {one.score for one in review_queries.scores_of(review).values() if one.score is not None}
    assert given == {3}, "what was sent counts, and is what the panel reads, until it is sent again"
    if answers_in_time:
        perform(services.confirm_review, review, by=cast.signed_in("reviewer"))
        assert jobs.close_clarifications() == 0
    else:
        clock.hold(clock.now() + timedelta(days=8))
        assert (jobs.close_clarifications(), jobs.close_clarifications()) == (1, 0)
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.total, review.draft) == (ReviewStatus.SUBMITTED, 60.0, None)
    assert (review.application_version_id == before) is not answers_in_time, "left alone it stays with version 1"
    assert duty.open_duties(DutyKind.CONFIRM_REVIEW, review.id) == []
    desk.send(cast, made, "reviewer2")
    assert desk.read(made).stage == "moderation"


def test_no_answer_leaves_the_version_before(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock)
    found = ask(cast, made, by="moderator")
    with pytest.raises(NotAllowedNow):
        desk.note(cast, made)
    clock.hold(get(found).due_at + timedelta(hours=1))
    with pytest.raises(NotAllowedNow, match="day has passed"):
        send(cast, found)
    assert (jobs.close_clarifications(), jobs.close_clarifications()) == (1, 0)
    assert (get(found).status, desk.read(made).stage, len(versions(made))) == (ClarificationStatus.LAPSED, "moderation", 1)  # fmt: skip
    assert duty.open_duties(DutyKind.ANSWER_CLARIFICATION, found) == []


def test_a_school_signs_its_own_part_again(database: Any, cast: Cast, clock: Any) -> None:
    round_id = support.make_round()
    made = support.start(cast, round_id)

    def assign(application: Any, *, by: Any) -> None:
        section = application.round.sections[0]
        session().add(SectionAssignment(application_id=application.id, section_id=section.id, school_id=cast.school["vale"]))  # fmt: skip

    perform(assign, support.application(made), by=SYSTEM)
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill", "vale", "ford")
    support.submit(cast, made)
    clock.hold(support.later(hours=1))
    desk.screen(cast, made)
    found = ask(cast, made)
    assert answers(made)[get(found).questions[0].key].school == "Vale Primary School"
    send(cast, found)
    assert (get(found).status, len(versions(made))) == (ClarificationStatus.SENT, 1), "not before the school signed"
    owed = duty.open_duties(DutyKind.SIGN_CLARIFICATION, found)
    assert [(one.school_id, one.office) for one in owed] == [(cast.school["vale"], "signatory")]
    perform(services.sign, queries.get_signature(found, cast.school["vale"]), by=cast.signed_in("vale_head"))
    assert duty.open_duties(DutyKind.SIGN_CLARIFICATION, found) == []
    assert (get(found).status, len(versions(made))) == (ClarificationStatus.ANSWERED, 2)
    sealed = versions(made)[1].sealed_content
    assert sealed is not None
    assert [s["school_name"] for s in sealed["clarification"]["signatures"]] == ["Vale Primary School"]
    with pytest.raises((NotAllowedNow, SomeoneWasFaster)):
        perform(services.sign, queries.get_signature(found, cast.school["vale"]), by=cast.signed_in("vale_head"))


@pytest.mark.static
def test_the_lifecycle_of_a_clarification() -> None:
    moves = {(state.value, command): after.value for (state, command), after in CLARIFICATIONS.moves.items()}
    assert moves == {
        ("asked", "send"): "sent",
        ("sent", "seal"): "answered",
        ("asked", "lapse"): "lapsed",
        ("sent", "lapse"): "lapsed",
    }


def test_while_a_question_is_open_nobody_more_is_asked_to_read(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.at_the_panel(cast, clock)
    moderator = (
        reader_for(cast.moderator).get(f"/applications/{made}/questions").sees("or later, not in school holidays")
    )
    moderator.fill(asked_0="Who leads it?", due_on=["1", "4", "2027"]).press("Send the questions")
    moderator.get(f"/applications/{made}/panel").sees("Provisional: 2 of 2")


def test_the_pages(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.in_review(cast, clock)
    inside.send(cast, made, "reviewer", 3)
    officer = reader_for(cast.officer).get(f"/applications/{made}").follow("Ask the cluster a question")
    officer.press("Send the questions", expect=422).sees("Enter the day.")
    officer.fill(asked_0="MARKASKED Who leads it?", due_on=["1", "4", "2027"]).press("Send the questions")
    officer.sees("The cluster was asked", "Waiting for an answer").get(f"/applications/{made}").sees("Question open")
    officer.get(f"/applications/{made}/panel").sees("Panel")
    reader_for(cast.reviewer2).get("/reviews").sees("River schools")
    coordinator = reader_for(cast.coordinator)
    coordinator.get("/what-needs-me").follow("Answer the question of the programme").sees("MARKASKED", "We do this.")
    coordinator.follow("Answer").sees("At most 300 words").press("Save for now").sees("Saved. It is not sent yet.")
    path = coordinator.path
    [name] = [str(box["name"]) for box in coordinator.page.find_all("textarea")]
    coordinator.fill(**{name: " "}).press("Send the answers", expect=422).sees("Write your answer.")
    coordinator.fill(**{name: "MARKANSWER Carys leads it."}).press("Send the answers").sees("Your answers are sent")
    coordinator.get(path).sees("Answered", "MARKANSWER")
    reader_for(cast.head).get(path, expect=403)
    reader_for(cast.outsider).get(path, expect=404)
    reader = reader_for(cast.reviewer).get("/reviews").sees("Confirm it").follow("River schools")
    reader.sees("This is what changed", "We do this.", "MARKANSWER").press("My review stands as it is")
    reader.sees("Your review stands")
    officer.get(f"/applications/{made}/questions")
    assert len(officer.statements) <= 14


def test_in_a_blind_round_what_changed_says_nothing_of_who_applies(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.in_review(cast, clock)
    inside.do(lambda: turn_on(made, is_blind=True))
    inside.send(cast, made, "reviewer", 3)
    found = inside.do(lambda: ask(cast, made))
    inside.do(lambda: send(cast, found, "MARKANSWER Carys Okoro of Hill Primary leads it."))
    reader = reader_for(cast.reviewer).get(f"/reviews/{inside.review_of(cast, made, 'reviewer').id}/write")
    reader.sees("This is what changed", "MARKANSWER").does_not_see("Carys Okoro", "Hill Primary")
    # who has not sent yet reads what changed, too, and has nothing to confirm
    other = inside.open_it(cast, made, "reviewer2")
    reader = reader_for(cast.reviewer2).get(f"/reviews/{other.id}/write")
    reader.sees("This is what changed", "MARKANSWER")
    reader.does_not_see("Carys Okoro", "Hill Primary", "My review stands as it is")
