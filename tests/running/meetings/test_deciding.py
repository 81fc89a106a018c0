"""Decisions: one word for each school, by consent or by vote; a tie is named, an abstention is not a no."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.forming.clusters.queries import get_cluster, get_membership
from portal.forming.clusters.services import complete_leaving
from portal.forming.committees import services as seats
from portal.forming.committees.models import SeatKind
from portal.forming.formality.models import Level
from portal.oversight.notifications.models import Notification
from portal.running.meetings import jobs, queries, services
from portal.running.meetings.models import Choice, DecisionStatus, How, MeetingDecision, Vote
from tests.forming.support import act, formal, leave, open_duties
from tests.running.meetings.support import call, committee, council, give, hold, meeting
from tests.support.cast import Cast, commit

F, A, N = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
D = DecisionStatus


@pytest.mark.static
@pytest.mark.parametrize(
    ("how", "choices", "silent", "quorum", "outcome"),
    [
        (How.VOTE, [F, F, A], 0, 2, D.CARRIED),
        (How.VOTE, [F, A, A], 0, 2, D.NOT_CARRIED),
        (How.VOTE, [F, A, N], 0, 2, D.TIED),
        (How.VOTE, [F, N, N], 0, 3, D.CARRIED),  # an abstention is not a no
        (How.VOTE, [N, N, N], 0, 2, D.TIED),
        (How.VOTE, [F], 5, 2, D.NO_QUORUM),  # who is there and silent has not voted
        (How.VOTE, [], 0, 1, D.NO_QUORUM),
        (How.CONSENT, [F], 2, 3, D.CARRIED),  # who is there and does not object agrees
        (How.CONSENT, [F, F, A], 3, 2, D.NOT_CARRIED),
        (How.CONSENT, [N], 0, 1, D.CARRIED),
        (How.CONSENT, [F], 0, 2, D.NO_QUORUM),
    ],
)
def test_the_outcome(how: How, choices: list[Choice], silent: int, quorum: int, outcome: D) -> None:
    assert services.stands(how, choices=choices, silent_there=silent, quorum=quorum) == outcome


def proposed(cast: Cast, meeting_id: Any, how: How = How.VOTE, **words: Any) -> Any:
    made = act(
        cast, "ford_teacher", services.propose_decision, meeting(cast, meeting_id), proposal="May.", how=how, **words
    )
    return made.id


def say(cast: Cast, decision_id: Any, who: str, school: str, choice: Choice, **words: Any) -> None:
    decision = queries.get_decision(cast.river, decision_id)
    act(cast, who, services.cast_vote, decision, school_id=cast.school[school], choice=choice, **words)


def test_one_vote_for_each_school(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
        first = call(cast, one)
        decision = proposed(cast, first)
        asked = {school for kind, school, *_more in open_duties(cast.river) if kind == "vote_decision"}
        assert asked == {cast.school[key] for key in ("hill", "vale", "ford")}
        say(cast, decision, "ford_teacher", "ford", A)
        say(cast, decision, "ford_contact", "ford", F)  # the same school thinks again
        with pytest.raises(RuleBroken):
            say(cast, decision, "ford_contact", "vale", F)
        with pytest.raises(RuleBroken):
            say(cast, decision, "authority", "hill", F)
        with pytest.raises(RuleBroken):
            say(cast, decision, "coordinator", "vale", N)  # before the meeting each school answers itself
        with pytest.raises(NotAllowedNow, match="still time"):
            act(cast, "vale_contact", services.close_decision, queries.get_decision(cast.river, decision))
        session().rollback()
        clock.hold(meeting(cast, first).starts_at)
        say(cast, decision, "coordinator", "vale", N)  # the chair notes what was said in it
        asked_back = sa.select(Notification.person_id).where(Notification.title.contains("Is it right?"))
        told = set(session().scalars(asked_back))
        assert cast.people["vale_contact"].id in told
        with pytest.raises(RuleBroken):
            say(cast, decision, "coordinator", "ford", A)  # never over what a school has said itself
        votes = {vote.school_id: vote for vote in queries.get_decision(cast.river, decision).votes}
        assert (len(votes), votes[cast.school["ford"]].choice) == (2, F)
        assert (votes[cast.school["ford"]].was_noted, votes[cast.school["vale"]].was_noted) == (False, True)

        def twice() -> None:
            session().add(Vote(decision_id=decision, school_id=cast.school["ford"], choice=A))

        with pytest.raises(SomeoneWasFaster, match="has voted meanwhile"):
            commit(app, twice)
        assert (
            act(cast, "vale_contact", services.close_decision, queries.get_decision(cast.river, decision)) == D.CARRIED
        )
        closed = queries.get_decision(cast.river, decision)
        assert (closed.said_for, closed.said_against, closed.abstained, closed.quorum, closed.schools) == (
            1,
            0,
            1,
            2,
            3,
        )
        assert not [1 for kind, *_more in open_duties(cast.river) if kind == "vote_decision"]
        for deed, words in (
            (services.cast_vote, {"school_id": cast.school["hill"], "choice": F}),
            (services.close_decision, {}),
            (services.withdraw_decision, {}),
        ):
            with pytest.raises(NotAllowedNow):
                act(cast, "coordinator", deed, queries.get_decision(cast.river, decision), **words)
            session().rollback()


def test_consent_asks_for_a_reason_and_counts_who_is_there(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
        first = call(cast, one)
        decision, other = proposed(cast, first, How.CONSENT), proposed(cast, first, How.CONSENT)
        with pytest.raises(RuleBroken):
            say(cast, decision, "ford_teacher", "ford", A)
        say(cast, decision, "ford_teacher", "ford", A, words="Exams are in May.")
        hold(cast, clock, first, "coordinator", "vale_contact")
        call(cast, one, days=12)
        clock.hold(clocks.now() + timedelta(days=20))
        with pytest.raises(RuleBroken, match="still open"):
            act(cast, "coordinator", services.agree_minutes, meeting(cast, first))
        close = services.close_decision
        assert act(cast, "coordinator", close, queries.get_decision(cast.river, decision)) == D.NOT_CARRIED
        assert act(cast, "coordinator", close, queries.get_decision(cast.river, other)) == D.CARRIED


def test_minutes_are_agreed_while_a_decision_with_a_later_day_stands_in_them_as_open(
    app: Flask, cast: Cast, clock: Any, reader_for: Any
) -> None:
    with app.app_context():
        one = council(cast)
        first = call(cast, one)
        decision = proposed(cast, first, How.CONSENT, closes_on=clocks.today() + timedelta(days=60))
        hold(cast, clock, first, "coordinator", "vale_contact")
        call(cast, one, days=12)
        clock.hold(clocks.now() + timedelta(days=20))
        act(cast, "coordinator", services.agree_minutes, meeting(cast, first))
        assert services.is_whole(meeting(cast, first)) is True
        say(cast, decision, "ford_teacher", "ford", A, words="Exams are in May.")  # it goes on, as it was proposed
        clock.hold(clocks.now() + timedelta(days=60))
        jobs.close_decisions()
        assert queries.get_decision(cast.river, decision).status == D.NOT_CARRIED
        assert services.is_whole(meeting(cast, first)) is True, "what became of it later is not in the seal"
    page = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/meetings/{first}")
    page.sees("When the minutes were agreed it was still open, until", "Sealed: nothing has changed since.")
    page.get(f"/clusters/{cast.river}/meetings/{first}/print").sees("it was still open, until")
    with app.app_context():
        session().execute(sa.update(MeetingDecision).values(proposal="Something else"))
        session().commit()
        assert services.is_whole(meeting(cast, first)) is False


def test_the_clock_counts_and_a_school_that_left_has_no_vote(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
        first = call(cast, one)
        with pytest.raises(RuleBroken):
            proposed(cast, first, closes_on=clocks.today() + timedelta(days=200))
        formal(cast, cast.river, Level.CLUSTER)
        with pytest.raises(RuleBroken, match="not switched on"):
            proposed(cast, first)
        formal(cast, cast.river)
        decision = proposed(cast, first, closes_on=clocks.today() + timedelta(days=5))
        say(cast, decision, "ford_teacher", "ford", A)
        say(cast, decision, "coordinator", "hill", F)
        left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=clocks.today())
        act(cast, "ford_contact", complete_leaving, get_membership(cast.river, left))
        jobs.close_decisions()
        assert queries.get_decision(cast.river, decision).status == D.OPEN
        clock.hold(clocks.now() + timedelta(days=7))
        jobs.close_decisions()
        closed = queries.get_decision(cast.river, decision)
        assert (closed.status, closed.schools, closed.said_against) == (D.CARRIED, 2, 0)
        assert session().scalar(sa.select(sa.func.count()).select_from(Vote)) == 2, "what was said stays in the record"


def test_a_committee_without_schools_decides_nothing(app: Flask, cast: Cast) -> None:
    with app.app_context():
        formal(cast, cast.river)
        made = act(cast, "coordinator", seats.begin_committee, get_cluster(cast.river), name="Parents", remit="Talk.")
        give(cast, made.id, kind=SeatKind.PARENTS, body="Parents", person_id=cast.ford_teacher.id)
        first = call(cast, made.id)
        with pytest.raises(RuleBroken, match="nobody could decide"):
            proposed(cast, first)
        assert committee(cast, made.id).quorum() == 1


def test_the_pages(app: Flask, cast: Cast, reader_for: Any, clock: Any) -> None:
    with app.app_context():
        first = call(cast, council(cast))
    page = f"/clusters/{cast.river}/meetings/{first}"
    finn = reader_for(cast.ford_teacher).get(page).follow("Propose a decision").press("Ask the schools", expect=422)
    finn.fill(proposal="The joint week is in May.", how="vote").press("Ask the schools").sees("Schools are asked")
    vera = reader_for(cast.vale_head).get(page).follow("Answer for a school").sees("The joint week is in May.")
    vera.press("Send the answer", expect=422).fill(choice="against").press("Send the answer").sees("Against it")
    finn.get(page).follow("Answer for a school").fill(choice="for").press("Send the answer").sees("For it")
    reader_for(cast.authority).get(page).does_not_see("Answer for a school")
    carys = reader_for(cast.coordinator).get(page).does_not_see("Count the answers")
    carys.follow("Answer for a school").sees("Hill Primary School").does_not_see("Vale Primary School")
    with app.app_context():
        clock.hold(meeting(cast, first).starts_at)
    carys = reader_for(cast.coordinator).get(page)
    carys.press("Count the answers 1").sees("A tie: as many for it as against it")
    carys.sees("For it: 1. Against it: 1. Abstained: 0. 3 schools have a vote, at least 2 had to take part.")
    carys.get(page.rpartition("/meetings")[0] + f"/committees/{_committee(app, cast, first)}").follow(
        "What was decided"
    )
    carys.sees("The joint week is in May.", "A tie")


def _committee(app: Flask, cast: Cast, meeting_id: Any) -> Any:
    with app.app_context():
        return meeting(cast, meeting_id).committee_id
