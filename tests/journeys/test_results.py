"""The results of a round, as the programme's managers live them: a decision is recorded beside the budget, its letter goes back once, is read, and is sent to
the list that was shown; the cluster reads it, meets its condition and accepts; the report is written by both sides. Told by the test client, and at a
phone without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.applying.awards.jobs import look_after_awards
from portal.applying.funding import services as funding
from portal.applying.monitoring.jobs import look_after_reports
from portal.core import clock as clocks
from portal.core.actors import SYSTEM
from portal.core.clock import clock
from portal.core.perform import perform
from tests.applying import desk
from tests.journeys.screen import ScreenReader
from tests.support.cast import Cast
from tests.support.reader import Reader


def lay(app: Flask, cast: Cast) -> tuple[Any, Any]:
    """An application that the panel has discussed, in a round with a budget. Answers the application and the round."""
    with app.app_context():
        made = desk.at_the_panel(cast, clock)
        desk.note(cast, made)
        desk.award_rules(made, terms="We write two short reports.")
        planned = desk.read(made).round
        round_id = planned.id
        perform(funding.add_line, planned, by=SYSTEM, name="Visits", amount=5000)
        return made, round_id


def tell(app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
    made, round_id = lay(app, cast)
    page, outcome = f"/applications/{made}/decision", f"/applications/{made}/outcome"
    manager = as_someone(cast.manager).get("/what-needs-me").follow("Record the decision").sees("5,000")
    manager.fill(
        outcome="conditional",
        reasons="One clear reason.",
        feedback="Plan for rain.",
        conditions="Name a second contact.",
    )
    manager.press("Record the decision", expect=422).sees("Choose the line of the budget.")
    lines = manager.page.find("select", {"name": "funding_line_id"}).find_all("option")
    manager.fill(funding_line_id=str(lines[1]["value"]), amount="1200").press("Record the decision").sees(
        "recorded and held"
    )
    second = as_someone(cast.manager2).get("/what-needs-me").follow("Read the letter before it is sent")
    second.fill(answer="change", words="Thank them first.").press("Save my answer")
    manager.get(page).sees("Thank them first.").fill(reasons="Thank you. One clear reason.").press(
        "Record the decision"
    )
    as_someone(cast.coordinator).get(f"/applications/{made}").does_not_see("One clear reason", "Approved")
    second.get("/what-needs-me").follow("Read the letter before it is sent").sees("Thank you. One clear reason.")
    second.fill(answer="right").press("Save my answer").sees("Nothing is sent yet", cast.vale_head.name)
    second.press("Send the results").sees("The results are sent: 1 of 1")
    head = as_someone(cast.vale_head).get("/notices").sees("There is news about your application")
    head.get(outcome).sees("Thank you. One clear reason.", "Name a second contact.")
    second.get(f"/rounds/{round_id}/results/delivery").sees(cast.vale_head.name)
    for key in ("head", "vale_head", "ford_head"):
        signs = as_someone(cast.people[key]).get("/what-needs-me").follow("Accept the award")
        signs.follow("Accept for our school").sees("We write two short reports.", "1,200 GBP")
        signs.fill(agreed=True).press("Accept for our school").sees("Your school has accepted")
    coordinator = as_someone(cast.coordinator).get("/what-needs-me").follow("See to a condition of your award")
    coordinator.follow("Tell the programme that it is met").fill(evidence="Ms Hall, since March.").press(
        "Tell the programme"
    )
    officer = as_someone(cast.officer).get("/what-needs-me").follow("Look whether a condition is met")
    officer.follow("Say how it stands").fill(verdict="met").press("Save").sees("Met")
    clock.hold(clocks.now() + timedelta(days=160))
    with app.app_context():
        look_after_awards()
        look_after_reports()
    abroad = as_someone(cast.abroad).get("/what-needs-me").follow("Add your school’s words")
    abroad.fill(words="Tulifurahi.").press("Add our words").sees("Tulifurahi.")
    coordinator, officer = as_someone(cast.coordinator), as_someone(cast.officer)
    coordinator.get("/what-needs-me").follow("Write the report to the programme").follow("Write the report")
    coordinator.fill(went_well="We wrote letters.", spending="Stamps.").press("Save the report")
    coordinator.press("Send the report to the programme").sees("With the programme")
    officer.get("/what-needs-me").follow("Read the report of an award").follow("Say whether it is enough")
    officer.fill(verdict="accept").press("Save").sees("Accepted", "Tulifurahi.")


def test_the_results_of_a_round_in_the_test_client(app: Flask, cast: Cast) -> None:
    tell(app, cast, lambda person: Reader(app, person))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_the_results_of_a_round_at_a_phone_without_javascript(app: Flask, cast: Cast, site: Any) -> None:
    def at_a_phone(person: Any) -> ScreenReader:
        return ScreenReader(site.page(person, width=390, javascript=False), site.url)

    tell(app, cast, at_a_phone)
