"""The pages of parts, as the cast."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.forming.clusters.queries import get_cluster
from portal.forming.parts import queries, services
from portal.forming.parts.models import FeederLink, MentoringSession, Part, SchoolPart
from portal.identity.schools.models import School, SchoolStatus
from tests.forming.support import act
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
PROBE = "<script>alert(1)</script>"


def test_parts_feeders_supporters_and_mentoring_with_buttons(cast: Cast, reader_for: Readers, app: Flask) -> None:
    lead = reader_for(cast.coordinator).get(f"/clusters/{cast.river}").follow("Who plays which part")
    lead.follow("Change the part of Vale Primary School").press("Save", expect=422)
    assert lead.errors() == ["Choose a part."]
    with app.app_context():
        parts = {p.name: str(p.id) for p in session().scalars(sa.select(Part))}
    lead.fill(part=parts["Satellite"]).press("Save", expect=422)
    assert lead.errors() == ["Choose the school through which this one is linked."]
    lead.label("Through which school", "")
    through = str(_membership(app, cast, "hill"))
    lead.fill(part=parts["Satellite"], through=through).press("Save").sees("Satellite", "Saved.")
    page = lead.path
    lead.follow("Note whose pupils move on where").fill(
        from_school=str(cast.school["vale"]), to_school=str(cast.school["hill"])
    ).press("Note it").sees("From Vale Primary School to Hill Primary School")
    lead.follow("Name a supporter").fill(name="Museum " + PROBE, part=parts["Adviser"]).press("Add the supporter")
    lead.sees("Museum " + PROBE, "(Adviser)")
    lead.follow("Begin a mentoring").fill(
        mentor=str(cast.school["hill"]), mentees=str(cast.school["ford"]), goals="Know more " + PROBE
    ).press("Ask the schools").sees("Know more", "Asked").sees("The log begins when a school has said yes.")
    lead.does_not_see("Add to the log")
    mentoring = lead.path
    ford = (
        reader_for(cast.ford_contact).get("/what-needs-me").follow("Say whether your school would like to be mentored")
    )
    ford.press("We take part").sees("Your school takes part.", "Takes part").follow("Add to the log")
    ford.press("Add to the log", expect=422)
    assert ford.errors() == ["Enter the day.", "Say what you did."]
    ford.fill(held_on=date(2027, 3, 1), words="Read together", next_step="A visit").press("Add to the log")
    ford.sees("Monday 1 March 2027, Ford Special School", "Read together", "Next: A visit")
    back = ford.path
    ford.follow("Use this as evidence").fill(text="See the log.").press("Add to the evidence")
    ford.sees("Hill Primary School takes others along").get(back)
    ford.follow("Change its last day").fill(ends_on=date(2026, 1, 1)).press("Go on", expect=422)
    ford.fill(ends_on=date(2027, 7, 1)).press("Go on").sees("The mentoring goes on.", "Until Thursday 1 July 2027.")
    ford.press("End the mentoring").sees("The mentoring is over.")
    lead.get(page).press("Take from the list").does_not_see("From Vale Primary School to")
    lead.get(page).follow("Change the part of Vale").press("It plays no named part").sees("no named part now")
    assert not lead.get(mentoring).page.select("main script")


def test_a_long_log_is_read_page_by_page_at_the_same_cost(cast: Cast, reader_for: Readers, app: Flask) -> None:
    with app.app_context():
        words = {"mentor_school_id": cast.school["hill"], "mentees": [cast.school["ford"]], "goals": "Grow"}
        made = act(cast, "teacher", services.begin_mentoring, get_cluster(cast.river), **words).id
        act(cast, "ford_contact", services.answer_mentoring, queries.get_mentoring(cast.river, made), agrees=True)
    page, costs, written = f"/clusters/{cast.river}/mentoring/{made}", [], 0
    for wanted in (1, 3, 60):
        with app.app_context():
            rows = [
                {
                    "mentoring_id": made,
                    "held_on": date(2026, 11, 1) + timedelta(days=n // 2),
                    "words": f"Meeting {n}",
                    "school_id": cast.school["ford"],
                }
                for n in range(written, wanted)
            ]
            session().execute(sa.insert(MentoringSession), rows)
            session().commit()
        written = wanted
        reader = reader_for(cast.ford_contact).get(page)
        costs.append(len(reader.statements))
    assert len(set(costs)) == 1, costs
    reader.sees("Meeting 59").does_not_see("Meeting 9").follow("Older meetings")
    reader.sees("Meeting 9", "Meeting 0").does_not_see("Meeting 59")


def _membership(app: Flask, cast: Cast, school: str) -> Any:
    with app.app_context():
        query = sa.select(ClusterMembership.id).where(
            ClusterMembership.cluster_id == cast.river, ClusterMembership.school_id == cast.school[school]
        )
        return session().scalars(query).one()


def test_who_may_what(cast: Cast, reader_for: Readers, app: Flask) -> None:
    base = f"/clusters/{cast.river}"
    for someone in (cast.teacher, cast.abroad, cast.officer, cast.authority):
        reader_for(someone).get(base + "/parts")
    reader_for(cast.outsider).get(base + "/parts", expect=404)
    one = _membership(app, cast, "vale")
    reader_for(cast.teacher).get(f"{base}/parts/{one}", expect=403)
    reader_for(cast.abroad).get(base + "/feeders/new", expect=403)
    reader_for(cast.vale_teacher).get(base + "/supporters/new", expect=403)
    for someone in (cast.coordinator, cast.officer):
        reader_for(someone).get("/parts", expect=403)


def test_managers_edit_the_sets(cast: Cast, reader_for: Readers) -> None:
    manager = reader_for(cast.manager).get("/rounds").follow("Parts that schools play")
    manager.fill(name="Hub and spokes").press("Add the set").sees("The set is there.", "No parts yet")
    manager.follow("Add a part").fill(name="Hub", guidance="In the middle").press("Add the part").sees("In the middle")
    manager.follow("Hub").fill(name="Centre").label("Offer it no more", "y").press("Save the part")
    manager.sees("Centre", "No longer offered")
    manager.follow("Change the set").fill(name="", position="x").press("Save the set", expect=422)
    assert len(manager.errors()) == 2


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same_however_many_schools(cast: Cast, reader_for: Readers, app: Flask, count: int) -> None:
    def more() -> None:
        part = session().scalars(sa.select(Part.id).where(Part.name == "Satellite")).one()
        for number in range(count):
            school = School(name=f"More {number}", country="GB", status=SchoolStatus.VERIFIED)
            session().add(school)
            session().flush()
            membership = ClusterMembership(cluster_id=cast.river, school_id=school.id, status=MembershipStatus.JOINED)
            session().add(membership)
            session().flush()
            session().add(SchoolPart(cluster_id=cast.river, membership_id=membership.id, part_id=part))
            session().add(FeederLink(cluster_id=cast.river, from_school_id=school.id, to_school_id=cast.school["hill"]))

    commit(app, more)
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/parts").sees("More 0")
    assert len(reader.statements) <= 13
