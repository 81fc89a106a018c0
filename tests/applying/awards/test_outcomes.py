"""Transitions 17 to 24 of an application: each allowed, each refused; conditions, the reserve list, the budget, and awards that end."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications.models import Stage
from portal.applying.awards import agreement, jobs, queries, services
from portal.applying.awards.models import AwardAcceptance, AwardCondition, Decision, Outcome
from portal.applying.awards.routes import decisions
from portal.applying.awards.services.decisions import _check_money
from portal.applying.funding import queries as funding_queries
from portal.applying.funding import services as funding
from portal.applying.releases.queries import list_ready
from portal.applying.reviews import services as reviews
from portal.core import clock as clocks
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster, Stale
from portal.core.perform import perform
from portal.forming.clusters import services as clusters
from portal.forming.clusters.queries import get_membership
from portal.oversight.notifications.models import Notification
from portal.policy import Action, allows
from tests.applying import desk
from tests.applying.releases.many import more_decided
from tests.forming.support import act, leave
from tests.support.cast import Cast


def owed(kind: DutyKind, subject_id: Any) -> list[Any]:
    session().commit()
    return [d.school_id or d.role for d in duty.open_duties(kind, subject_id)]


def told(kind: str) -> set[Any]:
    session().commit()
    return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


def conditions(made: Any) -> list[AwardCondition]:
    session().commit()
    session().expire_all()
    decision = queries.live_decision(desk.read(made))
    assert decision is not None
    return [queries.get_condition(one.id) for one in queries.list_conditions(decision.id)]


def report(
    cast: Cast, one: AwardCondition, who: str = "coordinator", evidence: str = "Her name is on our page."
) -> None:
    perform(services.report_condition, queries.get_condition(one.id), by=cast.signed_in(who), evidence=evidence)


def judge(cast: Cast, one: AwardCondition, verdict: str, note: str = "", who: str = "officer") -> None:
    perform(services.judge_condition, queries.get_condition(one.id), by=cast.signed_in(who), verdict=verdict, note=note)


# 17 and 18: deciding, and deciding again


def test_17_every_outcome_carries_what_it_needs(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock)
    desk.note(cast, made)
    with pytest.raises(RuleBroken, match="keeps no reserve list"):
        desk.decide(cast, made, Outcome.RESERVE)
    desk.award_rules(made)
    with pytest.raises(RuleBroken, match="place on the reserve list"):
        desk.decide(cast, made, Outcome.RESERVE, reserve_place=None)
    with pytest.raises(RuleBroken, match="found in the check"):
        desk.decide(cast, made, Outcome.INELIGIBLE)
    for name in ("reasons", "feedback"):
        with pytest.raises(RuleBroken, match="its reasons and its feedback"):
            desk.decide(cast, made, Outcome.DECLINED, **{name: " "})
    with pytest.raises(RuleBroken, match="no place called"):
        desk.decide(cast, made, own_letter="Your score is {score}.")
    held = desk.decide(cast, made, Outcome.DECLINED, own_letter="")
    for words in ("River schools", desk.MARKS["reasons"], desk.MARKS["feedback"], "object within 10 working days"):
        assert words in held.letter


def test_18_a_changed_decision_destroys_the_letter_that_was_not_sent(database: Any, cast: Cast, clock: Any) -> None:
    made, first = desk.decided(cast, clock)
    desk.check(cast, first)
    with pytest.raises(NotAllowedNow, match="does not meet the rules can be taken back"):
        perform(services.take_back, desk.read(made), by=cast.signed_in("manager"), reason="Why not.")
    assert owed(DutyKind.RELEASE, first.round_id) == ["programme_manager"]
    with pytest.raises(RuleBroken, match="why the decision is changed"):
        desk.decide(cast, made, Outcome.DECLINED, change_reason="")
    second = desk.decide(cast, made, Outcome.DECLINED, change_reason="MARKCHANGED the money is gone")
    assert (desk.decision(first.id).letter, second.letter_read_at) == ("", None)
    assert desk.decision(first.id).replaced_because == "MARKCHANGED the money is gone"
    desk.check(cast, second, is_right=False, words="Name the day.")
    third = desk.decide(cast, made, Outcome.DECLINED, change_reason="")
    assert desk.decision(second.id).replaced_because == "Name the day.", "what the second reader asked for is a reason"
    second = third
    assert owed(DutyKind.RELEASE, first.round_id) == []
    live = session().scalars(sa.select(Decision.id).where(Decision.replaced_at.is_(None))).all()
    assert live == [second.id]

    def another(*, by: Any) -> None:
        values = {"replaced_at": None, "letter": "two letters"}
        session().execute(sa.update(Decision).where(Decision.id == first.id).values(**values))

    with pytest.raises(SomeoneWasFaster):
        perform(another, by=SYSTEM)


def test_17_the_budget_stands_beside_the_decision_and_cannot_be_overdrawn(
    database: Any, cast: Cast, clock: Any
) -> None:
    made, held = desk.decided(cast, clock, Outcome.DECLINED)
    planned = desk.read(made).round
    line = perform(funding.add_line, planned, by=SYSTEM, name="Visits", amount=1000)
    more_decided(cast, held, 1, Outcome.APPROVED)

    def give(*, by: Any) -> None:
        other = sa.update(Decision).where(Decision.application_id != made)
        session().execute(other.values(funding_line_id=line.id, amount=700))

    perform(give, by=SYSTEM)
    assert [(b.amount, b.given, b.left) for b in queries.budget(planned.id, but=made)] == [(1000, 700, 300)]
    for values, words in (
        ({}, "Choose the line"),
        ({"funding_line_id": line.id}, "Enter the amount"),
        ({"funding_line_id": line.id, "amount": 301}, "has 300 left"),
    ):
        with pytest.raises(RuleBroken, match=words):
            desk.decide(cast, made, **values)
    other = session().scalars(sa.select(Decision).where(Decision.application_id != made)).one().application.cluster_id
    [seen] = queries.budget(planned.id, but=made, kept_from={other})
    assert (seen.given, seen.left, seen.holds(300), seen.holds(301)) == (0, 1000, True, False), (
        "no count of it, nor twice"
    )
    assert queries.next_place(planned.id) == queries.next_place(planned.id, {other}) == 1
    with pytest.raises(RuleBroken, match="keeps you from reading why") as refused:
        _check_money(desk.read(made), line.id, 301, kept_from={other})
    assert "300" not in str(refused.value.message)
    desk.decide(cast, made, funding_line_id=line.id, amount=300)
    assert queries.budget(planned.id)[0].left == 0
    line = funding_queries.get_line(planned.id, line.id)
    with pytest.raises(RuleBroken, match="Awards of 1,000 are given"):
        perform(funding.change_line, line, by=SYSTEM, version=line.version, name="Visits", amount=999)
    line = funding_queries.get_line(planned.id, line.id)
    perform(funding.change_line, line, by=SYSTEM, version=line.version, name="Visits", amount=1001)
    assert queries.budget(planned.id)[0].left == 1


# 12 and 19: does not meet the rules


def ineligible(cast: Cast, clock: Any) -> Any:
    made = desk.closed(cast, clock)
    desk.screen(cast, made, is_eligible=False, size_holds=False, note="Two schools only.")
    if desk.read(made).stage == Stage.SCREENING and hasattr(reviews, "confirm_ineligible"):
        perform(reviews.confirm_ineligible, desk.read(made), by=cast.signed_in("manager"))
    desk.award_rules(made)
    return made


def test_12_that_the_rules_are_not_met_is_decided_sent_and_taken_back(database: Any, cast: Cast, clock: Any) -> None:
    made = ineligible(cast, clock)
    with pytest.raises(RuleBroken, match="does not meet the rules"):
        desk.decide(cast, made, Outcome.DECLINED)
    held = desk.decide(cast, made, Outcome.INELIGIBLE, own_letter="")
    assert "does not meet the rules of the round" in held.letter
    with pytest.raises(RuleBroken, match="Say why"):
        perform(services.take_back, desk.read(made), by=cast.signed_in("manager"), reason="")
    perform(services.take_back, desk.read(made), by=cast.signed_in("manager"), reason="They are three.")
    assert (desk.read(made).stage, desk.decision(held.id).letter, told("outcome_taken_back")) == (
        "screening",
        "",
        set(),
    )
    with pytest.raises(NotAllowedNow, match="nothing to confirm"):
        perform(reviews.confirm_ineligible, desk.read(made), by=cast.signed_in("manager2"))
    desk.screen(cast, made, is_eligible=False, size_holds=False, note="No.")
    if desk.read(made).stage == Stage.SCREENING and hasattr(reviews, "confirm_ineligible"):
        perform(reviews.confirm_ineligible, desk.read(made), by=cast.signed_in("manager"))
    sent = desk.decide(cast, made, Outcome.INELIGIBLE)
    desk.release(cast, sent)
    assert allows(cast.signed_in("vale_head"), Action.APPLICATION_READ_OUTCOME, desk.read(made))
    perform(services.take_back, desk.read(made), by=cast.signed_in("manager"), reason="They are three.")
    assert cast.vale_head.id in told("outcome_taken_back")
    assert desk.decision(sent.id).letter
    assert not allows(cast.signed_in("vale_head"), Action.APPLICATION_READ_OUTCOME, desk.read(made))


# 20: the reserve list


def test_20_the_next_on_the_reserve_list_is_offered_a_place_that_became_free(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.released(cast, clock, Outcome.RESERVE, reserve_place=2)
    held = queries.live_decision(desk.read(made))
    assert held is not None
    (first,) = more_decided(cast, held, 1, Outcome.RESERVE)

    def before(*, by: Any) -> None:
        other = sa.update(Decision).where(Decision.application_id == first)
        session().execute(other.values(reserve_place=1, released_at=clocks.now(), released_by_id=cast.manager2.id))

    perform(before, by=SYSTEM)
    assert [one.reserve_place for one in queries.list_reserve(held.round_id)] == [1, 2]
    with pytest.raises(RuleBroken, match="is before this one"):
        desk.decide(cast, made, Outcome.APPROVED)
    with pytest.raises(NotAllowedNow, match="were sent"):
        desk.decide(cast, made, Outcome.RESERVE, reserve_place=3)
    desk.award_rules(made, reserve_until=clocks.today() - timedelta(days=1))
    with pytest.raises(NotAllowedNow, match="has ended"):
        desk.decide(cast, made, Outcome.APPROVED, skip_reason="They have withdrawn by telephone.")
    desk.award_rules(made, reserve_until=clocks.today())
    offer = desk.decide(cast, made, Outcome.APPROVED, skip_reason="They have withdrawn by telephone.")
    reader = cast.signed_in("vale_head")
    assert desk.read(made).stage == Stage.RELEASED
    assert allows(reader, Action.APPLICATION_READ_OUTCOME, desk.read(made))
    shown = queries.released_decision(desk.read(made))
    assert shown is not None
    assert shown.id == held.id
    assert queries.award_of(desk.read(made)) is None
    desk.decide(cast, made, Outcome.DECLINED)  # what was sent says what may follow, until the next is sent
    offer = desk.decide(cast, made, Outcome.APPROVED, skip_reason="They have withdrawn by telephone.")
    desk.release(cast, offer)
    assert desk.award(made).status == "offered"
    assert queries.live_decision(desk.read(made)).skip_reason == "They have withdrawn by telephone."  # type: ignore[union-attr]


def test_rule_26_two_clusters_cannot_have_one_place(database: Any, cast: Cast, clock: Any) -> None:
    made, held = desk.decided(cast, clock, Outcome.RESERVE)
    (other,) = more_decided(cast, held, 1, Outcome.RESERVE)

    def same(*, by: Any) -> None:
        session().execute(sa.update(Decision).where(Decision.application_id == other).values(reserve_place=1))

    with pytest.raises(SomeoneWasFaster):
        perform(same, by=SYSTEM)
    with pytest.raises(RuleBroken, match="Another cluster"):
        desk.decide(cast, made, Outcome.RESERVE, reserve_place=100)


# 21 and 22: conditions


def two_conditions(cast: Cast, clock: Any) -> Any:
    words = "Name a second contact.\n\n Send the safeguarding letter. "
    return desk.released(cast, clock, Outcome.CONDITIONAL, conditions=words, conditions_by=date(2027, 5, 1))


def test_24_an_award_that_ends_leaves_no_condition_on_anybodys_list(database: Any, cast: Cast, clock: Any) -> None:
    made = two_conditions(cast, clock)
    first, second = conditions(made)
    report(cast, first)
    assert owed(DutyKind.CHECK_CONDITION, first.id)
    assert owed(DutyKind.MEET_CONDITION, second.id)
    assert decisions.words_for_staff([desk.read(made)])[made] == "Approved with conditions"
    perform(services.decline_award, desk.award(made), by=cast.signed_in("coordinator"))
    assert not owed(DutyKind.CHECK_CONDITION, first.id)
    assert not owed(DutyKind.MEET_CONDITION, second.id)
    assert decisions.words_for_staff([desk.read(made)])[made] == "Approved with conditions. The cluster said no"
    for verb in (lambda: judge(cast, first, "met"), lambda: report(cast, second)):
        with pytest.raises(NotAllowedNow, match="The award ended"):
            verb()
    clock.hold(clock.now() + timedelta(days=60))
    assert queries.list_to_remind() == []
    assert queries.list_late_conditions() == []


def test_21_each_condition_is_met_or_waived_and_then_the_award_starts(database: Any, cast: Cast, clock: Any) -> None:
    made = two_conditions(cast, clock)
    first, second = conditions(made)
    assert [(c.words, c.status, c.school_id) for c in (first, second)] == [
        ("Name a second contact.", "open", cast.school["hill"]),
        ("Send the safeguarding letter.", "open", cast.school["hill"]),
    ]
    assert owed(DutyKind.MEET_CONDITION, first.id) == [cast.school["hill"]]
    for person, school in (("head", "hill"), ("vale_head", "vale"), ("ford_head", "ford")):
        desk.accept(cast, made, person, school)
    assert (desk.award(made).status, desk.read(made).stage) == ("accepted", "accepted")
    move = {"school_id": cast.school["vale"], "due_on": date(2027, 5, 2)}
    perform(services.move_condition, queries.get_condition(first.id), by=cast.signed_in("officer"), **move)
    assert owed(DutyKind.MEET_CONDITION, first.id) == [cast.school["vale"]]
    with pytest.raises(RuleBroken, match="Say how"):
        report(cast, first, evidence="")
    report(cast, first, "vale_contact")
    assert owed(DutyKind.CHECK_CONDITION, first.id) == ["programme_officer"]
    with pytest.raises(RuleBroken, match="Say why"):
        judge(cast, first, "returned")
    judge(cast, first, "returned", "Whose name?")
    assert cast.vale_contact.id in told("condition_returned")
    report(cast, first, "vale_contact", "Mr Hall's.")
    judge(cast, first, "met")
    assert desk.award(made).status == "accepted"
    with pytest.raises(RuleBroken, match="Say why"):
        judge(cast, second, "waived")
    judge(cast, second, "waived", "The authority has sent it.")
    assert desk.award(made).status == "active"
    assert [c.status for c in conditions(made)] == ["met", "waived"]
    with pytest.raises(NotAllowedNow, match="settled"):
        judge(cast, second, "met")


def test_22_a_condition_fails_only_after_its_day_and_a_reminder_and_then_the_place_is_free(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = two_conditions(cast, clock)
    first, _second = conditions(made)
    with pytest.raises(RuleBroken, match="day has passed"):
        judge(cast, first, "failed", "Nothing came.")
    clock.hold(clocks.now() + timedelta(days=50))
    with pytest.raises(RuleBroken, match="reminded"):
        judge(cast, first, "failed", "Nothing came.")
    assert jobs.remind_of_conditions() == 2
    assert jobs.remind_of_conditions() == 0
    assert cast.coordinator.id in told("condition_reminded")
    with pytest.raises(NotAllowedNow, match="were sent"):
        desk.decide(cast, made, Outcome.DECLINED, by="manager")
    clock.hold(clocks.now() + timedelta(days=3))
    assert jobs.remind_of_conditions() == 2
    assert jobs.remind_of_conditions() == 0
    assert {cast.coordinator.id, cast.officer.id} <= told("condition_late")
    assert owed(DutyKind.CHECK_CONDITION, first.id) == ["programme_officer"]
    report(cast, first)
    assert owed(DutyKind.CHECK_CONDITION, first.id) == ["programme_officer"], "one look is owed, not two"
    judge(cast, first, "failed", "Nothing came.")
    held = desk.decide(cast, made, Outcome.DECLINED)
    assert desk.award(made).status == "offered"
    desk.release(cast, held)
    assert (desk.award(made).status, desk.read(made).stage) == ("revoked", "released")
    assert owed(DutyKind.ACCEPT_AWARD, desk.award(made).id) == []


def test_rule_26_impossible_conditions_are_refused(database: Any, cast: Cast, clock: Any) -> None:
    made = two_conditions(cast, clock)
    first, _second = conditions(made)

    def forge(*, by: Any, **values: Any) -> None:
        session().execute(sa.update(AwardCondition).where(AwardCondition.id == first.id).values(**values))

    judged = {"judged_by_id": cast.officer.id, "judged_at": clocks.now()}
    for values in (
        {"status": "met"},
        {**judged, "status": "waived"},
        {**judged, "status": "failed"},
        {"status": "reported"},
    ):
        with pytest.raises(SomeoneWasFaster):
            perform(forge, by=SYSTEM, **values)


# 23 and 24: acceptance, and its end


def test_23_every_school_accepts_the_same_terms_and_the_agreement_is_sealed(
    database: Any, cast: Cast, clock: Any
) -> None:
    made, held = desk.decided(cast, clock)
    desk.award_rules(made, terms="We write a report.", starts_on=date(2027, 9, 1))
    desk.release(cast, held)
    award = desk.award(made)
    words = {"school_id": cast.school["hill"], "digest": "of other words"}
    with pytest.raises(Stale):
        perform(services.accept_award, award, by=cast.signed_in("head"), **words)
    desk.accept(cast, made, "head", "hill")
    desk.accept(cast, made, "vale_head", "vale")

    def older(*, by: Any) -> None:
        rows = sa.update(AwardAcceptance).where(AwardAcceptance.school_id == cast.school["hill"])
        session().execute(rows.values(terms_digest="of other words"))

    perform(older, by=SYSTEM)
    desk.accept(cast, made, "ford_head", "ford")
    assert desk.award(made).status == "offered"

    def put_right(*, by: Any) -> None:
        session().execute(sa.update(AwardAcceptance).values(terms_digest=award.terms_digest, accepted_at=None))

    perform(put_right, by=SYSTEM)
    for person, school in (("head", "hill"), ("vale_head", "vale"), ("ford_head", "ford")):
        desk.accept(cast, made, person, school)
    sealed = desk.award(made)
    assert sealed.status == "accepted"
    assert agreement.is_intact(sealed)
    assert sealed.agreement is not None
    assert [(s["school"], s["signed_by"]) for s in sealed.agreement["schools"]] == [
        ("Ford Special School", cast.ford_head.name),
        ("Hill Primary School", cast.head.name),
        ("Vale Primary School", cast.vale_head.name),
    ]
    assert sealed.agreement["terms"] == "We write a report."
    clock.hold(clocks.now() + timedelta(days=200))
    assert jobs.look_after_awards() == 1
    assert desk.award(made).status == "active"


def test_24_no_answer_lapses_only_after_two_reminders_and_frees_the_place(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.released(cast, clock)
    award = desk.award(made)
    desk.accept(cast, made, "head", "hill")
    held = queries.live_decision(desk.read(made))
    assert held is not None
    (waits,) = more_decided(cast, held, 1, Outcome.RESERVE)

    def on_the_list(*, by: Any) -> None:
        other = sa.update(Decision).where(Decision.application_id == waits)
        session().execute(other.values(released_at=clocks.now(), released_by_id=cast.manager2.id))

    perform(on_the_list, by=SYSTEM)
    start = clocks.now()
    assert jobs.look_after_awards() == 0
    clock.hold(start + timedelta(days=40))
    assert jobs.look_after_awards() == 1
    assert desk.award(made).status == "offered"
    assert cast.vale_head.id in told("award_reminded")
    assert cast.head.id not in told("award_reminded")
    clock.hold(start + timedelta(days=43))
    assert not perform(services.lapse_award, desk.award(made), by=SYSTEM), "one reminder is not enough"
    assert jobs.look_after_awards() == 1
    assert desk.award(made).status == "offered"
    clock.hold(start + timedelta(days=47))
    assert jobs.look_after_awards() == 1
    assert desk.award(made).status == "lapsed"
    assert owed(DutyKind.OFFER_RESERVE, held.round_id) == ["programme_manager"]
    with pytest.raises(NotAllowedNow):
        desk.accept(cast, made, "vale_head", "vale")
    assert award.id == desk.award(made).id


def test_24_the_coordinator_says_no_for_the_cluster(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.released(cast, clock)
    perform(services.decline_award, desk.award(made), by=cast.signed_in("coordinator"), reason="We are too few.")
    assert desk.award(made).status == "declined"
    assert cast.ford_head.id in told("award_declined")
    assert queries.budget(desk.read(made).round_id) == []
    with pytest.raises(NotAllowedNow):
        perform(services.decline_award, desk.award(made), by=cast.signed_in("coordinator"))


def test_28_on_hold_and_closed(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.accepted(cast, clock)
    by = cast.signed_in("manager")
    with pytest.raises(RuleBroken, match="Say why"):
        perform(services.suspend_award, desk.award(made), by=by, reason="")
    perform(services.suspend_award, desk.award(made), by=by, reason="A report is missing.")
    assert desk.award(made).status == "suspended"
    perform(services.resume_award, desk.award(made), by=by)
    assert (desk.award(made).status, desk.award(made).reason) == ("active", "")
    perform(services.close_award, desk.award(made), by=by, reason="All is done.")
    assert desk.award(made).status == "closed"
    with pytest.raises(NotAllowedNow):
        perform(services.resume_award, desk.award(made), by=by)
    assert list_ready(desk.read(made).round, by) == []


def test_23_a_school_that_leaves_is_not_waited_for(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.released(cast, clock)
    for person, school in (("head", "hill"), ("vale_head", "vale")):
        desk.accept(cast, made, person, school)
    offered = desk.award(made)
    assert (offered.status, len(owed(DutyKind.ACCEPT_AWARD, offered.id))) == ("offered", 1)
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=clocks.today())
    act(cast, "ford_contact", clusters.complete_leaving, get_membership(cast.river, left))
    after = desk.award(made)
    assert {one.school_id for one in after.acceptances} == {cast.school["hill"], cast.school["vale"]}
    assert (after.status != "offered", owed(DutyKind.ACCEPT_AWARD, after.id)) == (True, [])
    assert after.agreement_digest
