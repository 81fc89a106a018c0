"""The page that says how it is going, in a browser without a script."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.duty import DutyKind, owe
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.running.board.models import Post, Thread
from portal.running.partnerships.models import Pair, PairStatus
from tests.support.cast import Cast, commit


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/clusters/{cast.river}/partnership/{cast.partnership}/health"


def test_the_holiday_is_named_first(app: Any, cast: Cast, page: str, reader_for: Any) -> None:
    today = clocks.today()

    def add() -> None:
        session().add(
            SchoolPeriod(school_id=cast.school["tumaini"], kind=PeriodKind.HOLIDAY, name="April holiday",
                         starts_on=today, ends_on=today + timedelta(days=5))
        )  # fmt: skip

    commit(app, add)
    reader = reader_for(cast.teacher).get(page)
    reader.sees("How is it going?", "It is holiday time, so silence is to be expected.", "April holiday until")
    reader.does_not_see("We do not know its holidays", "blame")
    reader.follow("Write a friendly message").sees("On holiday now: Tumaini Primary School.")


def test_a_friendly_message_in_two_languages_is_changed_and_sent(
    app: Any, cast: Cast, page: str, reader_for: Any, rows: Any
) -> None:
    def lay() -> None:
        owe(DutyKind.BREAK_SILENCE, subject_id=cast.partnership, title="Hill – Tumaini", cluster_id=cast.river,
            school_id=cast.school["hill"], office="contact")  # fmt: skip

    commit(app, lay)
    needs = (
        reader_for(cast.coordinator).get("/what-needs-me").sees("Say hello again: it has been quiet in Hill – Tumaini")
    )
    needs.follow("Say hello again")
    assert needs.path == page
    reader = reader_for(cast.teacher).get(page).follow("Write a friendly message")
    text = reader.page.find("textarea", attrs={"name": "text"}).text
    assert "Wapendwa marafiki wa Tumaini Primary School" in text
    assert "Dear friends at Tumaini Primary School" in text
    reader.follow("Français")
    assert "Chers amis de Tumaini" in reader.page.find("textarea", attrs={"name": "text"}).text
    reader.fill(text="").press("Send the message", expect=422)
    assert reader.errors() == ["Write a message."]
    reader.fill(text="Ring me on 07700 900123").press("Send the message", expect=422)
    assert "phone number" in reader.errors()[0]
    reader.fill(text="Habari <script>alert(1)</script>").press("Send the message").sees("Your message is on the board.")
    assert rows(sa.select(Thread.title)) == [("Hello from Hill Primary School",)]
    assert "<script>" not in rows(sa.select(Post.html))[0][0]
    reader_for(cast.coordinator).get("/what-needs-me").does_not_see("Say hello again")
    other = reader_for(cast.abroad).get(f"{page}/hello")
    assert "Dear friends at Hill Primary School" in other.page.find("textarea", attrs={"name": "text"}).text


def test_the_coordinator_sets_days_and_another_restart(cast: Cast, page: str, reader_for: Any) -> None:
    reader = reader_for(cast.coordinator).get(page).follow("Change after how many days")
    reader.fill(days=3).press("Save", expect=422)
    assert reader.errors() == ["Enter a number from 7 to 180."]
    reader.fill(days=20).press("Save").sees("After 20 silent school days")
    reader.press("We know each other well").sees("The partnership is established.", "Established")
    reader.follow("Put it on hold until a day").fill(reason="Exams").press("Put it on hold")
    reader.get(page).sees("There is no day yet on which it goes on.").follow("Choose another day to go on")
    reader.fill(restart_on=date(2020, 1, 1)).press("Save the day", expect=422)
    assert reader.errors() == ["Choose a day in the future."]
    reader.fill(restart_on=date(2027, 5, 4)).press("Save the day").sees("It goes on on Tuesday 4 May 2027.")
    reader.press("Go on")


def test_who_may_what(cast: Cast, page: str, reader_for: Any) -> None:
    for someone in (cast.teacher, cast.abroad, cast.officer):
        reader_for(someone).get(page)
    reader_for(cast.outsider).get(page, expect=404)
    reader_for(cast.officer).get(f"{page}/hello", expect=403)
    reader_for(cast.outsider).get(f"{page}/hello", expect=404)
    for door in ("remind", "restart"):
        reader_for(cast.teacher).get(f"{page}/{door}", expect=403)
        reader_for(cast.outsider).get(f"{page}/{door}", expect=404)
    reader_for(cast.teacher).post(f"{page}/establish", expect=403)


def test_the_page_costs_the_same_however_many_links_there_are(
    app: Any, cast: Cast, page: str, reader_for: Any, second_partner: Any
) -> None:
    reader = reader_for(cast.coordinator)
    reader.get(page)
    before = len(reader.get(page).statements)

    def more() -> None:
        for key in ("vale", "ford", "hill"):
            for partner in (cast.school["tumaini"], second_partner):
                if (key, partner) != ("hill", cast.school["tumaini"]):
                    session().add(
                        Pair(partnership_id=cast.partnership, home_school_id=cast.school[key], partner_school_id=partner,
                             status=PairStatus.AGREED, agreed_at=clocks.now())
                    )  # fmt: skip

    commit(app, more)
    assert len(reader.get(page).statements) == before <= 12, reader.statements
    assert len(reader.page.select(".app-card")) == 6
