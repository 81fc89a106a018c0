"""Transition 28 and rule 35: the calendar of an award, reports by both sides, what is late stays late, and money that waits for them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.awards import services as awards
from portal.applying.awards.models import Award
from portal.applying.funding import services as funding
from portal.applying.monitoring import jobs, queries, services
from portal.applying.monitoring.models import AwardReport, Instalment, ReportMove
from portal.core import clock as clocks
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster, Stale
from portal.core.perform import perform
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from tests.applying import desk
from tests.support.cast import Cast
from tests.support.reader import Reader
from tests.support.worlds import world

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]
INTERIM, FINAL = date(2027, 10, 1), date(2028, 3, 1)


@world
def started(cast: Cast, clock: Any) -> Any:
    """An award of 1,000 that goes on, with an interim and a final report."""
    made, held = desk.decided(cast, clock)
    desk.award_rules(made, interim_on=INTERIM, final_on=FINAL)
    line = perform(funding.add_line, desk.read(made).round, by=SYSTEM, name="Visits", amount=5000)
    held = desk.decide(cast, made, funding_line_id=line.id, amount=1000)
    desk.release(cast, held)
    for person, school in (("head", "hill"), ("vale_head", "vale"), ("ford_head", "ford")):
        desk.accept(cast, made, person, school)
    return made


def reports(made: Any) -> list[AwardReport]:
    award = desk.award(made)
    return [queries.get_report(one.id) for one in queries.list_reports(award.id)]


def fresh(one: AwardReport) -> AwardReport:
    session().commit()
    session().expire_all()
    return queries.get_report(one.id)


def act(cast: Cast, who: str, deed: Any, one: AwardReport, **words: Any) -> AwardReport:
    perform(deed, fresh(one), by=cast.signed_in(who), **words)
    return fresh(one)


def write(cast: Cast, one: AwardReport, **words: Any) -> AwardReport:
    said = {"went_well": "We wrote letters.", "learned": "Write early.", "spending": "Stamps.", **words}
    return act(cast, "coordinator", services.write_report, one, version=fresh(one).version, **said)


def say(cast: Cast, one: AwardReport, who: str, school: str) -> AwardReport:
    return act(cast, who, services.add_voice, one, school_id=cast.school[school], words=f"We of {school} liked it.")


def told(kind: str) -> set[Any]:
    session().commit()
    return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


def owed(kind: DutyKind, subject_id: Any) -> list[Any]:
    session().commit()
    return [(d.school_id or d.role or d.office, d.suspended_at is None) for d in duty.open_duties(kind, subject_id)]


def test_28_the_calendar_is_made_at_the_start_and_asked_for_a_month_before(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = started(cast, clock)
    interim, final = reports(made)
    assert [(r.kind, r.due_on, r.status) for r in (interim, final)] == [
        ("interim", INTERIM, "due"),
        ("final", FINAL, "due"),
    ]
    assert jobs.look_after_reports() == 0
    clock.hold(clocks.now().replace(year=2027, month=9, day=2))
    assert jobs.look_after_reports() == 1
    assert jobs.look_after_reports() == 0
    assert owed(DutyKind.WRITE_REPORT, interim.id) == [("contact_teacher", True)]
    live = {cast.school[key] for key in ("hill", "vale", "ford", "tumaini")}
    assert {school for school, _seen in owed(DutyKind.ADD_TO_REPORT, interim.id)} == live
    assert {cast.coordinator.id, cast.abroad.id, cast.abroad_head.id} <= told("award_report_asked")


def test_reports_carry_both_voices_and_figures_that_stand(database: Any, cast: Cast, clock: Any) -> None:
    made = started(cast, clock)
    interim, _final = reports(made)
    with pytest.raises(RuleBroken, match="what went well"):
        act(cast, "coordinator", services.submit_report, interim)
    write(cast, interim)
    with pytest.raises(Stale):
        act(cast, "coordinator", services.write_report, interim, version=1, went_well="x", learned="", spending="y")
    with pytest.raises(RuleBroken, match="No partner school"):
        act(cast, "coordinator", services.submit_report, interim)
    with pytest.raises(RuleBroken, match="Choose your school"):
        say(cast, interim, "vale_head", "tumaini")
    clock.hold(clocks.now().replace(year=2027, month=9, day=10))
    jobs.look_after_reports()
    say(cast, interim, "abroad", "tumaini")
    assert cast.school["tumaini"] not in [school for school, _seen in owed(DutyKind.ADD_TO_REPORT, interim.id)]
    sent = act(cast, "coordinator", services.submit_report, interim)
    assert sent.figures is not None
    assert (sent.status, sent.figures["counted"]["schools"]) == ("submitted", 4)
    assert owed(DutyKind.WRITE_REPORT, interim.id) == owed(DutyKind.ADD_TO_REPORT, interim.id) == []
    assert owed(DutyKind.CHECK_REPORT, interim.id) == [("programme_officer", True)]
    with pytest.raises(NotAllowedNow, match="was sent"):
        write(cast, interim)
    with pytest.raises(RuleBroken, match="what is missing"):
        act(cast, "officer", services.return_report, interim, note="")
    act(cast, "officer", services.return_report, interim, note="How many pupils?")
    assert owed(DutyKind.WRITE_REPORT, interim.id) == [("contact_teacher", True)]
    write(cast, interim, went_well="Sixty pupils wrote letters.")
    act(cast, "coordinator", services.submit_report, interim)
    done = act(cast, "officer", services.accept_report, interim)
    assert (done.status, done.judged_by_id) == ("accepted", cast.officer.id)
    with pytest.raises(NotAllowedNow):
        act(cast, "officer", services.return_report, interim, note="More.")
    assert {cast.abroad_head.id, cast.vale_head.id} <= told("award_report_accepted")


def test_a_report_goes_without_the_partner_only_with_the_reason(database: Any, cast: Cast, clock: Any) -> None:
    made = started(cast, clock)
    interim, _final = reports(made)
    write(cast, interim, missing="They have holidays until October.")
    assert act(cast, "coordinator", services.submit_report, interim).status == "submitted"


def test_rule_35_a_day_moves_only_by_a_recorded_act_and_late_stays_late(database: Any, cast: Cast, clock: Any) -> None:
    made = started(cast, clock)
    interim, _final = reports(made)
    later = {"to_on": date(2027, 10, 20), "reason": "Their school was flooded."}
    with pytest.raises(RuleBroken, match="Say why"):
        act(cast, "manager", services.move_report, interim, to_on=later["to_on"], reason="")
    moved = act(cast, "manager", services.move_report, interim, **later)
    kept = [(m.from_on, m.to_on, m.reason, m.moved_by_id) for m in moved.moves]
    assert kept == [(INTERIM, later["to_on"], later["reason"], cast.manager.id)]
    assert cast.ford_head.id in told("award_report_moved")
    clock.hold(clocks.now().replace(year=2027, month=10, day=21))
    assert fresh(interim).is_late(clocks.today())
    with pytest.raises(NotAllowedNow, match="stays so"):
        act(cast, "manager", services.move_report, interim, to_on=date(2028, 1, 1), reason="Please.")
    assert jobs.look_after_reports() == 2
    assert jobs.look_after_reports() == 0
    assert {cast.coordinator.id, cast.officer.id} <= told("award_report_late")
    write(cast, interim, missing="Holidays.")
    late = act(cast, "coordinator", services.submit_report, interim)
    assert late.is_late(clocks.today())
    act(cast, "officer", services.return_report, interim, note="How many?")
    assert fresh(interim).is_late(clocks.today())
    with pytest.raises(RuleBroken, match="Say why"):
        act(cast, "manager", services.waive_report, interim, note="")
    assert not act(cast, "manager", services.waive_report, interim, note="The school burnt down.").is_late(
        clocks.today()
    )

    def forge(*, by: Any, **values: Any) -> None:
        session().execute(sa.update(AwardReport).where(AwardReport.id == interim.id).values(**values))

    for values in (
        {"note": ""},
        {"status": "submitted", "figures": sa.null()},
        {"status": "accepted", "judged_at": None},
    ):
        with pytest.raises(SomeoneWasFaster):
            perform(forge, by=SYSTEM, **values)


def test_rule_35_one_that_was_sent_in_time_is_not_late_while_the_programme_reads_it(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = started(cast, clock)
    interim, _final = reports(made)
    write(cast, interim, missing="Holidays.")
    act(cast, "coordinator", services.submit_report, interim)
    clock.hold(clocks.now().replace(year=2027, month=12, day=1))
    assert not fresh(interim).is_late(clocks.today())


def test_28_on_hold_stops_calendar_and_payments_and_never_the_record(database: Any, cast: Cast, clock: Any) -> None:
    made = started(cast, clock)
    interim, final = reports(made)
    by = cast.signed_in("manager")
    first = perform(
        services.plan_instalment, desk.award(made), by=cast.signed_in("officer"), amount=600, due_on=INTERIM
    )
    for amount, words in ((401, "400 of the award"), (0, "above 0")):
        with pytest.raises(RuleBroken, match=words):
            perform(services.plan_instalment, desk.award(made), by=by, amount=amount, due_on=INTERIM)
    clock.hold(clocks.now().replace(year=2027, month=9, day=5))
    jobs.look_after_reports()
    write(cast, interim)
    perform(awards.suspend_award, desk.award(made), by=by, reason="We wait for a letter.")
    assert owed(DutyKind.WRITE_REPORT, interim.id) == [("contact_teacher", False)]
    with pytest.raises(NotAllowedNow, match="on hold"):
        write(cast, interim, went_well="More.")
    pay = {"paid_on": clocks.today(), "payment_mark": "77"}
    with pytest.raises(NotAllowedNow, match="unless the award goes on"):
        perform(services.pay_instalment, queries.get_instalment(first.id), by=by, **pay)
    clock.hold(clocks.now() + timedelta(days=40))
    assert not fresh(interim).is_late(clocks.today())
    assert jobs.look_after_reports() == 0
    assert fresh(interim).went_well == "We wrote letters."
    perform(awards.resume_award, desk.award(made), by=by)
    assert owed(DutyKind.WRITE_REPORT, interim.id) == [("contact_teacher", True)]
    assert (fresh(interim).due_on, fresh(final).due_on) == (INTERIM + timedelta(40), FINAL + timedelta(40))
    moves = session().scalars(sa.select(ReportMove.reason)).all()
    assert len(moves) == 2
    assert all("on hold" in reason for reason in moves)
    clock.hold(clocks.now().replace(month=11, day=20))
    with pytest.raises(NotAllowedNow, match="is late"):
        perform(services.pay_instalment, queries.get_instalment(first.id), by=by, **pay)
    act(cast, "manager", services.waive_report, interim, note="They could not.")
    ahead = {"paid_on": clocks.today() + timedelta(1)}
    with pytest.raises(RuleBroken, match="on which it was paid"):
        perform(services.pay_instalment, queries.get_instalment(first.id), by=by, **ahead)
    perform(services.pay_instalment, queries.get_instalment(first.id), by=by, **pay)
    assert cast.vale_head.id in told("instalment_paid")
    with pytest.raises(NotAllowedNow):
        perform(services.cancel_instalment, queries.get_instalment(first.id), by=by)


def test_35_a_late_report_is_still_owed_written_and_sent_while_the_award_is_on_hold(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    made = within(started, cast, clock)
    interim, final = within(reports, made)
    clock.hold(clocks.now().replace(year=2027, month=9, day=5))
    within(jobs.look_after_reports)
    clock.hold(clocks.now().replace(month=10, day=20))
    hold = {"by": within(cast.signed_in, "manager"), "reason": "A report is late."}
    within(lambda: perform(awards.suspend_award, desk.award(made), **hold))
    assert within(owed, DutyKind.WRITE_REPORT, interim.id) == [("contact_teacher", True)]
    clock.hold(clocks.now() + timedelta(days=30))
    coordinator = reader_for(cast.coordinator).get("/what-needs-me").follow("Write the report")
    coordinator.sees("The award is on hold, but this report is late").follow("Write the report")
    coordinator.fill(went_well="Letters.", spending="Stamps.", missing="Holidays.").press("Save the report")
    reader_for(cast.abroad).get(f"/award-reports/{interim.id}").follow("Add our school’s words").fill(
        words="Tulifurahi."
    ).press("Add our words").sees("Tulifurahi.")
    coordinator.press("Send the report to the programme").sees("With the programme").does_not_see("The report waits.")
    assert within(lambda: fresh(interim).is_late(clocks.today()))
    within(act, cast, "officer", services.return_report, interim, note="How many?")
    assert within(owed, DutyKind.WRITE_REPORT, interim.id) == [("contact_teacher", True)]
    coordinator.get(f"/award-reports/{final.id}").sees("The report waits.").does_not_see("Write the report")
    coordinator.get(f"/award-reports/{final.id}/write", expect=None).sees("The award is on hold. The report waits.")
    within(lambda: perform(awards.resume_award, desk.award(made), by=hold["by"]))
    assert within(lambda: (fresh(interim).due_on, fresh(final).due_on)) == (INTERIM, FINAL + timedelta(30))
    within(lambda: perform(awards.close_award, desk.award(made), **hold))
    with pytest.raises(NotAllowedNow, match="closed"):
        within(write, cast, interim)


def test_28_a_report_that_does_not_come_puts_the_award_on_hold_until_it_comes(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    made = within(started, cast, clock)
    interim, final = within(reports, made)
    path, due_by = f"/awards/{within(desk.award, made).id}", {"year": 2027, "month": 10}
    clock.hold(clocks.now().replace(**due_by, day=2))
    assert within(jobs.look_after_reports) == 2, "asked for, and told that it is late"
    assert within(lambda: fresh(interim).hold_on) == INTERIM + timedelta(days=28)
    coordinator = reader_for(cast.coordinator).get(f"/award-reports/{interim.id}")
    coordinator.sees("If it does not come before Friday 29 October 2027, the award is put on hold on that day")
    clock.hold(clocks.now().replace(**due_by, day=28))
    within(jobs.look_after_reports)
    assert within(lambda: desk.award(made).status) == "active", "the day that was told has not come"
    clock.hold(clocks.now().replace(**due_by, day=29))
    assert within(jobs.look_after_reports) == 1
    assert within(jobs.look_after_reports) == 0, "done once"
    assert within(lambda: (desk.award(made).status, desk.award(made).held_by_clock)) == ("suspended", True)
    assert {cast.coordinator.id, cast.abroad_head.id, cast.officer.id} <= within(told, "award_suspended")
    reader_for(cast.coordinator).get(path).sees("has not come", "goes on by itself when the report has come")
    clock.hold(clocks.now() + timedelta(days=10))
    within(write, cast, interim, missing="Holidays.")
    within(act, cast, "coordinator", services.submit_report, interim)
    award = within(desk.award, made)
    assert (award.status, award.held_by_clock, award.reason) == ("active", False, "")
    assert within(lambda: fresh(final).due_on) == FINAL + timedelta(days=10)
    assert {cast.ford_head.id, cast.officer.id} <= within(told, "award_resumed")
    within(act, cast, "officer", services.return_report, interim, note="How many?")
    assert within(lambda: fresh(interim).hold_on) == clocks.today() + timedelta(days=14), "two weeks again"
    within(jobs.look_after_reports)
    assert within(lambda: desk.award(made).status) == "active"
    clock.hold(clocks.now() + timedelta(days=14))
    within(jobs.look_after_reports)
    assert within(lambda: desk.award(made).status) == "suspended"
    manager = within(cast.signed_in, "manager")
    within(lambda: perform(awards.resume_award, desk.award(made), by=manager))
    assert within(lambda: fresh(interim).hold_on) is None, "the manager gives it time: it is told another day first"
    within(lambda: perform(awards.suspend_award, desk.award(made), by=manager, reason="A letter is missing."))
    within(act, cast, "manager", services.waive_report, interim, note="They could not.")
    assert within(lambda: desk.award(made).status) == "suspended", "what a manager put on hold is theirs to undo"
    kinds = within(lambda: list(session().scalars(sa.select(AuditEntry.kind).where(AuditEntry.by_id.is_(None)))))
    assert (kinds.count("award_suspended"), kinds.count("award_resumed")) == (2, 1)


def test_28_closed_leaves_nothing_owed(database: Any, cast: Cast, clock: Any) -> None:
    made = started(cast, clock)
    interim, _final = reports(made)
    by = cast.signed_in("manager")
    perform(services.plan_instalment, desk.award(made), by=by, amount=600, due_on=INTERIM)
    clock.hold(clocks.now().replace(year=2027, month=9, day=5))
    jobs.look_after_reports()
    with pytest.raises(RuleBroken, match="still open"):
        perform(awards.close_award, desk.award(made), by=by)
    perform(awards.close_award, desk.award(made), by=by, reason="The cluster has parted.")
    assert owed(DutyKind.WRITE_REPORT, interim.id) == []
    assert session().scalars(sa.select(Instalment.status)).all() == ["cancelled"]
    assert fresh(interim).status == "due"
    assert session().scalars(sa.select(Award.status)).all() == ["closed"]


def test_the_pages_of_a_report(cast: Cast, clock: Any, reader_for: ReaderFor, within: Within) -> None:
    made = within(started, cast, clock)
    award = within(desk.award, made)
    clock.hold(clocks.now().replace(year=2027, month=9, day=5))
    within(jobs.look_after_reports)
    abroad = reader_for(cast.abroad).get(f"/awards/{award.id}").sees("1,000 GBP").follow("Interim report")
    path = abroad.path
    assert reader_for(cast.ford_head).get(f"/awards/{award.id}/agreement.pdf").raw.startswith(b"%PDF")
    abroad.follow("Add our school’s words").fill(words="Tulifurahi sana.").press("Add our words").sees(
        "Tulifurahi sana."
    )
    abroad.get(path + "/write", expect=403)
    coordinator = reader_for(cast.coordinator).get("/what-needs-me").follow("Write the report")
    coordinator.press("Send the report to the programme").sees("Say what went well")
    coordinator.follow("Write the report").fill(went_well="Letters.", spending="Stamps.", spent="250").press(
        "Save the report"
    )
    coordinator.sees("Spent so far: 250 GBP").press("Send the report to the programme").sees("With the programme")
    officer = reader_for(cast.officer).get("/what-needs-me").follow("Read the report of an award")
    officer.sees("Tulifurahi sana.").follow("Say whether it is enough").press("Save", expect=422).sees(
        "Say whether the report is enough."
    )
    officer.fill(verdict="return").press("Save", expect=422).sees("Say what is missing.")
    officer.fill(verdict="return", note="How many pupils?").press("Save").sees("Given back", "How many pupils?")
    officer.get(f"/awards/{award.id}").follow("Plan an instalment").press("Plan the instalment", expect=422).sees(
        "Enter the amount."
    )
    officer.fill(amount="400", due_on=date(2027, 12, 1)).press("Plan the instalment").sees("Planned")
    officer.follow("Write down that number 1 was paid").press("Write down that it was paid").sees("Paid")
    planned = within(desk.read, made).round_id
    officer.get(f"/rounds/{planned}/reports").sees("River schools", "Given back", "Final report")
    assert len(officer.statements) <= 8
    reader_for(cast.manager).get(path).follow("Move the day").fill(to_on=date(2027, 11, 1), reason="Floods.").press(
        "Move the day"
    ).sees("Floods.")
    for key in ("outsider", "nobody", "reviewer"):
        assert reader_for(cast.people[key]).get(path, expect=None).status == 404, key
    for key in ("vale_head", "moderator"):
        for door in ("judge", "waive", "move"):
            assert reader_for(cast.people[key]).get(f"{path}/{door}", expect=None).status in (403, 404), key
