"""Standing in by mail: yes, no, some dates, done, a question, the head's word; nothing half done, and the writer reads what became of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.schools.queries import get_school
from portal.oversight.incoming.models import Outcome
from portal.oversight.incoming.said import Said, understood
from portal.running.activities import services as activities
from portal.running.activities.models import Activity
from portal.running.board.models import Post, Thread
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import AskStatus, Handoff
from tests.oversight.incoming.conftest import Correspondence
from tests.running.handoffs.test_dates import a_series, ask_for_all
from tests.support import calendar
from tests.support.cast import Cast

AFTER = datetime(2027, 3, 9, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said", "numbers", "week", "rest"),
    [
        ("Yes", Said.YES, (), False, ""),
        ("yes, I bring a drum.\n\nVic", Said.YES, (), False, "I bring a drum.\n\nVic"),
        ("Yes 1, 3 and 12\nI am Vic", Said.YES, (1, 3, 12), False, "I am Vic"),
        ("Yes - only 2", Said.YES, (2,), False, ""),
        ("Yes, 2 of us come", Said.YES, (), False, "2 of us come"),
        ("No.", Said.NO, (), False, ""),
        ("No week", Said.NO, (), True, "week"),
        ("no, not free that week, sorry", Said.NO, (), True, "not free that week, sorry"),
        ("“Done!” They sang.", Said.DONE, (), False, "They sang."),
        ("Oui, avec plaisir", Said.YES, (), False, "avec plaisir"),
        ("نعم", Said.YES, (), False, ""),
        ("Nobody told me", Said.WORDS, (), False, "Nobody told me"),
        ("Yesterday it rained", Said.WORDS, (), False, "Yesterday it rained"),
        ("12", Said.WORDS, (), False, "12"),
    ],
)
@pytest.mark.either
def test_what_an_answer_says(
    app: Flask, text: str, said: Said, numbers: tuple[int, ...], week: bool, rest: str
) -> None:
    with app.test_request_context():
        found = understood(text)
    assert (found.said, found.numbers, found.week, found.rest) == (said, numbers, week, rest)


class Desk(Correspondence):
    """An activity of Hill, for which everyone is asked by mail."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            self.activity = calendar.confirmed(cast)
            self.handoff = calendar.asked(cast, self.activity)
            session().commit()

    def mail_to(self, key: str) -> OutboxMail:
        """The last mail to someone that can be answered."""
        with self.app.app_context():
            query = sa.select(OutboxMail).where(OutboxMail.person_id == self.cast.people[key].id)
            query = query.where(OutboxMail.subject_kind.is_not(None)).order_by(OutboxMail.id.desc())
            return session().scalars(query).first()  # type: ignore[return-value]

    def standing(self) -> tuple[Any, ...]:
        with self.app.app_context():
            found = queries.get_handoff(self.cast.river, self.handoff)
            people = {someone.id: key for key, someone in self.cast.people.items()}
            return found.state.value, found.filling.value, people.get(found.accepted_by_id)  # type: ignore[call-overload]

    def do(self, deed: Callable[..., Any], by: str, **words: Any) -> None:
        with self.app.app_context():
            calendar.do_handoff(self.cast, deed, self.handoff, by, **words)

    def last(self, kind: str) -> str:
        return self.letters(kind)[-1][2]


@pytest.fixture
def desk(takes_mail: Flask, cast: Cast) -> Desk:
    return Desk(takes_mail, cast)


def test_yes_by_mail_takes_it_on_and_brings_the_introduction(desk: Desk) -> None:
    assert "First word: Yes or No" in desk.mail_to("vale_teacher").text
    answer = desk.answer("Yes. I am Vic and bring a drum.", key="vale_teacher")
    assert desk.bring(answer).outcome == Outcome.POSTED
    assert desk.bring(answer).reason == "again"
    assert desk.standing() == ("open", "filled", "vale_teacher")
    assert "It is yours now" in desk.last("answer_taken")
    assert "I am Vic and bring a drum." in desk.mail_to("abroad").text

    # who is slower is told kindly, and nothing changes
    late = desk.bring(desk.answer("Yes", key="ford_teacher"))
    assert (late.outcome, late.reason) == (Outcome.REFUSED, "not_done")
    assert "already taken, thank you" in desk.last("about_your_mail")
    assert desk.standing() == ("open", "filled", "vale_teacher")


def test_no_by_mail_with_the_week(desk: Desk) -> None:
    desk.bring(desk.answer("No week, we are on a trip", key="ford_teacher"))
    with desk.app.app_context():
        asks = {a.school_id: a for a in queries.get_handoff(desk.cast.river, desk.handoff).asks}
        ford = asks[desk.cast.school["ford"]]
        assert (ford.status, ford.away_that_week, ford.words) == (AskStatus.DECLINED, True, "week, we are on a trip")
        session().commit()
    assert desk.standing() == ("open", "asked", None)


@pytest.mark.parametrize("words", ["Perhaps, let me see", "12", "Done"])
def test_what_is_not_clear_changes_nothing(desk: Desk, words: str) -> None:
    taken = desk.bring(desk.answer(words, key="vale_teacher"))
    assert (taken.outcome, taken.reason) == (Outcome.REFUSED, "not_done")
    assert "Please write Yes, No or Done as the first word" in desk.last("about_your_mail")
    assert desk.standing() == ("open", "asked", None)


def test_only_who_was_written_to_can_answer(desk: Desk) -> None:
    answer = desk.answer("Yes", key="vale_teacher")
    del answer["From"]
    answer["From"] = "stranger@elsewhere.example"
    assert desk.bring(answer).reason == "wrong_sender"
    assert desk.standing() == ("open", "asked", None)


def test_some_dates_by_their_numbers(takes_mail: Flask, cast: Cast) -> None:
    desk = Desk.__new__(Desk)
    desk.app, desk.cast = takes_mail, cast
    with takes_mail.app_context():
        handoffs = ask_for_all(cast, a_series(cast))
    desk.handoff = handoffs[0]
    mail = desk.mail_to("vale_teacher").text
    assert all(words in mail for words in ("1. ", "3. ", "Yes 1, 3"))
    assert desk.bring(desk.answer("Yes 9", key="vale_teacher")).reason == "not_done"
    desk.bring(desk.answer("Yes 1, 3\nI am Vic", key="vale_teacher"))
    desk.bring(desk.answer("Yes 2, 3", key="ford_teacher"))  # the numbers of the mail, though one is gone
    with takes_mail.app_context():
        found = [queries.get_handoff(cast.river, one).accepted_school_id for one in handoffs]
        assert found == [cast.school[key] for key in ("vale", "ford", "vale")]
        session().commit()


def test_the_partner_asks_by_mail(desk: Desk) -> None:
    desk.do(services.accept_handoff, "vale_teacher")
    desk.bring(desk.answer("Does Vic speak Swahili?", key="abroad"))
    with desk.app.app_context():
        assert session().scalars(sa.select(Post.source)).all() == ["Does Vic speak Swahili?"]
        session().commit()
    assert desk.bring(desk.answer("Ring me: +254 700 000 000", key="abroad")).reason in ("not_done", "contact_details")


def test_done_by_mail_is_delivered_and_passed_back(desk: Desk, clock: Any) -> None:
    desk.do(services.accept_handoff, "vale_teacher")
    clock.hold(datetime(2027, 3, 9, 10, 1, tzinfo=UTC))
    with desk.app.app_context():
        services.keep_handoffs_moving()
    assert "“Done” as the first word" in desk.mail_to("vale_teacher").text
    clock.hold(AFTER)
    assert desk.bring(desk.answer("It was nice", key="vale_teacher")).reason == "not_done"
    desk.bring(desk.answer("Done. They sang the river song.", key="vale_teacher"))
    assert desk.standing() == ("handed_back", "filled", "vale_teacher")
    with desk.app.app_context():
        assert session().get_one(Handoff, desk.handoff).debrief == "They sang the river song."
        assert session().get_one(Activity, desk.activity).status == "delivered_by_one"
        session().commit()


def test_not_after_all_by_mail(desk: Desk) -> None:
    desk.do(services.accept_handoff, "vale_teacher")
    with desk.app.app_context():
        asked = sa.select(OutboxMail.id).where(
            OutboxMail.person_id == desk.cast.vale_teacher.id, OutboxMail.subject_kind == "handoff"
        )
        mail_id = session().scalars(asked.order_by(OutboxMail.id.desc())).first()
        session().commit()
    answer = desk.answer("No, I am ill too", key="vale_teacher")
    del answer["To"]
    answer["To"] = desk.address("vale_teacher", mail_id=mail_id)
    desk.bring(answer)
    assert desk.standing() == ("open", "asked", None)


@pytest.mark.parametrize(("words", "after"), [("Yes", "filled"), ("No, exams", "asked")])
def test_the_head_answers_by_mail(desk: Desk, words: str, after: str) -> None:
    with desk.app.app_context():
        by = desk.cast.signed_in("vale_contact")
        perform(services.say_release_rule, get_school(desk.cast.school["vale"]), by=by, is_on=True)
        session().commit()
    desk.do(services.accept_handoff, "vale_teacher")
    assert desk.bring(desk.answer(words, key="vale_head")).outcome == Outcome.POSTED
    assert desk.standing()[:2] == ("open", after)
    assert desk.bring(desk.answer(words, key="vale_head")).reason in ("not_done", "no_conversation")


@pytest.mark.parametrize(("words", "confirmed", "asked"), [("Yes", True, False), ("No, I have a fever", False, True)])
def test_i_cannot_by_mail(takes_mail: Flask, cast: Cast, clock: Any, words: str, confirmed: bool, asked: bool) -> None:
    desk = Desk.__new__(Desk)
    desk.app, desk.cast = takes_mail, cast
    with takes_mail.app_context():
        made = calendar.activity(cast, when=calendar.when(on=date(2027, 3, 18)), understudy_id=cast.vale_teacher.id)
        calendar.do_activity(cast, activities.agree_activity, made, "abroad_teacher")
        session().commit()
    clock.hold(datetime(2027, 3, 5, 9, tzinfo=UTC))
    with takes_mail.app_context():
        assert activities.remind_of_activities() == 1
    desk.bring(desk.answer(words, key="teacher"))
    with takes_mail.app_context():
        assert (session().get_one(Activity, made).status == "confirmed") == confirmed
        found = session().scalars(sa.select(Handoff)).all()
        assert [one.reason.value for one in found] == (["other"] if asked else [])
        if asked:
            assert [ask.person_id for ask in queries.get_handoff(cast.river, found[0].id).asks] == [
                cast.vale_teacher.id
            ]
            assert found[0].note == "I have a fever"
            assert calendar.owed(cast, DutyKind.DELIVER_ACTIVITY, made) == {("hill", "teacher", False)}
        session().commit()


@pytest.mark.parametrize(
    ("words", "status", "thread"),
    [("Yes", "agreed", []), ("No. Tuesdays after ten, please.", "proposed", ["Another time: Joint assembly"])],
)
def test_the_partner_says_by_mail_whether_it_suits(
    takes_mail: Flask, cast: Cast, words: str, status: str, thread: list[str]
) -> None:
    desk = Desk.__new__(Desk)
    desk.app, desk.cast = takes_mail, cast
    with takes_mail.app_context():
        made = calendar.activity(cast)
        session().commit()
    assert "First word: Yes when it suits you" in desk.mail_to("abroad").text
    assert desk.bring(desk.answer(words, key="abroad")).outcome == Outcome.POSTED
    with takes_mail.app_context():
        assert session().get_one(Activity, made).status == status
        assert list(session().scalars(sa.select(Thread.title))) == thread
        session().commit()
