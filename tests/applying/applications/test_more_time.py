"""Transitions 8 and 9: what lapses, what is opened again, for one application (two managers) or for everyone; one source of the deadline."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import jobs, queries, services
from portal.applying.applications.models import LatePermit, PermitStatus, Stage, VersionStatus
from portal.applying.programmes.models import Round, RoundExtension
from portal.core import clock as clocks
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.core.perform import perform
from portal.identity.accounts.models import RoleGrant
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.notifications.models import Notification
from portal.policy.people import Role
from tests.applying import support
from tests.applying.support import CLOSES
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]
UNTIL = datetime(2027, 3, 23, 17, 0, tzinfo=UTC)
NEXT_DAY = CLOSES + timedelta(hours=12)


def lapsed(cast: Cast, clock: Any, round_id: Any = None) -> Any:
    """Signed by every school, never submitted, and the clock has gone by."""
    made = support.make_ready(cast, round_id)
    clock.hold(NEXT_DAY)
    assert jobs.tidy_closed_rounds() == 1
    assert support.application(made).stage == Stage.LAPSED
    return made


def ask(cast: Cast, made: Any, who: str = "manager", until: datetime = UNTIL, reason: str = "Flood.") -> Any:
    planned = session().get_one(Round, support.application(made).round_id)
    words = {"until_on": until.date(), "until_time": until.time(), "reason": reason}
    return perform(services.ask_permit, planned, by=cast.signed_in(who), application_id=made, **words).id


def decide(cast: Cast, permit_id: Any, who: str = "manager2", deed: Any = services.grant_permit) -> Any:
    return perform(deed, queries.get_permit(permit_id), by=cast.signed_in(who))


def told(kind: str) -> set[Any]:
    return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


def test_transition_08_the_clock_lapses_what_was_never_submitted_once_and_keeps_its_words(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = support.make_ready(cast)
    clock.hold(CLOSES + timedelta(minutes=14, seconds=59))
    assert jobs.tidy_closed_rounds() == 0
    clock.hold(CLOSES + timedelta(minutes=15, seconds=1))
    assert jobs.tidy_closed_rounds() == 1
    assert jobs.tidy_closed_rounds() == 0, "safe to run again"
    found = support.application(made)
    version = queries.list_versions(found)[0]
    draft = queries.load_draft(found, version)
    assert (found.stage, version.status) == (Stage.LAPSED, VersionStatus.SET_ASIDE)
    assert draft is not None
    assert {draft.text(q) for s in draft.sections for q in s.questions} == {"We do this."}


def test_transition_08_where_something_was_submitted_nothing_lapses(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_submitted(cast)
    perform(services.edit_again, support.application(made), by=cast.signed_in("coordinator"))
    clock.hold(NEXT_DAY)
    assert jobs.tidy_closed_rounds() == 1
    found = support.application(made)
    assert found.stage == Stage.SUBMITTED
    assert [v.status for v in queries.list_versions(found)] == [VersionStatus.SEALED, VersionStatus.SET_ASIDE]


def test_transition_09_two_managers_give_one_application_more_time(database: Any, cast: Cast, clock: Any) -> None:
    made = lapsed(cast, clock)
    permit_id = ask(cast, made)
    assert support.application(made).stage == Stage.LAPSED, "nothing changes before the second manager"
    assert cast.manager2.id in told("late_permit_asked")
    assert cast.manager.id not in told("late_permit_asked")
    assert [owed.person_id for owed in duty.open_duties(DutyKind.DECIDE_PERMIT, permit_id)] == [cast.manager2.id]
    with pytest.raises(NotAllowedNow, match="second manager"):
        decide(cast, permit_id, "manager")
    permit = decide(cast, permit_id)
    assert (permit.status, permit.decided_by_id) == (PermitStatus.GRANTED, cast.manager2.id)
    assert not duty.open_duties(DutyKind.DECIDE_PERMIT, permit_id)
    found = support.application(made)
    assert (found.stage, found.closes_at, found.round.closes_at) == (Stage.DRAFT, UNTIL, CLOSES)
    assert {cast.coordinator.id, cast.people["vale_head"].id} <= told("late_permit_granted")
    assert jobs.tidy_closed_rounds() == 0, "it does not lapse again before its own deadline"
    assert {s.status for s in support.open_draft(made).sign_offs.values()} == {"signed"}
    support.ask(cast, made)
    clock.hold(UNTIL)
    assert support.submit(cast, made).stage == Stage.SUBMITTED


def test_transition_09_a_manager_with_a_tie_to_the_cluster_is_not_asked(database: Any, cast: Cast, clock: Any) -> None:
    made = lapsed(cast, clock)
    tie = SchoolMember(school_id=cast.school["vale"], person_id=cast.manager2.id, status=MemberStatus.MEMBER)
    third = RoleGrant(person_id=cast.auditor.id, role=Role.PROGRAMME_MANAGER)
    perform(lambda *, by: session().add_all([tie, third]), by=SYSTEM)
    asked = duty.open_duties(DutyKind.DECIDE_PERMIT, ask(cast, made))
    assert [owed.person_id for owed in asked] == [cast.auditor.id]


def test_transition_09_more_time_is_later_than_the_deadline_of_the_round(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_ready(cast)
    for until in (CLOSES - timedelta(hours=1), CLOSES):
        with pytest.raises(RuleBroken, match="later than the deadline of this application"):
            ask(cast, made, until=until)
    ask(cast, made, until=CLOSES + timedelta(minutes=1))


def test_transition_09_no_time_is_given_to_what_was_submitted_meanwhile(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_ready(cast)
    permit_id = ask(cast, made)
    support.submit(cast, made)
    with pytest.raises(NotAllowedNow, match="submitted or withdrawn meanwhile"):
        decide(cast, permit_id)
    assert support.application(made).late_until is None


def test_transition_09_its_own_deadline_is_judged_to_the_second_and_then_it_lapses(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = lapsed(cast, clock)
    decide(cast, ask(cast, made))
    support.ask(cast, made)
    clock.hold(UNTIL + timedelta(seconds=1))
    with pytest.raises(NotAllowedNow, match="closed"):
        support.submit(cast, made)
    clock.hold(UNTIL + timedelta(minutes=16))
    assert jobs.tidy_closed_rounds() == 1
    assert support.application(made).stage == Stage.LAPSED


def test_transition_09_what_is_refused(database: Any, cast: Cast, clock: Any) -> None:
    made = lapsed(cast, clock)
    for until in (clocks.now(), CLOSES):
        with pytest.raises(RuleBroken):
            ask(cast, made, until=until)
    permit_id = ask(cast, made)
    with pytest.raises(SomeoneWasFaster):
        ask(cast, made)
    decide(cast, permit_id, deed=services.refuse_permit)
    assert told("late_permit_refused") == {cast.manager.id}
    assert support.application(made).stage == Stage.LAPSED
    with pytest.raises(NotAllowedNow, match="decided already"):
        decide(cast, permit_id)
    late = ask(cast, made)
    clock.hold(UNTIL)
    with pytest.raises(NotAllowedNow, match="time has passed"):
        decide(cast, late)

    def alone(*, by: Any) -> None:
        values = {"status": "granted", "decided_by_id": LatePermit.asked_by_id, "decided_at": clocks.now()}
        session().execute(sa.update(LatePermit).where(LatePermit.id == late).values(**values))

    with pytest.raises(SomeoneWasFaster):
        perform(alone, by=SYSTEM)


def test_transition_09_a_submitted_application_gets_no_permit(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_submitted(cast)
    with pytest.raises(RuleBroken, match="from the list"):
        ask(cast, made)


def test_rule_02_more_time_for_everyone_is_one_new_deadline_everywhere(database: Any, cast: Cast, clock: Any) -> None:
    round_id = support.make_round()
    made = lapsed(cast, clock, round_id)
    planned = session().get_one(Round, round_id)
    words = {"until_on": UNTIL.date(), "until_time": UNTIL.time(), "reason": "The portal was away from 22:00."}
    perform(services.extend_for_all, planned, by=cast.signed_in("manager"), **words)
    found = support.application(made)
    assert (found.stage, found.closes_at, found.round.closes_at) == (Stage.DRAFT, UNTIL, UNTIL)
    kept = session().scalars(sa.select(RoundExtension)).one()
    assert (kept.closed_at, kept.closes_at, kept.extended_by_id) == (CLOSES, UNTIL, cast.manager.id)
    assert cast.coordinator.id in told("round_extended")
    support.ask(cast, made)
    due = session().scalars(
        sa.select(Duty.due_at).where(Duty.kind.in_([DutyKind.SUBMIT_APPLICATION]), Duty.closed_at.is_(None))
    )
    assert set(due) == {UNTIL}
    clock.hold(UNTIL)
    assert support.submit(cast, made).stage == Stage.SUBMITTED
    for until in (UNTIL, UNTIL - timedelta(days=1)):
        again = {**words, "until_on": until.date()}
        with pytest.raises(RuleBroken, match="later than the deadline"):
            perform(services.extend_for_all, session().get_one(Round, round_id), by=cast.signed_in("manager"), **again)


def test_rule_02_what_the_clock_set_aside_comes_back_when_everyone_gets_more_time(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = support.make_submitted(cast)
    perform(services.edit_again, support.application(made), by=cast.signed_in("coordinator"))
    clock.hold(NEXT_DAY)
    jobs.tidy_closed_rounds()
    planned = session().get_one(Round, support.application(made).round_id)
    words = {"until_on": UNTIL.date(), "until_time": UNTIL.time(), "reason": "Away."}
    perform(services.extend_for_all, planned, by=cast.signed_in("manager"), **words)
    versions = queries.list_versions(support.application(made))
    assert [v.status for v in versions] == [VersionStatus.SEALED, VersionStatus.DRAFTING]


@pytest.mark.parametrize(
    ("on", "at", "closes"),
    [
        (date(2027, 3, 27), time(23, 59), datetime(2027, 3, 27, 23, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2027, 10, 30), time(23, 59), datetime(2027, 10, 30, 22, 59, tzinfo=UTC)),
        (date(2027, 10, 31), time(1, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (date(2027, 11, 1), time(0, 0), datetime(2027, 11, 1, 0, 0, tzinfo=UTC)),
    ],
)
def test_rule_02_the_deadline_second_at_both_clock_changes(
    database: Any, cast: Cast, clock: Any, on: date, at: time, closes: datetime
) -> None:
    round_id = support.make_round()
    made = support.make_ready(cast, round_id)
    planned = session().get_one(Round, round_id)
    words = {"until_on": on, "until_time": at, "reason": "Clock change."}
    perform(services.extend_for_all, planned, by=cast.signed_in("manager"), **words)
    assert support.application(made).closes_at == closes
    clock.hold(closes + timedelta(seconds=1))
    with pytest.raises(NotAllowedNow, match="closed"):
        support.submit(cast, made)
    clock.hold(closes)
    assert support.submit(cast, made).submitted_at == closes


def test_rule_02_an_hour_that_does_not_exist_is_no_deadline(database: Any, cast: Cast) -> None:
    planned = session().get_one(Round, support.make_round())
    words = {"until_on": date(2027, 3, 28), "until_time": time(1, 30), "reason": "Clock change."}
    with pytest.raises(RuleBroken, match="does not exist"):
        perform(services.extend_for_all, planned, by=cast.signed_in("manager"), **words)


def test_more_time_on_its_pages(cast: Cast, reader_for: ReaderFor, within: Within, clock: Any) -> None:
    round_id = within(support.make_round)
    made = within(support.make_ready, cast, round_id)
    clock.hold(NEXT_DAY)
    within(jobs.tidy_closed_rounds)
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/exceptions").sees("No application got more time")
    manager.get(f"/rounds/{round_id}/late-permits/new").press("Ask a second manager", expect=422)
    assert set(manager.errors()) >= {"Choose an application.", "Enter the new day.", "Say why."}
    manager.fill(application_id=str(made), until_time="17:00", reason="Flood at the lead school.")
    manager.fill(until_on=date(2027, 3, 23))
    manager.press("Ask a second manager").sees("River schools", "Flood at the lead school.", "Waits for a second")
    manager.does_not_see("Decide ")
    second = reader_for(cast.people["manager2"]).get(f"/rounds/{round_id}/exceptions").follow("Decide River schools")
    second.fill(answer="grant").press("Decide").sees("Granted", cast.people["manager2"].name)
    path = f"/applications/{made}"
    reader_for(cast.coordinator).get(path).sees("23 March 2027", "17:00").does_not_see("20 March 2027")
    for who in ("officer", "moderator"):
        reader_for(cast.people[who]).get(f"/rounds/{round_id}/exceptions").sees("Flood at the lead school.")
        reader_for(cast.people[who]).get(f"/rounds/{round_id}/extend", expect=403)
    reader_for(cast.coordinator).get(f"/rounds/{round_id}/exceptions", expect=403)
    manager.get(f"/rounds/{round_id}/extend").fill(until_time="18:00", reason="The portal was away.")
    manager.fill(until_on=date(2027, 3, 24))
    manager.press("Move the deadline for everyone").sees("The portal was away.")
    reader_for(cast.coordinator).get(path).sees("24 March 2027", "18:00")
    reader_for(cast.coordinator).get(f"/rounds/{round_id}").sees("24 March 2027")
