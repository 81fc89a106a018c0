"""A visit from the plan to the report, without the web: who is asked, what is owed, what holds it back, what follows a change."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.identity.declarations.models import SafeguardingDeclaration
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.oversight.notifications.models import Notification
from portal.running.visits import queries, services
from portal.running.visits.models import CheckState, End, Lodging, Visit, VisitCheck, VisitStatus
from tests.running.visits.conftest import FIRST, LAST, Visits, at, declare
from tests.support.cast import Cast, commit

Act, Rows = Callable[..., Any], Callable[..., Any]


def owed(rows: Rows) -> set[tuple[Any, ...]]:
    """What is still owed: kind, school, person."""
    kinds = (DutyKind.AGREE_VISIT, DutyKind.CHECK_VISIT, DutyKind.CONFIRM_VISIT, DutyKind.REPORT_VISIT)
    query = sa.select(Duty.kind, Duty.school_id).where(Duty.kind.in_(kinds), Duty.closed_at.is_(None))
    return {tuple(row) for row in rows(query)}


def told(rows: Rows, kind: str) -> set[Any]:
    return {row[0] for row in rows(sa.select(Notification.person_id).where(Notification.kind == kind))}


def status(rows: Rows) -> VisitStatus:
    return rows(sa.select(Visit.status))[0][0]


def test_from_the_plan_to_the_report(cast: Cast, visits: Visits, rows: Rows, act: Act) -> None:
    hill, tumaini = cast.school["hill"], cast.school["tumaini"]
    visits.planned()
    assert owed(rows) == {(DutyKind.AGREE_VISIT, tumaini)}
    assert told(rows, "visit_planned") == {cast.abroad.id, cast.coordinator.id}, "the host's contact, and who travels"
    assert rows(sa.select(Visit.report_due_on)) == [(LAST + timedelta(days=28),)]
    act("abroad_teacher", services.agree_visit, visits.load)
    assert owed(rows) == {(DutyKind.CHECK_VISIT, tumaini), (DutyKind.CONFIRM_VISIT, hill)}
    with pytest.raises(NotAllowedNow):
        act("abroad", services.agree_visit, visits.load)
    with pytest.raises(RuleBroken, match="Before the visit can be confirmed"):
        act("teacher", services.confirm_visit, visits.load)
    for check_id in visits.check_ids(End.HOST):
        visits.check(check_id, "abroad")
    assert (DutyKind.CHECK_VISIT, tumaini) in owed(rows), "the adult is not named yet"
    act("abroad", services.name_adult, visits.load, end=End.HOST, person_id=cast.abroad_teacher.id)
    assert owed(rows) == {(DutyKind.CONFIRM_VISIT, hill)}
    for check_id in visits.check_ids(End.GUEST):
        visits.check(check_id, "teacher")
    act("teacher", services.name_adult, visits.load, end=End.GUEST, person_id=cast.coordinator.id)
    declare(visits.app, cast, "hill", "tumaini")
    act("teacher", services.confirm_visit, visits.load)
    assert owed(rows) == {(DutyKind.REPORT_VISIT, hill)}
    assert told(rows, "visit_confirmed") == {cast.abroad.id, cast.coordinator.id}
    with pytest.raises(RuleBroken, match="still going on"):
        act("teacher", services.report_visit, visits.load, words="It was good.")
    at(LAST)
    with pytest.raises(RuleBroken):
        act("teacher", services.report_visit, visits.load, words="  ")
    act("teacher", services.report_visit, visits.load, words="It was good.")
    assert owed(rows) == set()
    assert {cast.vale_teacher.id, cast.abroad.id, cast.ford_head.id} <= told(rows, "visit_reported")
    with pytest.raises(NotAllowedNow):
        act("teacher", services.report_visit, visits.load, words="Again.")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"host_school_id": None}, "host"),
        ({"host": "hill"}, "host"),
        ({"host": "brook"}, "host"),
        ({"starts_on": date(2027, 3, 1)}, "starts_on"),
        ({"ends_on": FIRST - timedelta(days=1)}, "ends_on"),
        ({"ends_on": FIRST + timedelta(days=93)}, "ends_on"),
        ({"report_due_on": FIRST}, "report_due_on"),
        ({"travellers": ()}, "travellers"),
        ({"who": ("abroad",)}, "travellers"),
        ({"who": ("outsider",)}, "travellers"),
        ({"who": ("vale_teacher",)}, "travellers"),
        ({"cost_cap": 10**9}, "cost_cap"),
        ({"currency": "XXX"}, "currency"),
    ],
)
def test_a_plan_is_whole(cast: Cast, visits: Visits, wrong: dict[str, Any], field: str) -> None:
    if "host" in wrong:
        wrong = {"host_school_id": cast.school[wrong["host"]]}
    if "who" in wrong:
        wrong = {"travellers": tuple(cast.people[key].id for key in wrong["who"])}
    with pytest.raises(RuleBroken) as refused:
        visits.planned(**wrong)
    assert refused.value.field == field


def test_people_of_the_host_school_do_not_travel_there_and_are_told_why(cast: Cast, visits: Visits) -> None:
    with pytest.raises(RuleBroken, match="People of the host school are there already"):
        visits.planned(travellers=(cast.teacher.id, cast.abroad_teacher.id))


def test_colleagues_of_other_schools_travel_along_for_theirs(cast: Cast, visits: Visits) -> None:
    visits.planned(travellers=(cast.teacher.id, cast.vale_teacher.id))
    with visits.app.app_context():
        visit = visits.load()
        assert visit.travelling_school_ids == {cast.school["hill"], cast.school["vale"]}


def test_every_point_holds_the_confirmation_back(cast: Cast, visits: Visits, rows: Rows, act: Act) -> None:
    visits.ready()
    for check_id in visits.check_ids():
        end = rows(sa.select(VisitCheck.end).where(VisitCheck.id == check_id))[0][0]
        who = "teacher" if end == End.GUEST else "abroad"
        visits.check(check_id, who, CheckState.OPEN)
        with pytest.raises(RuleBroken):
            act("teacher", services.confirm_visit, visits.load)
        assert status(rows) == VisitStatus.AGREED
        visits.check(check_id, who, CheckState.DONE)
    act("teacher", services.confirm_visit, visits.load)


def test_what_may_be_left_out_needs_a_reason(cast: Cast, visits: Visits, rows: Rows) -> None:
    visits.agreed()
    may, may_not = (
        rows(sa.select(VisitCheck.id).where(VisitCheck.may_be_left_out.is_(flag)).order_by(VisitCheck.position))[0][0]
        for flag in (True, False)
    )
    with pytest.raises(RuleBroken) as refused:
        visits.check(may, "teacher", CheckState.NOT_NEEDED, " ")
    assert refused.value.field == "note"
    visits.check(may, "teacher", CheckState.NOT_NEEDED, "Nobody needs a visa.")
    with pytest.raises(RuleBroken) as refused:
        visits.check(may_not, "teacher", CheckState.NOT_NEEDED, "We trust them.")
    assert refused.value.field == "state"
    said = sa.select(VisitCheck.state, VisitCheck.note, VisitCheck.checked_by_id).where(VisitCheck.id == may)
    assert rows(said) == [(CheckState.NOT_NEEDED, "Nobody needs a visa.", cast.teacher.id)]


def test_host_families_are_checked_where_somebody_stays_with_one(visits: Visits) -> None:
    visits.planned()
    usual = len(visits.check_ids())
    visits.planned(lodging=Lodging.FAMILIES)
    assert len(visits.check_ids()) == usual + 2
    assert len(visits.check_ids(End.HOST)) == 3


def test_a_point_that_was_changed_meanwhile_is_stale(cast: Cast, visits: Visits, act: Act) -> None:
    visits.agreed()
    check_id = visits.check_ids()[0]
    visits.check(check_id, "teacher")
    words: dict[str, Any] = {"state": CheckState.DONE, "note": "", "version": 1}
    with pytest.raises(Stale):
        act("coordinator", services.check_item, lambda: queries.get_check(cast.river, check_id), **words)


@pytest.mark.parametrize("lapse", ["none", "yesterday"])
def test_safeguarding_answers_hold_at_both_ends(
    app: Flask, cast: Cast, visits: Visits, act: Act, rows: Rows, lapse: str
) -> None:
    visits.ready()

    def end() -> None:
        row = (
            session()
            .scalars(
                sa.select(SafeguardingDeclaration).where(SafeguardingDeclaration.school_id == cast.school["tumaini"])
            )
            .one()
        )
        if lapse == "none":
            session().delete(row)
        else:
            row.expires_on = date(2027, 3, 1)

    commit(app, end)
    with pytest.raises(RuleBroken, match="Tumaini Primary School gives its safeguarding answers"):
        act("teacher", services.confirm_visit, visits.load)
    assert status(rows) == VisitStatus.AGREED


def test_answers_that_run_out_before_the_end_are_told(app: Flask, cast: Cast, visits: Visits) -> None:
    visits.agreed()
    declare(app, cast, "hill", "tumaini", until=LAST - timedelta(days=1))
    with app.app_context():
        ready = queries.readiness(visits.load())
        assert sorted(ready.later) == ["Hill Primary School", "Tumaini Primary School"]
        assert not any("safeguarding" in words for words in ready.missing)


def test_the_named_adult_belongs_to_that_end(cast: Cast, visits: Visits, act: Act) -> None:
    visits.agreed()
    for end, person in ((End.GUEST, cast.head), (End.GUEST, cast.abroad), (End.HOST, cast.teacher)):
        with pytest.raises(RuleBroken) as refused:
            act("teacher", services.name_adult, visits.load, end=end, person_id=person.id)
        assert refused.value.field == "person"


def test_something_open_again_takes_the_confirmation_back(cast: Cast, visits: Visits, rows: Rows) -> None:
    visits.confirmed()
    visits.check(visits.check_ids(End.HOST)[0], "abroad", CheckState.OPEN)
    assert status(rows) == VisitStatus.AGREED
    assert owed(rows) == {(DutyKind.CHECK_VISIT, cast.school["tumaini"]), (DutyKind.CONFIRM_VISIT, cast.school["hill"])}
    assert cast.coordinator.id in told(rows, "visit_unconfirmed")


def test_other_days_ask_the_host_again_and_begin_the_list_anew(
    cast: Cast, visits: Visits, rows: Rows, act: Act
) -> None:
    visits.confirmed()
    with visits.app.app_context():
        version = visits.load().version
        session().rollback()
    later = visits.plan_of(ends_on=LAST + timedelta(days=1))
    with pytest.raises(Stale):
        act("teacher", services.change_visit, visits.load, plan=later, version=version - 1)
    act("teacher", services.change_visit, visits.load, plan=later, version=version)
    assert status(rows) == VisitStatus.PLANNED
    assert owed(rows) == {(DutyKind.AGREE_VISIT, cast.school["tumaini"])}
    assert {row[0] for row in rows(sa.select(VisitCheck.state))} == {CheckState.OPEN}
    assert cast.abroad.id in told(rows, "visit_moved")


def test_words_alone_ask_nobody_and_another_traveller_opens_the_own_part(
    cast: Cast, visits: Visits, rows: Rows, act: Act
) -> None:
    visits.confirmed()

    def change(**other: Any) -> None:
        with visits.app.app_context():
            version = visits.load().version
            session().rollback()
        act("teacher", services.change_visit, visits.load, plan=visits.plan_of(**other), version=version)

    change(title="Five days by the lake")
    assert status(rows) == VisitStatus.CONFIRMED
    assert owed(rows) == {(DutyKind.REPORT_VISIT, cast.school["hill"])}
    change(travellers=(cast.coordinator.id, cast.head.id))
    assert status(rows) == VisitStatus.AGREED
    with visits.app.app_context():
        visit = visits.load()
        assert visit.guest_adult_id is None, "who does not travel is not responsible"
        ready = queries.readiness(visit)
        assert {check.state for check in ready.of(End.GUEST)} == {CheckState.OPEN}
        assert {check.state for check in ready.of(End.HOST)} == {CheckState.DONE}


def test_who_travels_again_after_all_opens_the_own_part_too(cast: Cast, visits: Visits, rows: Rows, act: Act) -> None:
    visits.confirmed()
    for travellers, wanted in (
        ((cast.teacher.id,), VisitStatus.CONFIRMED),
        ((cast.teacher.id, cast.coordinator.id), VisitStatus.AGREED),
    ):
        with visits.app.app_context():
            version = visits.load().version
            session().rollback()
        plan = visits.plan_of(travellers=travellers)
        act("teacher", services.change_visit, visits.load, plan=plan, version=version)
        assert status(rows) == wanted


def test_cancelling_and_declining_tell_everyone_and_nothing_is_owed(
    cast: Cast, visits: Visits, rows: Rows, act: Act
) -> None:
    visits.confirmed()
    visits.represented("vale")
    act("abroad", services.cancel_visit, visits.load, reason="The school is closed then.")
    everyone = {cast.teacher.id, cast.coordinator.id, cast.vale_contact.id, cast.abroad_teacher.id}
    assert told(rows, "visit_cancelled") == everyone, "who travels, the schools, the represented ones; not who did it"
    assert rows(sa.select(Duty.id).where(Duty.title == "A week by the lake", Duty.closed_at.is_(None))) == []
    with pytest.raises(NotAllowedNow):
        act("teacher", services.confirm_visit, visits.load)
    visits.planned(title="Another")
    act("abroad", services.decline_visit, visits.load, reason="")
    assert cast.teacher.id in told(rows, "visit_declined")
    assert rows(sa.select(Duty.id).where(Duty.title == "Another", Duty.closed_at.is_(None))) == []


@pytest.mark.parametrize(("leaver", "school"), [("teacher", "hill"), ("abroad_teacher", "tumaini")])
def test_who_leaves_a_school_does_not_travel_and_is_not_responsible(
    cast: Cast, visits: Visits, rows: Rows, act: Act, leaver: str, school: str
) -> None:
    visits.confirmed()
    visits.represented("vale")
    school_id = cast.school[school]
    act(leaver, school_services.leave_school, lambda: schools.get_school(school_id))
    assert status(rows) == VisitStatus.AGREED
    with visits.app.app_context():
        visit = visits.load()
        assert [one.person_id for one in visit.going] == (
            [cast.coordinator.id] if leaver == "teacher" else [cast.teacher.id, cast.coordinator.id]
        )
        assert cast.people[leaver].id not in (visit.guest_adult_id, visit.host_adult_id, visit.delegate_id)


def test_a_school_that_leaves_the_cluster_neither_travels_nor_hosts(
    cast: Cast, visits: Visits, rows: Rows, act: Act
) -> None:
    from portal.forming.clusters import services as clusters
    from portal.forming.clusters.models import ClusterMembership
    from portal.forming.clusters.queries import get_membership

    visits.confirmed()
    where = sa.select(ClusterMembership.id).where(
        ClusterMembership.cluster_id == cast.river, ClusterMembership.school_id == cast.school["tumaini"]
    )
    membership_id = rows(where)[0][0]
    load = lambda: get_membership(cast.river, membership_id)  # noqa: E731
    act("abroad", clusters.give_notice, load, leaving_on=date(2027, 3, 2), reason="")
    act("abroad", clusters.complete_leaving, load)
    assert status(rows) == VisitStatus.CANCELLED
    assert {cast.teacher.id, cast.coordinator.id} <= told(rows, "visit_cancelled")
    assert owed(rows) == set()


def test_the_programme_changes_its_list_and_visits_keep_theirs(
    app: Flask, cast: Cast, visits: Visits, act: Act, rows: Rows
) -> None:
    visits.planned()
    before = len(visits.check_ids())
    given = {"title": "A first-aid kit", "hint": "", "end": End.GUEST, "may_be_left_out": True, "only_families": False}
    with app.app_context():
        from portal.core.perform import perform

        made = perform(services.add_safety_item, by=cast.signed_in("manager"), **given)
        item_id = made.id
    assert len(visits.check_ids()) == before
    visits.planned(title="Another")
    assert len(visits.check_ids()) == before + 1
    load = lambda: queries.get_item(item_id)  # noqa: E731
    act("manager", services.change_safety_item, load, **given, is_used=False, version=1)
    with pytest.raises(Stale):
        act("manager", services.change_safety_item, load, **given, is_used=True, version=1)
    visits.planned(title="A third")
    assert len(visits.check_ids()) == before


def test_the_drill_and_the_exit_list_know_visits(app: Flask, cast: Cast, visits: Visits, act: Act) -> None:
    from portal.core import duty
    from portal.forming.clusters.services.leaving import passable
    from portal.identity.schools.models import SchoolMember
    from portal.oversight.leavers.drill import drill

    visits.confirmed()
    visits.represented("vale")

    def of(key: str, school: str) -> list[str]:
        where = (SchoolMember.person_id == cast.people[key].id, SchoolMember.school_id == cast.school[school])
        with app.app_context():
            found = drill(session().scalars(sa.select(SchoolMember).where(*where)).one())
            return [line.what for part in found.parts if part.title == "Visits" for line in part.lines]

    assert of("teacher", "hill") == [
        "Travels, and takes the questions of other schools along: “A week by the lake”",
        "Responsible adult: “A week by the lake”",
    ]
    assert of("coordinator", "hill") == ["Travels: “A week by the lake”"]
    assert of("abroad_teacher", "tumaini") == ["Responsible adult: “A week by the lake”"]
    assert of("head", "hill") == []
    with app.app_context():
        owed = duty.list_owed_by_school(cast.school["hill"], cluster_id=cast.river)
        assert {(one.kind, passable(one)) for one in owed} == {(DutyKind.REPORT_VISIT, True)}
        asked = duty.list_owed_by_school(cast.school["vale"], cluster_id=cast.river)
        assert {(one.kind, passable(one)) for one in asked} == {(DutyKind.GIVE_QUESTIONS, False)}
