"""The check as data of the round, and what may have come in twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications.models import Answer, Application, ApplicationVersion, Stage, VersionStatus
from portal.applying.monitoring.models import AwardReport, ReportStatus
from portal.applying.programmes.models import Round
from portal.applying.reviews import queries, services
from portal.applying.rules import queries as rules
from portal.applying.rules import services as rules_services
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus
from tests.applying import desk, support
from tests.applying.desk import Inside
from tests.applying.test_desk_routes import CHECK
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def test_lines_of_the_round_are_checked_and_stay_once_it_began(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    manager = cast.signed_in("manager")
    planned = session().get_one(Round, desk.read(made).round_id)
    line = perform(rules_services.add_line, planned, by=manager, title="No report is late.")
    with pytest.raises(RuleBroken, match="says no"):
        desk.screen(cast, made, added={line.id: False})
    desk.screen(cast, made, added={line.id: None})
    held = queries.screening_of(desk.read(made))
    assert held is not None
    assert {key: one.is_met for key, one in queries.answers_of(held).items()} == {line.id: None}
    with pytest.raises(NotAllowedNow, match="has begun"):
        perform(rules_services.remove_line, rules.get_line(planned.id, line.id), by=manager)
    with pytest.raises(NotAllowedNow, match="has begun"):
        perform(rules_services.add_line, session().get_one(Round, planned.id), by=manager, title="More.")


def test_rule_26_who_checked_cannot_confirm_even_past_the_service(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    words = {"is_eligible": False, "note": "Too small.", "cause": "size"}
    perform(services.screen_application, desk.read(made), by=cast.signed_in("officer"), **words)

    def forge(application: Application, *, by: Any) -> None:
        held = queries.screening_of(application)
        assert held is not None
        held.confirmed_by_id, held.confirmed_at = cast.officer.id, clock.now()

    with pytest.raises(SomeoneWasFaster):
        perform(forge, desk.read(made), by=SYSTEM)


def test_what_may_have_come_in_twice(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    answer = "We write letters about our river every second week. " * 4

    def lay(application: Application, *, by: Any) -> None:
        held = session()
        cluster = Cluster(name="Lake schools", theme="Water", started_by_school_id=cast.school["brook"])
        held.add(cluster)
        held.flush()
        held.add(ClusterMembership(cluster_id=cluster.id, school_id=cast.school["vale"], status=MembershipStatus.JOINED, joined_at=support.OPENS))  # fmt: skip
        other = Application(
            round_id=application.round_id,
            cluster_id=cluster.id,
            stage=Stage.SUBMITTED,
            receipt_number="R-TWIN",
            submitted_at=support.OPENS,
        )
        held.add(other)
        held.flush()
        version = ApplicationVersion(
            application_id=other.id, number=1, status=VersionStatus.SEALED, sealed_digest="0" * 64
        )
        held.add(version)
        held.flush()
        questions = held.query(Answer).join(ApplicationVersion).filter(ApplicationVersion.application_id == application.id).all()  # fmt: skip
        questions[0].text = answer
        held.add(Answer(application_version_id=version.id, question_id=questions[0].question_id, text=answer))

    perform(lay, desk.read(made), by=SYSTEM)
    [twin] = queries.list_twins(desk.read(made), cast.signed_in("officer"))
    assert (twin.cluster, list(twin.schools), twin.answers) == ("Lake schools", ["Vale Primary School"], 1)


def test_the_page_of_the_checklist(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.closed(cast, clock)
    clock.hold(clock.now() + timedelta(hours=1))
    round_id = inside.read(made).round_id
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/scoring").follow("Change what is checked first")
    manager.fill(title=" ").press("Add this line", expect=422).sees("Write what has to be checked.")
    manager.fill(title="MARKLINE no report is late").press("Add this line").sees("The line is added", "MARKLINE")
    reader_for(cast.officer).get(f"/rounds/{round_id}/checklist", expect=403)
    officer, path = reader_for(cast.officer), f"/applications/{made}/screening"
    officer.get(path).sees("MARKLINE")
    officer.post(path, CHECK, expect=422).sees("Answer yes, no or not asked")
    [line] = inside.do(lambda: rules.list_checklist(round_id))
    officer.post(path, {**CHECK, f"line_{line.id.hex}": "yes"}, follow=True).sees("0 of 2 reviewers are assigned")
    manager.get(f"/rounds/{round_id}/checklist").sees("has begun").does_not_see("Take out")


def test_a_late_report_on_an_earlier_award_is_found_by_the_check(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    earlier = inside.accepted(cast, clock)
    later = support.later(days=10)
    made = inside.do(lambda: support.make_submitted(cast, support.make_round(name="Autumn round", closes_at=later)))
    clock.hold(support.later(days=11))
    inside.commit(lambda: _report(earlier, clock.now().date() - timedelta(days=9)))
    officer = reader_for(cast.people["officer"]).get(f"/applications/{made}/screening")
    officer.sees("A report on an earlier award is late.", "Spring round")
    with pytest.raises(RuleBroken, match="is late"):
        inside.screen(cast, made)
    judged = {"judged_by_id": cast.manager.id, "judged_at": clock.now(), "note": "The school burned down."}
    inside.commit(lambda: session().execute(sa.update(AwardReport).values(status=ReportStatus.WAIVED, **judged)))
    officer.get(f"/applications/{made}/screening").sees("No report on an earlier award is late.")
    inside.screen(cast, made)
    assert inside.do(lambda: desk.read(made).stage) == Stage.SCREENING


def _report(earlier: Any, due_on: Any) -> None:
    found = desk.award(earlier)
    session().add(
        AwardReport(
            award_id=found.id,
            round_id=desk.read(earlier).round_id,
            number=9,
            kind="interim",
            from_on=due_on,
            due_on=due_on,
        )
    )


def test_not_eligible_leads_to_the_decision_and_back_to_the_check(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    made = inside.closed(cast, clock)
    clock.hold(clock.now() + timedelta(hours=1))
    path, decision = f"/applications/{made}/screening", f"/applications/{made}/decision"
    no = {**CHECK, "size_holds": "no", "is_eligible": "no", "cause": "size", "note": "Two schools only."}
    reader_for(cast.officer).post(path, no, follow=True).sees("Proposed: not eligible", "Someone else")
    manager = reader_for(cast.manager).get(path).sees("nobody reviews the application")
    manager.press("Confirm: not eligible").sees("The number of schools", "Record the decision")
    manager.get("/what-needs-me").sees("Record the decision")
    manager.get(decision).sees("Does not meet the rules").does_not_see("Conditions are met by", "Amount")
    manager.get(path).fill(note="They are three.").press("Check it again").sees("is checked again")
    manager.does_not_see("Proposed: not eligible", "Confirm: not eligible")
    manager.get("/what-needs-me").does_not_see("Record the decision")
    with pytest.raises(NotAllowedNow, match="nothing to confirm"):
        inside.do(lambda: perform(services.confirm_ineligible, desk.read(made), by=cast.signed_in("manager2")))
