"""What becomes of a review: given back and sent again, late and passed on, taken out; and the draft that saves itself."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.reviews import jobs, queries, services
from portal.applying.reviews.models import Review, ReviewScore, ReviewStatus, SentReview
from portal.applying.reviews.services import Reading, writing
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.oversight.notifications.models import Notification
from portal.policy import Action, allows
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def give_back(cast: Cast, made: Any, reason: str = "Score and words differ.") -> None:
    perform(services.give_back, desk.review_of(cast, made, "reviewer"), by=cast.signed_in("moderator"), reason=reason)


def test_a_review_given_back_is_changed_and_every_sending_is_kept(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    desk.send(cast, made, "reviewer", 5)
    with pytest.raises(RuleBroken, match="should change"):
        give_back(cast, made, "")
    give_back(cast, made)
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.return_reason) == (ReviewStatus.RETURNED, "Score and words differ.")
    assert [d.person_id for d in duty.open_duties(DutyKind.REVIEW, review.id)] == [cast.reviewer.id]
    assert queries.standing_of(queries.list_reviews(desk.read(made)), 2).totals == ()
    desk.send(cast, made, "reviewer2", 3)
    assert desk.read(made).stage == "in_review", "the panel waits for the review that was given back"
    review = desk.review_of(cast, made, "reviewer")
    again = desk.reading(review, 2, recommendation="do_not_fund")
    perform(services.submit_review, review, by=cast.signed_in("reviewer"), version=review.version, reading=again)
    copies = session().scalars(sa.select(SentReview).where(SentReview.review_id == review.id).order_by(SentReview.number)).all()  # fmt: skip
    assert [(c.number, c.total, c.reason) for c in copies] == [(1, 100.0, ""), (2, 40.0, "Score and words differ.")]
    assert [c.content["recommendation"] for c in copies] == ["fund", "do_not_fund"]
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.total, review.return_reason) == (ReviewStatus.LOCKED, 40.0, "")
    assert [c.number for c in queries.list_sent([review])[review.id]] == [1]
    with pytest.raises(NotAllowedNow, match="until the panel begins"):
        give_back(cast, made)


def test_what_a_review_was_given_back_for_is_not_told_as_why_it_ended(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    desk.send(cast, made, "reviewer", 5)
    moderator, review = cast.signed_in("moderator"), desk.review_of(cast, made, "reviewer")
    perform(services.give_back, review, by=moderator, reason="Be kinder.", cause="unkind")
    desk.send(cast, made, "reviewer2", 3)
    perform(services.begin_panel, desk.read(made), by=moderator, reason="The reader is ill.")
    ended = desk.review_of(cast, made, "reviewer")
    assert (ended.status, ended.conflict_reason, ended.cause_of_end) == (ReviewStatus.VOID, "The reader is ill.", "")
    stopped = Review(status=ReviewStatus.VOID, cause="unkind", stopped_from=ReviewStatus.RETURNED)
    assert stopped.cause_of_end == "withdrawn", "it stopped with its application, and may go on"


def chase(clock: Any, **later: int) -> int:
    clock.hold(clock.now() + timedelta(**later))
    return jobs.chase_late_reviews()


def test_a_late_review_expires_after_two_reminders_and_the_draft_is_kept(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    review = desk.open_it(cast, made, "reviewer")
    first = queries.list_criteria(review.application)[0]
    written = Reading({first.id: (4, "Words to copy.")}, feedback="So far.")
    perform(services.save_draft, review, by=cast.signed_in("reviewer"), version=review.version, reading=written)
    desk.send(cast, made, "reviewer2")
    assert chase(clock, days=20) == 0
    assert chase(clock, days=2) == 1
    assert chase(clock, hours=1) == 0, "a reminder is sent at most once for each time"
    assert chase(clock, days=3) == 1
    assert chase(clock, days=1) == 0
    assert desk.review_of(cast, made, "reviewer").status == ReviewStatus.OPEN
    assert chase(clock, days=2) == 1
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.reminders, review.feedback) == (ReviewStatus.EXPIRED, 2, "So far.")
    assert duty.open_duties(DutyKind.REVIEW, review.id) == []
    assert len(duty.open_duties(DutyKind.ALLOCATE_APPLICATION, made)) == 1
    told = session().scalars(sa.select(Notification.kind).where(Notification.person_id == cast.reviewer.id)).all()
    assert [kind for kind in told if kind in ("review_late", "review_expired")] == ["review_late", "review_late", "review_expired"]  # fmt: skip
    assert chase(clock, days=30) == 0
    desk.assign(cast, made, "reviewer3")
    assert desk.review_of(cast, made, "reviewer3").status == ReviewStatus.ASSIGNED


def test_void_is_for_the_manager_once_it_was_sent(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    officer, manager = cast.signed_in("officer"), cast.signed_in("manager")
    unsent = desk.review_of(cast, made, "reviewer")
    assert allows(officer, Action.REVIEW_VOID, unsent)
    sent = desk.send(cast, made, "reviewer")
    assert not allows(officer, Action.REVIEW_VOID, sent)
    assert allows(manager, Action.REVIEW_VOID, sent)
    for key in ("reviewer", "reviewer2", "moderator", "coordinator", "auditor"):
        assert not allows(cast.signed_in(key), Action.REVIEW_VOID, sent), key
    for key, may in (("moderator", True), ("officer", False), ("manager", False), ("reviewer2", False)):
        assert allows(cast.signed_in(key), Action.REVIEW_GIVE_BACK, sent) == may, key


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("", 0),
        ("One", 1),
        ("One. ", 1),
        ("It is 3.5 of 5 and fine", 1),
        ("One. Two", 2),
        ("“One.” Two!", 2),
        ("one\ntwo", 2),
        ("هل هذا؟ نعم.", 2),
        ("នេះ។ នោះ។", 2),
    ],
)
def test_two_sentences(words: str, number: int) -> None:
    assert writing.sentences(words) == number


# pages


def test_a_draft_saves_itself_and_stays_private(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.in_review(cast, clock)
    review = inside.open_it(cast, made, "reviewer")
    reader = reader_for(cast.reviewer).get(f"/reviews/{review.id}/write").sees("A convincing reason")
    first = inside.criteria(made)[0]
    path = f"/reviews/{review.id}/draft"
    words = {f"score_{first.id.hex}": "4", f"justification_{first.id.hex}": "MARKDRAFT", "version": "1"}
    reader.post(path, words)
    assert (reader.status, json.loads(reader.raw)["version"]) == (200, 2)
    reader.post(path, words)
    assert (reader.status, "another window" in json.loads(reader.raw)["said"]) == (409, True)
    reader.post(path, {**words, f"score_{first.id.hex}": "9", "version": "2"})
    assert reader.status == 422
    reader.get(f"/reviews/{review.id}/write").sees("MARKDRAFT")
    for key in ("officer", "manager", "moderator"):
        for there in ("panel", "reviewers"):
            page = reader_for(cast.people[key]).get(f"/applications/{made}/{there}", expect=None)
            page.does_not_see("MARKDRAFT")
    short = {f"justification_{c.id.hex}": "Good" for c in inside.criteria(made)}
    reader.post(f"/reviews/{review.id}/write", {**words, **short, "version": "2"}, expect=422)
    reader.sees("Write two sentences or more")
    stranger = reader_for(cast.reviewer2)
    assert stranger.post(path, words).status == 404


def test_the_pages_of_a_review_given_back_taken_out_and_late(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.in_review(cast, clock)
    sent = inside.send(cast, made, "reviewer", 5)
    moderator = reader_for(cast.moderator)
    moderator.get(f"/applications/{made}/panel").follow("Give this review back")
    moderator.fill(reason=" ").press("Give the review back", expect=422).sees(
        "Say what the reviewer should change.", "Choose why it is given back."
    )
    moderator.fill(cause="unkind", reason="MARKBACK be kinder.").press("Give the review back").sees(
        "Given back", "The wording is unkind: MARKBACK"
    )
    reader = reader_for(cast.reviewer)
    reader.get("/reviews").sees("Change it", "until").follow("River schools")
    reader.sees("The panel asks you to change your review", "The wording is unkind", "MARKBACK").press(
        "Submit the review"
    ).sees("is sent")
    # a second window that was still open: nothing of it is kept, so what was typed in it comes back
    late = {f"justification_{c.id.hex}": "Typed in a second window." for c in inside.criteria(made)}
    reader.post(f"/reviews/{sent.id}/write", {**late, "version": "9", "save_draft": "y"}, expect=None)
    reader.sees("It was not saved. Copy from here what you still need.", "Typed in a second window.")
    reader.get(f"/reviews/{sent.id}/write").does_not_see("Typed in a second window.", "It was not saved")
    moderator.get(f"/applications/{made}/panel").sees("As it was sent on")
    officer, manager = reader_for(cast.officer), reader_for(cast.manager)
    void = f"/applications/{made}/reviewers/{sent.id}/void"
    officer.get(void, expect=403)
    manager.get(void).fill(cause="misconduct", reason="MARKVOID a tie.").press("Take this review out")
    moderator.get(f"/applications/{made}/panel").sees("taken out", "Misconduct: MARKVOID", "0 of 2", "Worked out")
    assert moderator.page.find("s") is not None
    assert reader.get(f"/reviews/{sent.id}").sees("This review is closed").status == 200
    reader.get(f"/reviews/{sent.id}/write", expect=403)

    inside.open_it(cast, made, "reviewer2")
    held = inside.review_of(cast, made, "reviewer2")

    def expire() -> None:
        one = session().get_one(Review, held.id)
        one.status, one.feedback = ReviewStatus.EXPIRED, "MARKKEPT"
        session().add(ReviewScore(review_id=one.id, criterion_id=inside.criteria(made)[0].id, score=2))

    inside.commit(expire)
    late = reader_for(cast.reviewer2).get(f"/reviews/{held.id}").sees("Someone else reads this", "MARKKEPT", "2 of 5")
    late.does_not_see("We do this.")
    late.post(f"/reviews/{held.id}/draft", {"version": "1"})
    assert late.status == 409
