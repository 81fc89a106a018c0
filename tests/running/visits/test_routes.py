"""Visits, safety list, questions and turns in a browser without a script."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.running.visits.models import TurnSwap, Visit, VisitQuestion, VisitStatus
from tests.running.visits.conftest import FIRST, LAST, Visits, at, declare, put_visit
from tests.support.cast import Cast, commit

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/clusters/{cast.river}/visits"


def test_a_visit_is_planned_and_agreed(cast: Cast, base: str, reader_for: Any, rows: Any) -> None:
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/calendar").follow("Visits and turns")
    reader.sees("No visit is planned").follow("Plan a visit").press("Ask the host school", expect=422)
    assert reader.errors()[:2] == ["Give the visit a name.", "Say what the visit is for."]
    reader.fill(title="A week by the lake", purpose=PROBE, host=cast.school["tumaini"], starts_on=FIRST, ends_on=FIRST - timedelta(days=1))  # fmt: skip
    reader.fill(travellers=[str(cast.teacher.id), str(cast.vale_teacher.id)], cost_cap="2,400", pupil_count=0)
    reader.press("Ask the host school", expect=422)
    assert reader.errors() == ["The last day cannot be before the first."]
    reader.fill(ends_on=LAST).press("Ask the host school")
    reader.sees(
        "The host school is asked.", "Waits for the host’s yes", "Monday 3 May 2027 to Friday 7 May 2027", "2,400 GBP"
    )
    reader.sees(
        "Tom O'Neill, Vic d'Arcy-Smith (Vale Primary School, which has not said yes yet)",
        "No pupils",
        "<script>alert(1)</script>",
    )
    assert not reader.page.select("main script, main img")
    host = (
        reader_for(cast.abroad)
        .get("/what-needs-me")
        .follow("Say whether you can have the visitors: A week by the lake")
    )
    host.press("They are welcome").sees("Thank you.", "Needs confirming")
    home = reader_for(cast.teacher).get(f"/clusters/{cast.river}").sees("A week by the lake", "Go to the visits")
    assert len(home.statements) <= 13, home.statements
    reader.get(base).sees("A week by the lake", "Hill Primary School visits Tumaini Primary School")
    reader.follow("A week by the lake").follow("Change the visit").fill(title="").press("Save", expect=422)
    reader.fill(title="Five days by the lake").press("Save").sees("It is changed.", "Five days by the lake")
    assert rows(sa.select(Visit.status)) == [("agreed",)]


def test_the_host_cannot_and_the_visit_is_called_off(cast: Cast, base: str, visits: Visits, reader_for: Any) -> None:
    one = f"{base}/{visits.planned()}"
    reader_for(cast.abroad).get(one).follow("We cannot have visitors then").press("We cannot have visitors then").sees(
        "Thank you for saying so.", "Cancelled"
    )
    two = f"{base}/{visits.planned()}"
    visits.represented("vale")
    reader = (
        reader_for(cast.coordinator).get(two).sees("Report due by", "Vale Primary School: is asked for its questions")
    )
    reader.follow("Cancel the visit").press("Cancel the visit", expect=422)
    reader.fill(reason="Too dear").press("Cancel the visit").sees("everyone concerned is told", "Cancelled: Too dear")
    reader.sees("Vale Primary School: gave no question along").does_not_see("Report due by")
    reader.get(base).sees("Visits that were")


def test_the_safety_list_in_a_browser(
    app: Any, cast: Cast, base: str, visits: Visits, reader_for: Any, rows: Any
) -> None:
    visit_id = visits.agreed()
    guest = reader_for(cast.teacher).get("/what-needs-me").follow("Finish the safety list and confirm the visit")
    guest.sees(
        "Before the visit can be confirmed",
        "Passports and visas are valid",
        "A police certificate from abroad does not replace",
    )
    guest.post(f"{base}/{visit_id}/confirm", follow=True).sees("Before the visit can be confirmed: A risk assessment")
    guest.follow("Passports and visas are valid").press("Save", expect=303, follow=False)
    guest.get(f"{base}/{visit_id}/safety").follow("Passports and visas are valid").label("Not needed", True)
    guest.press("Save", expect=422)
    assert guest.errors() == ["Say why it is not needed."]
    guest.label("Not needed", True).fill(note="No visa is asked for").press("Save").sees(
        "No visa is asked for", "Tom O'Neill"
    )
    guest.follow("Everyone who travels is insured").sees("In order", "Still open").does_not_see("Not needed")
    guest.get(f"{base}/{visit_id}/safety").does_not_see("host family")
    for title in ("A risk assessment is written", "Your authority knows of the visit", "Everyone who travels is insured",
                  "Somebody at home can be reached day and night"):  # fmt: skip
        guest.follow(title).label("In order", True).press("Save")
    guest.follow("Name the responsible adult").press("Name this person", expect=422)
    guest.fill(person=cast.coordinator.id).press("Name this person").sees("Responsible: Carys Okoro")
    host = reader_for(cast.abroad).get("/what-needs-me").follow("Finish your school’s part of the safety list")
    host.follow("Visiting adults are never alone with pupils").label("In order", True).press("Save")
    host.follow("Name the responsible adult").fill(person=cast.abroad_teacher.id).press("Name this person")
    host.sees("Hill Primary School gives its safeguarding answers")
    declare(app, cast, "hill", "tumaini")
    guest.get(f"{base}/{visit_id}").press("Confirm the visit").sees("It is confirmed", "Confirmed")
    at(LAST)
    guest = reader_for(cast.teacher).get("/what-needs-me")
    guest.follow("Tell the cluster how the visit was: A week by the lake").press("Publish the report", expect=422)
    guest.fill(report="We saw the lake.\n" + PROBE).press("Publish the report").sees(
        "Every school of the network", "We saw the lake."
    )
    assert not guest.page.select("main script, main img")
    reader_for(cast.ford_teacher).get(f"{base}/{visit_id}").sees("We saw the lake.", "Reported")
    assert rows(sa.select(Visit.status)) == [("reported",)]


def test_who_may_what(cast: Cast, base: str, visits: Visits, reader_for: Any) -> None:
    visit_id = visits.planned(travellers=(cast.teacher.id,))
    of = visits.represented("vale")
    one = f"{base}/{visit_id}"
    for page in (base, one, f"/clusters/{cast.river}/turns"):
        for person in (cast.officer, cast.abroad, cast.ford_teacher):
            reader = reader_for(person).get(page)
            assert (f"/clusters/{cast.river}/calendar" in reader.raw.decode()) is (person is not cast.officer)
        reader_for(cast.outsider).get(page, expect=404)
    safety, questions = f"{one}/safety", f"{one}/questions"
    for person in (cast.teacher, cast.abroad, cast.vale_contact, cast.coordinator):
        reader_for(person).get(safety)
        reader_for(person).get(questions)
    reader_for(cast.safeguarding).get(safety)
    reader_for(cast.vale_teacher).get(questions)
    reader_for(cast.ford_teacher).get(questions, expect=403)
    reader_for(cast.officer).get(questions, expect=403)
    for person in (cast.vale_teacher, cast.ford_teacher, cast.officer):
        reader_for(person).get(safety, expect=403)
    for door in ("change", "confirm", "delegate", "adult", "agree", "decline", "cancel", "report"):
        reader_for(cast.ford_teacher).post(f"{one}/{door}", expect=403)
        reader_for(cast.outsider).post(f"{one}/{door}", expect=404)
    reader_for(cast.teacher).post(f"{one}/agree", expect=403)
    reader_for(cast.abroad).post(f"{one}/confirm", expect=403)
    voice = f"{base}/questions-of/{of['vale']}"
    reader_for(cast.teacher).post(f"{voice}/none", expect=403)
    reader_for(cast.vale_teacher).get(f"{voice}/new")
    for person, status in ((cast.manager, 200), (cast.admin, 200), (cast.officer, 403), (cast.coordinator, 403)):
        reader_for(person).get("/administration/safety-list", expect=status)


def test_the_host_reads_what_it_may_prepare(app: Any, cast: Cast, base: str, visits: Visits, reader_for: Any) -> None:
    visit_id = visits.planned()
    of = visits.represented("vale", "ford")
    reader = reader_for(cast.vale_teacher).get(f"{base}/questions-of/{of['vale']}").follow("Give a question along")
    reader.fill(question="What do you sing?").press("Give it along").sees("It is taken along.")
    reader.follow("Give another question along").fill(question="Is it safe?", for_host=False).press("Give it along")
    reader.sees("The host school may read it.", "The host school does not read it before.")
    reader_for(cast.abroad).get(f"{base}/{visit_id}/questions").sees("What do you sing?").does_not_see("Is it safe?")
    for person in (cast.teacher, cast.ford_teacher, cast.vale_contact):
        reader_for(person).get(f"{base}/{visit_id}/questions").sees("What do you sing?", "Is it safe?")
    reader.press("Take it back").sees("It is taken back.").does_not_see("What do you sing?")


def test_turns_and_a_swap_in_a_browser(cast: Cast, reader_for: Any, rows: Any) -> None:
    turns = f"/clusters/{cast.river}/turns"
    reader = (
        reader_for(cast.ford_teacher).get(turns).sees("Next: Ford Special School", "Nobody has asked for a swap yet.")
    )
    reader.follow("Ask for a swap").press("Ask for a swap", expect=422)
    assert reader.errors() == ["Choose which turn.", "Choose a school."]
    reader.label("To travel", True).fill(other=cast.school["vale"], note=PROBE).press("Ask for a swap").sees(
        "Waits for an answer"
    )
    assert not reader.page.select("main script, main img")
    other = (
        reader_for(cast.vale_teacher)
        .get("/what-needs-me")
        .follow("Say whether you swap turns with Ford Special School")
    )
    other.press("Swap turns").sees(
        "The two of you have swapped turns.", "Next: Vale Primary School", "has swapped with Ford Special School"
    )
    assert rows(sa.select(TurnSwap.status)) == [("accepted",)]
    reader.get(turns).follow("Ask for a swap").label("To host", True).fill(other=cast.school["hill"]).press(
        "Ask for a swap"
    )
    reader.press("Take the question back").sees("Your question is taken back.", "Taken back")


def test_the_programme_looks_after_its_list(cast: Cast, reader_for: Any) -> None:
    reader = reader_for(cast.manager).get("/verification").follow("Safety list for visits").follow("Add a point")
    reader.press("Save", expect=422)
    assert reader.errors() == ["Say what has to be in order.", "Choose who looks after it."]
    reader.label("The host school", True).fill(title="A first-aid kit").press("Save").sees(
        "Visits that are planned from now on", "A first-aid kit"
    )
    reader.follow("A first-aid kit").fill(is_used=False).press("Save").sees("Not used any more")


@pytest.mark.parametrize("page", ["index", "show", "safety", "questions", "turns"])
def test_a_page_costs_the_same_however_much_there_is(
    app: Any, cast: Cast, base: str, visits: Visits, reader_for: Any, page: str
) -> None:
    visit_id = visits.planned(travellers=(cast.teacher.id,))
    of = visits.represented("vale", "ford")
    paths = {"index": base, "turns": f"/clusters/{cast.river}/turns", "show": f"{base}/{visit_id}"}
    path = paths.get(page, f"{base}/{visit_id}/{page}")
    counts = []
    for many in (1, 2, 27):

        def more(many: int = many) -> None:
            for number in range(many):
                put_visit(
                    cast, "hill", "tumaini", date(2027, 6, 1) + timedelta(days=number), "teacher", VisitStatus.PLANNED
                )
                put_visit(cast, "vale", "hill", date(2026, 6, 1) + timedelta(days=number), "vale_teacher")
                session().add(
                    VisitQuestion(represented_id=of["vale"], question=f"{number}?", asked_by_id=cast.vale_teacher.id)
                )
                session().add(TurnSwap(cluster_id=cast.river, turn="host", school_id=cast.school["ford"], other_school_id=cast.school["vale"],
                                       status="declined", asked_by_id=cast.ford_teacher.id))  # fmt: skip

        commit(app, more)
        counts.append(len(reader_for(cast.coordinator).get(path).statements))
    assert counts[0] == counts[1] == counts[2] <= 13, counts
