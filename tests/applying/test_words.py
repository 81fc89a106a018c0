"""The words of a stage as each reader has them (3a): the cluster, the programme's staff, a reviewer of the application. Ten rows, three readers, one table."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from portal.applying.applications.jobs import tidy_closed_rounds
from portal.applying.awards.models import Outcome
from portal.applying.clarifications import queries as questions
from portal.applying.clarifications import services as clarifications
from portal.applying.reviews import services as reviews
from portal.core.perform import perform
from tests.applying import desk, support
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

NOTHING = ""
# row -> (the cluster, the programme, the reviewer); NOTHING: not a word of it
TABLE = {
    "draft": ("In progress", "Started, not sent", NOTHING),
    "signing": ("Waiting for signatures: 1 of 3 schools", "Waiting for signatures, not sent", NOTHING),
    "ready": ("Ready to submit. Not submitted", "Ready, not sent", NOTHING),
    "submitted": ("Submitted", "Received", NOTHING),
    "screening": ("Being checked", "Being checked", NOTHING),
    "in_review": ("With reviewers", "In review, 1 of 2 in", "Assigned to you"),
    "clarification": (
        "Your answer is needed by Friday 2 April 2027, 23:59 UK time",
        "Question open",
        "Paused, read only",
    ),
    "moderation": ("With the panel", "With the panel", "Closed"),
    "decided": ("With the panel", "Decision held", "Closed"),
    "released": ("Not approved", "Not approved", "Closed"),
    "released, reviewers told": ("Not approved", "Not approved", "Not approved"),
    "lapsed": ("Not submitted in this round; your answers are kept", "Not submitted", NOTHING),
}
UNSENT = ("draft", "signing", "ready", "lapsed")


class Look:
    """What the three readers see of one application at a row of the table."""

    def __init__(self, cast: Cast, readers: Callable[..., Reader], made: uuid.UUID, round_id: uuid.UUID) -> None:
        self.cast, self.readers, self.made, self.round_id = cast, readers, made, round_id
        self.seen: list[str] = []

    def at(self, row: str) -> None:
        cluster, programme, reviewer = TABLE[row]
        self.seen.append(row)
        for person in (self.cast.vale_teacher, self.cast.abroad):
            self.readers(person).get(f"/applications/{self.made}").sees(cluster)
        for person in (self.cast.officer, self.cast.manager):
            page = self.readers(person).get(f"/rounds/{self.round_id}/dashboard").sees(programme)
            if row in UNSENT:  # a bare number, nothing of who or what
                page.does_not_see("River schools")
                self.readers(person).get(f"/applications/{self.made}", expect=404)
            else:
                page.sees("River schools")
                self.readers(person).get(f"/applications/{self.made}").sees(programme)
        self._reader(reviewer)

    def _reader(self, words: str) -> None:
        queue = self.readers(self.cast.reviewer2).get("/reviews")
        self.readers(self.cast.reviewer2).get(f"/applications/{self.made}", expect=404)
        if words == NOTHING:
            queue.does_not_see("River schools", "Spring round")
        else:
            queue.follow("River schools").sees(words)


def test_every_stage_is_told_in_the_words_of_its_reader(
    cast: Cast, reader_for: Callable[..., Reader], inside: Inside, clock: Any
) -> None:
    do = inside.do
    round_id = do(support.make_round)
    made = do(lambda: support.start(cast, round_id))
    look = Look(cast, reader_for, made, round_id)
    look.at("draft")
    do(lambda: support.write_all(cast, made))
    do(lambda: support.ask(cast, made))
    do(lambda: support.sign(cast, made, "hill"))
    look.at("signing")
    do(lambda: support.sign(cast, made, "vale", "ford"))
    look.at("ready")
    do(lambda: support.submit(cast, made))
    look.at("submitted")
    receipt = do(lambda: support.application(made).receipt_number)
    reader_for(cast.vale_teacher).get(f"/applications/{made}").sees(f"Receipt number {receipt}")
    clock.hold(support.later(hours=1))
    inside.screen(cast, made)
    look.at("screening")
    inside.assign(cast, made)
    inside.send(cast, made, "reviewer")
    inside.open_it(cast, made, "reviewer2")
    look.at("in_review")

    def ask() -> uuid.UUID:
        application = support.application(made)
        key = next(iter(questions.answers_in(application.standing_version.id)))  # type: ignore[union-attr]
        words = {"asked": {key: "Who leads it?"}, "due_on": date(2027, 4, 2)}
        return perform(clarifications.ask, application, by=cast.signed_in("officer"), **words).id

    asked = do(ask)
    look.at("clarification")
    clock.hold(clock.now() + timedelta(days=14))
    do(lambda: perform(clarifications.lapse, questions.get_clarification(asked), by=cast.signed_in("officer")))

    def send() -> None:
        review = desk.review_of(cast, made, "reviewer2")
        words = {"version": review.version, "reading": desk.reading(review)}
        perform(reviews.submit_review, review, by=cast.signed_in("reviewer2"), **words)

    do(send)
    look.at("moderation")
    inside.note(cast, made)
    held = inside.decide(cast, made, Outcome.DECLINED)
    look.at("decided")
    inside.release(cast, held)
    look.at("released")
    reader_for(cast.reviewer2).get("/reviews").follow("River schools").does_not_see("MARKFEEDBACK")
    do(lambda: support.change_round(round_id, reviewer_reads_outcome=True))
    look.at("released, reviewers told")
    reader_for(cast.reviewer2).get("/reviews").follow("River schools").sees("MARKFEEDBACK")

    assert look.seen == [row for row in TABLE if row != "lapsed"]


def test_what_lapsed_is_told_kindly_and_as_a_bare_number(
    cast: Cast, reader_for: Callable[..., Reader], inside: Inside, clock: Any
) -> None:
    round_id = inside.do(support.make_round)
    made = inside.do(lambda: support.start(cast, round_id))
    clock.hold(support.later(hours=1))
    inside.do(tidy_closed_rounds)
    Look(cast, reader_for, made, round_id).at("lapsed")
