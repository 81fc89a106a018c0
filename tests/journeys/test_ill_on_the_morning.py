"""Ill on the morning: a teacher in Britain cannot come, a class in Kathmandu waits, schools on four clocks are asked, and one of them says yes from a
phone, through the link in the mail. Told by the test client, and in a real browser at 390 pixels without JavaScript."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar

from portal.core.clock import clock
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.activities.models import Activity
from tests.journeys.screen import ScreenReader
from tests.support import calendar
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

ZONES = {"hill": "Europe/London", "tumaini": "Asia/Kathmandu", "vale": "Africa/Casablanca", "ford": "America/New_York"}
DAY = date(2027, 3, 18)  # New York has changed its clocks, London not yet, Casablanca is back from Ramadan
MORNING = datetime(2027, 3, 18, 7, 10, tzinfo=UTC)
BOTH = "08:30 to 09:15 UK time; 14:15 to 15:00 in Kathmandu"


def lay(app: Flask, cast: Cast) -> str:
    """The schools on four clocks, and a confirmed activity. Answers its address."""

    def made() -> Any:
        for key, zone in ZONES.items():
            session().execute(sa.update(School).where(School.id == cast.school[key]).values(zone=zone))
            people = [one.id for one in cast.people.values() if one.school == key]
            session().execute(sa.update(Person).where(Person.id.in_(people)).values(zone=zone))

    commit(app, made)
    with app.app_context():
        texts = {"plan": "Begin with the river song.", "class_profile": "28 pupils, aged 9. One uses a wheelchair."}
        when = calendar.when(DAY, "08:30", "09:15")
        activity = calendar.confirmed(cast, when=when, **texts)
        session().commit()
    return f"/clusters/{cast.river}/activities/{activity}"


def letter_to(app: Flask, address: str, about: str) -> str:
    """The newest mail to an address whose subject holds `about`."""
    with app.app_context():
        query = sa.select(OutboxMail.subject, OutboxMail.text).where(OutboxMail.address == address)
        rows = session().execute(query.order_by(OutboxMail.id.desc())).all()
        session().rollback()
    fitting = [f"{subject}\n\n{text}" for subject, text in rows if about in subject]
    assert fitting, f"no mail to {address} about {about!r}; there are {[row[0] for row in rows]}"
    return fitting[0]


def path_in(letter: str, part: str) -> str:
    """The path of the first link that holds `part`."""
    return next(path for path in re.findall(r"https?://[^/\s]+(/\S+)", letter) if part in path)


def tell(app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
    clock.hold(datetime(2027, 3, 16, 10, tzinfo=UTC))
    page = lay(app, cast)
    head = as_someone(cast.vale_head).get(f"/schools/{cast.school['vale']}/time-out-of-class")
    head.fill(is_on=True).press("Save").sees("the head agrees before a teacher stands in")
    partner = as_someone(cast.abroad_teacher).get("/calendar/subscribe").press("Make my link")
    feed = re.sub(r"^https?://[^/]+", "", partner.page.find(id="address").get_text().strip())
    clock.hold(MORNING)
    teacher, stand_in, late, partner = (
        as_someone(who) for who in (cast.teacher, cast.vale_teacher, cast.ford_teacher, cast.abroad_teacher)
    )

    # ten past seven: four presses, and everyone is asked at once because it is today
    teacher.get(page).sees(BOTH).follow("I cannot do this").follow("A teacher of another school comes to our class")
    teacher.fill(whom=str(cast.school["ford"]), reason="illness").press("Ask for a stand-in")
    card = teacher.path

    # the mail reaches both schools, each on its own clocks; the link leads to the card, and the reason is not in it
    letter = letter_to(app, cast.vale_teacher.email, "can you stand in")
    assert "09:30 to 10:15 Casablanca time; 08:30 to 09:15 in London" in letter
    assert "04:30 to 05:15 New York time" in letter_to(app, cast.ford_teacher.email, "can you stand in")
    assert "llness" not in letter
    assert path_in(letter, "/handoffs/") == card
    stand_in.get(path_in(letter, "/handoffs/")).sees("Begin with the river song.", "One uses a wheelchair.", BOTH)
    late.get(card).sees("Begin with the river song.")
    stand_in.fill(introduction="I sing bass and bring a drum.").press("Yes, we will do it")

    # it counts as covered at once; the head agrees the time by one press, through a link of their own, on the clocks of the school
    stand_in.sees("waiting for their head")
    asked = letter_to(app, cast.vale_head.email, "have the time?")
    assert "09:30 to 10:15 Casablanca time" in asked
    head.get(path_in(asked, "/link/time-out-of-class/")).sees("Can Vic d'Arcy-Smith have the time?")
    head.press("Yes, the teacher has the time").sees("Thank you")
    stand_in.get(card).sees("Covered")

    # who was slower is thanked and reads the class no longer
    late.get(card).does_not_see("One uses a wheelchair.", "Yes, we will do it")

    # the partner knows who will appear, on its own clocks: mail, page and feed say the same
    told = letter_to(app, cast.abroad.email, "you will meet")
    assert "Vic d'Arcy-Smith of Vale Primary School" in told
    assert "I sing bass and bring a drum." in told
    assert "14:15 to 15:00 Kathmandu time; 08:30 to 09:15 in London" in told
    partner.get(page).sees("Stand-in: Vic d'Arcy-Smith of Vale Primary School.", BOTH).does_not_see("wheelchair")
    partner.follow("See who comes instead, or ask about it").follow("Ask about the stand-in")
    partner.fill(words="Does the drum fit through our door?").press("Ask").sees("the coordinator knows")
    assert "asks about the stand-in" in letter_to(app, cast.coordinator.email, "asks about the stand-in")
    (event,) = Calendar.from_ical(app.test_client().get(feed).data).walk("VEVENT")
    assert f"{event['DTSTART'].dt:%H:%M}-{event['DTEND'].dt:%H:%M}" == "08:30-09:15"
    assert "Stand-in: Vale Primary School" in event["DESCRIPTION"]
    assert BOTH in event["DESCRIPTION"]

    # it takes place, both sides say so, it is passed back, and the stand-in reads the class no longer
    clock.hold(MORNING + timedelta(hours=3))
    stand_in.get(card).follow("It took place")
    stand_in.fill(pupil_count="27", words="They drummed the river.").press("It took place")
    partner.get("/what-needs-me").follow("Joint assembly").follow("It took place").press("It took place")
    stand_in.get(card).follow("Pass it back").fill(debrief="They were merry.", next_step="Send the drum.").press(
        "Pass it back"
    )
    stand_in.get(card).does_not_see("wheelchair").follow("Thank-you certificate")
    stand_in.sees("Vic d'Arcy-Smith", "stood in for Hill Primary School")
    teacher.get(f"/clusters/{cast.river}/handoffs/balance").sees("has helped more often than it was helped")
    teacher.get(card).sees("They were merry.", "Send the drum.", "Passed back")
    with app.app_context():
        done = session().get_one(Activity, uuid.UUID(page.rsplit("/", 1)[1]))
        assert (done.status, done.pupil_count, done.owner_school_id) == ("delivered", 27, cast.school["hill"])
        session().rollback()


@pytest.mark.timeout(120)
def test_ill_on_the_morning_in_the_test_client(app: Flask, cast: Cast) -> None:
    tell(app, cast, lambda person: Reader(app, person))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_ill_on_the_morning_at_a_phone_without_javascript(app: Flask, cast: Cast, site: Any) -> None:
    def at_a_phone(person: Any) -> ScreenReader:
        return ScreenReader(site.page(person, width=390, javascript=False), site.url)

    tell(app, cast, at_a_phone)
