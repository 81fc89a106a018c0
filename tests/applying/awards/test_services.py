"""Decisions and awards: held, replaced, released by a second person, accepted by every school."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import services as applications
from portal.applying.awards import queries
from portal.applying.awards.models import Award, AwardAcceptance, Decision, Outcome
from portal.core import clock as the_clock
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster, Stale
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.notifications.models import Notification
from portal.policy import Action, allows
from portal.running.partnerships.models import Partnership
from tests.applying import desk
from tests.support.cast import Cast


def count(table: Any) -> int:
    session().commit()
    return session().scalar(sa.select(sa.func.count()).select_from(table)) or 0


def owed_by(kind: DutyKind, subject_id: Any) -> set[Any]:
    session().commit()
    return {d.person_id or d.school_id for d in duty.open_duties(kind, subject_id)}


def test_a_decision_is_held_and_owed_to_everyone_but_the_decider(database: Any, cast: Cast, clock: Any) -> None:
    made, held = desk.decided(cast, clock)
    assert desk.read(made).stage == "decided"
    assert (held.outcome, held.released_at, held.accept_by) == ("approved", None, date(2027, 4, 18))
    assert owed_by(DutyKind.DECIDE, made) == set()
    assert owed_by(DutyKind.CHECK_LETTER, held.id) == {cast.people["manager2"].id, cast.people["officer"].id}
    assert not allows(cast.signed_in("manager"), Action.DECISION_CHECK, held)
    assert allows(cast.signed_in("manager2"), Action.DECISION_CHECK, held)
    assert not allows(cast.signed_in("coordinator"), Action.APPLICATION_READ_OUTCOME, desk.read(made))
    assert queries.released_decision(desk.read(made)) is None
    assert count(Award) == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": Outcome.CONDITIONAL}, "conditions"),
        ({"accept_by": date(2027, 3, 1)}, "still to come"),
    ],
)
def test_what_a_decision_needs(database: Any, cast: Cast, clock: Any, values: dict[str, Any], words: str) -> None:
    made = desk.at_the_panel(cast, clock)
    with pytest.raises(NotAllowedNow, match="panel"):
        desk.decide(cast, made)
    desk.note(cast, made)
    with pytest.raises(RuleBroken, match=words):
        desk.decide(cast, made, **values)
    assert count(Decision) == 0


def test_no_decision_before_the_panel(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    with pytest.raises(NotAllowedNow, match="after the panel"):
        desk.decide(cast, made)


def test_a_held_decision_can_be_replaced_and_one_letter_lives(database: Any, cast: Cast, clock: Any) -> None:
    made, first = desk.decided(cast, clock)
    with pytest.raises(Stale) as stale:
        desk.decide(cast, made, Outcome.DECLINED, by="manager2", version=0)
    assert stale.value.current["reasons"] == desk.MARKS["reasons"]
    second = desk.decide(cast, made, Outcome.DECLINED, by="manager2")
    assert desk.decision(first.id).replaced_at is not None
    assert owed_by(DutyKind.CHECK_LETTER, first.id) == set()
    assert owed_by(DutyKind.CHECK_LETTER, second.id) == {cast.people["manager"].id, cast.people["officer"].id}
    with pytest.raises(NotAllowedNow, match="replaced"):
        desk.release(cast, first)
    live = sa.select(Decision.id).where(Decision.replaced_at.is_(None))
    assert session().scalars(live).all() == [second.id]
    desk.release(cast, second, by="manager")
    with pytest.raises(NotAllowedNow):
        desk.decide(cast, made)


def test_the_decider_cannot_release(database: Any, cast: Cast, clock: Any) -> None:
    made, held = desk.decided(cast, clock)
    with pytest.raises(NotAllowedNow, match="second person"):
        desk.release(cast, held, by="manager")
    assert desk.read(made).stage == "decided"


def forge(made: Any, **values: Any) -> None:
    def deed(*, by: Any) -> None:
        session().execute(sa.update(Decision).where(Decision.id == made).values(**values))

    perform(deed, by=SYSTEM)


def test_rule_26_the_database_refuses_impossible_decisions(database: Any, cast: Cast, clock: Any) -> None:
    _made, held = desk.decided(cast, clock)
    now, decider, other = the_clock.now(), cast.people["manager"].id, cast.people["manager2"].id
    read = {"letter_read_at": now, "letter_read_by_id": other}
    for values in (
        {**read, "released_at": now, "released_by_id": decider},
        {**read, "released_at": now},
        {"released_at": now, "released_by_id": other},
        {"released_at": now, "released_by_id": other, "letter_read_at": now, "letter_read_by_id": decider},
        {**read, "released_at": now, "released_by_id": other, "letter": ""},
        {"replaced_at": now},
        {"outcome": Outcome.RESERVE},
        {"decided_by_id": None},
        {"decided_at": None},
        {"outcome": Outcome.CONDITIONAL, "conditions": ""},
    ):
        with pytest.raises(SomeoneWasFaster):
            forge(held.id, **values)
    assert desk.decision(held.id).released_at is None


def test_releasing_tells_every_school_once_and_names_no_outcome(database: Any, cast: Cast, clock: Any) -> None:
    made, held = desk.decided(cast, clock)
    before = set(session().scalars(sa.select(OutboxMail.id)))
    desk.release(cast, held)
    told = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "results_sent")).all()
    keys = ("coordinator", "head", "vale_contact", "vale_head", "ford_contact", "ford_head", "abroad", "abroad_head")
    assert sorted(told) == sorted(cast.people[k].id for k in keys)
    mails = [m for m in session().scalars(sa.select(OutboxMail)) if m.id not in before]
    links = [m for m in mails if m.kind == "accept_award"]
    assert {m.address for m in links} == {cast.people[k].email for k in ("head", "vale_head", "ford_head")}
    news = [m for m in mails if m not in links]
    assert (len(links), len(news)) == (3, len(keys))
    for mail in news:
        assert mail.subject == "There is news about your application to Spring round"
        assert f"/applications/{made}/outcome" in mail.text
    assert not [m for m in mails if "pproved" in m.text + m.subject]
    with pytest.raises(NotAllowedNow, match="sent already"):
        desk.release(cast, held)
    assert count(OutboxMail) == len(before) + len(mails)
    assert owed_by(DutyKind.CHECK_LETTER, held.id) == set()


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.RESERVE])
def test_no_award_without_an_approval(database: Any, cast: Cast, clock: Any, outcome: Outcome) -> None:
    made = desk.released(cast, clock, outcome)
    assert desk.read(made).stage == "released"
    assert allows(cast.signed_in("ford_teacher"), Action.APPLICATION_READ_OUTCOME, desk.read(made))
    assert count(Award) == 0


def test_every_member_school_is_asked_to_accept(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.released(cast, clock, Outcome.CONDITIONAL, conditions="Name a second contact.")
    award = desk.award(made)
    members = {cast.school[k] for k in ("hill", "vale", "ford")}
    assert {a.school_id for a in award.acceptances} == members
    assert owed_by(DutyKind.ACCEPT_AWARD, award.id) == members
    assert award.terms == "Conditions:\nName a second contact."


def test_the_last_yes_accepts_the_award_and_links_the_running_partnership(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.released(cast, clock)
    desk.accept(cast, made, "head", "hill")
    with pytest.raises(NotAllowedNow, match="already"):
        desk.accept(cast, made, "head", "hill")
    with pytest.raises(RuleBroken):
        desk.accept(cast, made, "abroad_head", "tumaini")
    desk.accept(cast, made, "vale_head", "vale")
    assert (desk.award(made).status, desk.read(made).stage) == ("offered", "released")
    desk.accept(cast, made, "ford_head", "ford")
    award = desk.award(made)
    assert (award.status, desk.read(made).stage) == ("active", "accepted")
    assert owed_by(DutyKind.ACCEPT_AWARD, award.id) == set()
    assert count(Partnership) == 1
    assert session().get_one(Partnership, cast.partnership).award_id == award.id


def test_the_last_yes_opens_a_partnership_where_there_is_none(database: Any, cast: Cast, clock: Any) -> None:
    def end(*, by: Any) -> None:
        session().execute(sa.update(Partnership).values(status="ended"))

    perform(end, by=SYSTEM)
    made = desk.released(cast, clock)
    for person, school in (("head", "hill"), ("vale_head", "vale"), ("ford_head", "ford")):
        desk.accept(cast, made, person, school)
    opened = session().scalars(sa.select(Partnership).where(Partnership.status == "active")).one()
    assert (opened.cluster_id, opened.award_id) == (cast.river, desk.award(made).id)
    assert count(AwardAcceptance) == 3


def test_withdrawing_takes_a_held_decision_with_it(database: Any, cast: Cast, clock: Any) -> None:
    made, held = desk.decided(cast, clock)
    application = desk.read(made)
    perform(
        applications.withdraw,
        application,
        by=cast.signed_in("coordinator"),
        receipt_number=application.receipt_number,
        reason="We start later.",
    )
    assert desk.decision(held.id).replaced_at is not None
    assert desk.decision(held.id).replaced_because == "withdrawn", "the words are those of who reads it"
    assert owed_by(DutyKind.CHECK_LETTER, held.id) == set()
    with pytest.raises(NotAllowedNow):
        desk.release(cast, held)
