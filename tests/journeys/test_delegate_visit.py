"""One teacher travels for three schools: planned, welcomed, safe at both ends, with the questions of others along, and the answers brought home. Told by the
test client, and in a real browser at 390 pixels without JavaScript."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.clock import clock
from portal.core.database import session
from portal.core.duty import Duty
from portal.running.visits.models import Visit
from tests.journeys.screen import ScreenReader
from tests.journeys.test_ill_on_the_morning import letter_to, path_in
from tests.running.visits.conftest import declare
from tests.support.cast import Cast
from tests.support.reader import Reader

FIRST, LAST = date(2027, 5, 3), date(2027, 5, 7)
TRAVEL, HOST = "A risk assessment is written", "Visiting adults are never alone with pupils"


def tell(app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
    declare(app, cast, "hill", "tumaini")
    visits = f"/clusters/{cast.river}/visits"
    teacher = as_someone(cast.teacher).get(visits).follow("Plan a visit")
    words = {"title": "A week by the lake", "purpose": "To plan the year together, for all of us."}
    teacher.fill(
        **words, host=cast.school["tumaini"], starts_on=FIRST, ends_on=LAST, travellers=[cast.teacher.id], cost_cap=1900
    )
    teacher.press("Ask the host school").sees("The host school is asked.")
    page = teacher.path

    # the host says yes, through the link in the mail; two schools are asked for their questions
    host = as_someone(cast.abroad).get(
        path_in(letter_to(app, cast.abroad.email, "would like to visit your school"), "/visits/")
    )
    host.press("They are welcome").sees("Needs confirming")
    teacher.get(page).follow("Represent other schools")
    teacher.fill(person=cast.teacher.id, schools=[cast.school["vale"], cast.school["ford"]]).press("Save the list")
    teacher.sees("Tom O'Neill takes their questions along", "Vale Primary School: is asked for its questions")
    vale = as_someone(cast.vale_contact).get(
        path_in(letter_to(app, cast.vale_contact.email, "What shall be asked there?"), "questions-of")
    )
    vale.follow("Give a question along").fill(question="What do your youngest pupils sing?").press("Give it along")
    vale.sees("It is taken along.", "What do your youngest pupils sing?")
    ford = as_someone(cast.ford_teacher).get("/what-needs-me").follow("Give your questions along: A week by the lake")
    ford.press("We have no question").sees("You will read the report all the same.")
    host.get(f"{page}/questions").sees("What do your youngest pupils sing?")

    # nothing is confirmed before both ends have looked after every point
    teacher.get(f"{page}/safety").does_not_see("Confirm the visit").sees("Before the visit can be confirmed")
    for title in (
        TRAVEL,
        "Your authority knows of the visit",
        "Everyone who travels is insured",
        "Somebody at home can be reached day and night",
    ):
        teacher.follow(title).fill(state="done").press("Save").sees("Saved: " + title)
    teacher.follow("Passports and visas are valid").fill(
        state="not_needed", note="His passport holds until 2031."
    ).press("Save")
    teacher.follow("Name the responsible adult").fill(person=cast.teacher.id).press("Name this person")
    host.get(f"{page}/safety").follow(HOST).fill(state="done").press("Save")
    host.follow("Name the responsible adult").fill(person=cast.abroad_teacher.id).press("Name this person").sees(
        "Everything is in order."
    )
    teacher.get(page).press("Confirm the visit").sees("It is confirmed", "Confirmed")
    assert "The visit takes place" in letter_to(app, cast.vale_contact.email, "The visit takes place")
    vale.get("/calendar?month=2027-05").sees("Visit: A week by the lake")

    # on the last day the answer is written; at home the report, which every school reads
    clock.hold(datetime(2027, 5, 7, 15, tzinfo=UTC))
    teacher = as_someone(cast.teacher).get("/what-needs-me").follow("Bring the answers home: A week by the lake")
    teacher.follow("Write the answer").fill(answer="Songs about rain. I have two of them on paper.").press(
        "Save the answer"
    )
    assert "The answers to your school" in letter_to(app, cast.vale_contact.email, "The answers to your school")
    as_someone(cast.vale_teacher).get(f"{page}/questions").sees("Songs about rain.")
    teacher.get("/what-needs-me").follow("Tell the cluster how the visit was: A week by the lake")
    teacher.fill(report="We wrote the plan for the year under a mango tree.").press("Publish the report").sees(
        "Reported"
    )
    as_someone(cast.ford_teacher).get(page).sees("We wrote the plan for the year under a mango tree.")
    turns = (
        as_someone(cast.head)
        .get(f"/clusters/{cast.river}/turns")
        .sees("Monday 3 May 2027", "Next: Ford Special School")
    )
    turns.sees("To host", "1 time")
    with app.app_context():
        assert session().scalars(sa.select(Visit.status)).all() == ["reported"]
        assert (
            session()
            .scalars(sa.select(Duty.kind).where(Duty.title == "A week by the lake", Duty.closed_at.is_(None)))
            .all()
            == []
        )
        session().rollback()


@pytest.mark.timeout(120)
def test_a_delegate_visit_in_the_test_client(app: Flask, cast: Cast) -> None:
    tell(app, cast, lambda person: Reader(app, person))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_a_delegate_visit_at_a_phone_without_javascript(app: Flask, cast: Cast, site: Any) -> None:
    def at_a_phone(person: Any) -> ScreenReader:
        return ScreenReader(site.page(person, width=390, javascript=False), site.url)

    tell(app, cast, at_a_phone)
