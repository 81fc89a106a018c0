"""One teacher represents other schools: questions before, answers after, and what is owed in between."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.oversight.notifications.models import Notification
from portal.running.visits import queries, services
from portal.running.visits.models import VisitQuestion, VisitRepresented, Voice
from tests.running.visits.conftest import FIRST, LAST, Visits, at
from tests.support.cast import Cast

Act, Rows = Callable[..., Any], Callable[..., Any]


def owed(rows: Rows) -> set[tuple[Any, ...]]:
    kinds = (DutyKind.GIVE_QUESTIONS, DutyKind.BRING_ANSWERS)
    query = sa.select(Duty.kind, Duty.subject_id, Duty.school_id, Duty.person_id)
    return {tuple(row) for row in rows(query.where(Duty.kind.in_(kinds), Duty.closed_at.is_(None)))}


def told(rows: Rows, kind: str) -> set[Any]:
    return {row[0] for row in rows(sa.select(Notification.person_id).where(Notification.kind == kind))}


@pytest.fixture
def ask(cast: Cast, act: Act) -> Callable[..., uuid.UUID]:
    """`ask("vale_teacher", represented_id, "What?")`."""

    def done(who: str, represented_id: uuid.UUID, question: str, *, for_host: bool = True) -> uuid.UUID:
        load = lambda: queries.get_represented(cast.river, represented_id)  # noqa: E731
        made = act(who, services.give_question, load, question=question, for_host=for_host)
        return made.id  # type: ignore[no-any-return]

    return done


def test_questions_go_along_and_answers_come_home(
    cast: Cast, visits: Visits, rows: Rows, act: Act, ask: Callable[..., uuid.UUID]
) -> None:
    visits.confirmed()
    of = visits.represented("vale", "ford")
    asked = {(DutyKind.GIVE_QUESTIONS, of[key], cast.school[key], None) for key in of}
    assert owed(rows) == asked
    assert {cast.vale_contact.id, cast.ford_contact.id} <= told(rows, "delegate_named")
    first = ask("vale_teacher", of["vale"], "What do you sing?")
    second = ask("vale_teacher", of["vale"], "How far is the lake?", for_host=False)
    act("ford_teacher", services.give_no_question, lambda: queries.get_represented(cast.river, of["ford"]))
    brings = (DutyKind.BRING_ANSWERS, of["vale"], cast.school["hill"], cast.teacher.id)
    assert owed(rows) == {brings}, "one thing to do for each school, of the teacher who travels"

    def answer(question_id: uuid.UUID, words: str, who: str = "teacher", version: int = 1) -> None:
        load = lambda: queries.get_question(cast.river, question_id)  # noqa: E731
        act(who, services.bring_answer, load, answer=words, version=version)

    with pytest.raises(NotAllowedNow):
        answer(first, "Songs of rain.")
    at(FIRST)
    with pytest.raises(RuleBroken):
        answer(first, " ")
    answer(first, "Songs of rain.")
    assert owed(rows) == {brings}
    with pytest.raises(Stale):
        answer(first, "Other songs.", who="coordinator")
    at(LAST + timedelta(days=3))
    act("teacher", services.report_visit, visits.load, words="It was good.")
    assert owed(rows) == {brings}, "the report does not answer the questions"
    answer(second, "Two hours on foot.", who="coordinator")
    assert owed(rows) == set()
    assert told(rows, "questions_answered") == {cast.vale_contact.id}


def test_who_may_be_represented_by_whom(cast: Cast, visits: Visits, act: Act) -> None:
    visits.planned(travellers=(cast.teacher.id, cast.ford_teacher.id))

    def name(person: str, *keys: str) -> None:
        schools = [cast.school[key] for key in keys]
        act("teacher", services.name_delegate, visits.load, person_id=cast.people[person].id, school_ids=schools)

    for person, keys, field in (
        ("head", ("vale",), "person"),
        ("teacher", (), "schools"),
        ("teacher", ("ford",), "schools"),  # travels itself
        ("teacher", ("tumaini",), "schools"),  # the host
        ("teacher", ("brook",), "schools"),  # not in the cluster
    ):
        with pytest.raises(RuleBroken) as refused:
            name(person, *keys)
        assert refused.value.field == field
    name("ford_teacher", "vale")


def test_a_school_is_left_out_as_long_as_it_gave_nothing(
    cast: Cast, visits: Visits, rows: Rows, act: Act, ask: Callable[..., uuid.UUID]
) -> None:
    visits.planned()
    of = visits.represented("vale", "ford")
    ask("vale_teacher", of["vale"], "What do you sing?")
    with pytest.raises(RuleBroken, match="Vale Primary School gave questions along"):
        visits.represented("ford")
    visits.represented("vale", delegate="coordinator")
    assert rows(sa.select(VisitRepresented.school_id)) == [(cast.school["vale"],)]
    assert owed(rows) == {(DutyKind.BRING_ANSWERS, of["vale"], cast.school["hill"], cast.coordinator.id)}


def test_a_school_speaks_for_itself_and_takes_questions_back(
    cast: Cast, visits: Visits, rows: Rows, act: Act, ask: Callable[..., uuid.UUID]
) -> None:
    visits.planned()
    of = visits.represented("vale", "ford")
    load = {key: (lambda one=one: queries.get_represented(cast.river, one)) for key, one in of.items()}
    act("ford_teacher", services.speak_for_itself, load["ford"])
    assert cast.teacher.id in told(rows, "school_speaks_for_itself")
    with pytest.raises(NotAllowedNow):
        ask("ford_teacher", of["ford"], "After all?")
    with pytest.raises(RuleBroken):
        visits.represented("vale", "ford")
    question = ask("vale_teacher", of["vale"], "What do you sing?")
    for deed in (services.speak_for_itself, services.give_no_question):
        with pytest.raises(NotAllowedNow):
            act("vale_teacher", deed, load["vale"])
    act("vale_teacher", services.take_question_back, lambda: queries.get_question(cast.river, question))
    assert owed(rows) == {(DutyKind.GIVE_QUESTIONS, of["vale"], cast.school["vale"], None)}
    assert rows(sa.select(VisitRepresented.voice).where(VisitRepresented.id == of["vale"])) == [(Voice.ASKED,)]


def test_ten_questions_of_a_school_and_none_when_it_is_over(
    cast: Cast, visits: Visits, rows: Rows, ask: Callable[..., uuid.UUID]
) -> None:
    visits.confirmed()
    of = visits.represented("vale")
    for number in range(queries.MOST_OF_A_SCHOOL):
        ask("vale_teacher", of["vale"], f"Question {number}?")
    with pytest.raises(RuleBroken):
        ask("vale_teacher", of["vale"], "One more?")
    at(LAST + timedelta(days=1))
    with pytest.raises(NotAllowedNow):
        ask("vale_teacher", of["vale"], "Too late?")
    assert rows(sa.select(sa.func.count(VisitQuestion.id))) == [(10,)]
