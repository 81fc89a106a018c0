"""A colleague of another school travels with the yes of that school; a visit that is over is written down afterwards."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.forming.clusters.queries import get_cluster
from portal.oversight.notifications.models import Notification
from portal.running.visits import queries, services
from portal.running.visits.models import Visit, VisitCheck, VisitStatus, VisitTraveller
from tests.running.visits.conftest import Visits, declare
from tests.support.cast import Cast, commit

OPEN_ASKS = sa.select(Duty.school_id, Duty.office).where(Duty.kind == DutyKind.LET_TRAVEL, Duty.closed_at.is_(None))


def test_a_colleague_of_another_school_waits_for_its_yes(
    app: Flask,
    cast: Cast,
    visits: Visits,
    act: Callable[..., Any],
    rows: Callable[..., Any],
    reader_for: Callable[..., Any],
) -> None:
    visit_id = visits.ready(travellers=(cast.teacher.id, cast.vale_teacher.id))
    assert rows(OPEN_ASKS) == [(cast.school["vale"], "contact")]
    with pytest.raises(RuleBroken, match="Vale Primary School says that Vic d'Arcy-Smith may travel"):
        act("teacher", services.confirm_visit, visits.load)
    place = f"/clusters/{cast.river}/visits/{visit_id}"
    reader_for(cast.teacher).get(place).sees("which has not said yes yet")
    contact = reader_for(cast.vale_contact)
    contact.get("/what-needs-me").follow("Say whether your colleague may travel: A week by the lake")
    yes = contact.path + "/agree"
    reader_for(cast.vale_teacher).post(yes, expect=403)
    reader_for(cast.teacher).post(yes, expect=403)
    reader_for(cast.outsider).post(yes, expect=404)
    contact.press("Yes, this person may travel").does_not_see("which has not said yes yet")
    assert rows(OPEN_ASKS) == []
    act("teacher", services.confirm_visit, visits.load)
    # other days are another question, and a no takes the colleague off the list
    version = rows(sa.select(Visit.version))[0][0]
    moved = visits.plan_of(travellers=(cast.teacher.id, cast.vale_teacher.id), starts_on=date(2027, 5, 4))
    act("teacher", services.change_visit, visits.load, plan=moved, version=version)
    assert rows(OPEN_ASKS) == [(cast.school["vale"], "contact")]
    [(traveller_id,)] = rows(sa.select(VisitTraveller.id).where(VisitTraveller.school_id == cast.school["vale"]))
    load = lambda: queries.get_traveller(cast.river, traveller_id)  # noqa: E731
    act("vale_contact", services.keep_home, load)
    with pytest.raises(NotAllowedNow):
        act("vale_contact", services.let_travel, load)
    with app.app_context():
        assert [one.person_id for one in visits.load().going] == [cast.teacher.id]
        session().rollback()
    told = rows(
        sa.select(Notification.person_id).where(Notification.kind == "travel_declined").order_by(Notification.id)
    )
    assert {cast.teacher.id, cast.vale_teacher.id} == {one for (one,) in told}


def test_what_ends_the_visit_or_the_membership_ends_the_question(
    cast: Cast, visits: Visits, act: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    visits.planned(travellers=(cast.teacher.id, cast.vale_teacher.id, cast.ford_teacher.id))
    assert len(rows(OPEN_ASKS)) == 2
    act("teacher", lambda cluster, *, by: services.cancel_visits_of(cluster.id, cast.school["vale"], by=by),
        lambda: get_cluster(cast.river))  # fmt: skip
    assert rows(OPEN_ASKS) == [(cast.school["ford"], "contact")]
    act("teacher", services.cancel_visit, visits.load, reason="Snow")
    assert rows(OPEN_ASKS) == []


def test_a_visit_that_was_is_written_down_and_struck_out(
    app: Flask, cast: Cast, act: Callable[..., Any], rows: Callable[..., Any], reader_for: Callable[..., Any]
) -> None:
    declare(app, cast, "hill")
    reader = reader_for(cast.teacher)
    reader.get(f"/clusters/{cast.river}/visits").follow("Write down a visit that has already taken place")
    said = {
        "title": "A first look",
        "purpose": "To see.",
        "host": cast.school["tumaini"],
        "travellers": cast.teacher.id,
    }
    reader.fill(**said, starts_on=date(2027, 2, 1), ends_on=date(2027, 3, 3), report="We sang.").press(
        "Write it down", expect=422
    )
    assert reader.errors() == ["This visit is not over yet. Come back after its last day."]
    reader.fill(ends_on=date(2027, 2, 5)).press("Write it down")
    reader.sees("Written down afterwards", "We sang.").does_not_see("Safety list", "Report due by")
    page = reader.path
    assert rows(sa.select(VisitCheck.id)) == []
    assert rows(sa.select(Duty.kind).where(Duty.kind.in_([k for k in DutyKind if "visit" in k.value]))) == []
    reader.get(f"/clusters/{cast.river}/turns").sees("1 time", "1 February 2027")
    reader.get(f"/schools/{cast.school['hill']}/portfolio").sees(
        "1 February 2027: we visited Tumaini Primary School: A first look. Who travelled: Tom O'Neill."
    )
    host = reader_for(cast.abroad)
    host.get(f"/schools/{cast.school['tumaini']}/portfolio").sees("Hill Primary School visited us: A first look.")
    host.get(page).follow("It was otherwise: strike it out").fill(reason="It was another school.").press(
        "Strike it out"
    )
    assert rows(sa.select(Visit.status)) == [(VisitStatus.CANCELLED,)]
    reader.get(f"/clusters/{cast.river}/turns").does_not_see("1 time")
    commit(app, lambda: session().execute(sa.update(Visit).values(afterwards=False, status=VisitStatus.REPORTED)))
    reader.get(page).does_not_see("strike it out")
