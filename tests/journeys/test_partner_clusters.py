"""Two clusters find one another, and a partner that is not here yet builds a cluster of its own: by the test client, and on a phone without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.journeys.screen import ScreenReader
from tests.journeys.story import PASSWORD, Story
from tests.running.matching.conftest import lake
from tests.support.cast import Cast
from tests.support.reader import Reader

__all__ = ["lake"]

ADDRESS = "rehema@mto.example"


def tell(story: Story) -> None:
    """First the clusters that look for one another, then the partner who comes by mail."""
    clusters_find_one_another(story)
    a_partner_builds_its_own(story)


def clusters_find_one_another(story: Story) -> None:
    home = f"/clusters/{story.cast.river}"
    carys = story.who("coordinator").get(f"{home}/partnership").follow("See the clusters that look for a partner")
    carys.sees("Lake schools", "Equal numbers: 3 schools each").follow("Say what we look for")
    carys.fill(is_looking="yes", looking_for="Schools by a lake").press("Save").sees("Schools by a lake")
    carys.follow("Lake schools").sees("A theme like yours").follow("Ask this cluster to be our partner")
    carys.fill(proposal="A year of water", message="Shall we measure together?").press("Send the request")
    carys.sees("waits for an answer")

    olu = story.who("outsider").get("/what-needs-me")
    olu.follow("Answer the cluster River schools, which would like to be your partner cluster")
    olu.sees("Shall we measure together?").follow("Say yes").press("Say yes").follow("Go to the shared board")
    carys.get("/notices").sees("Lake schools")

    carys.get(f"{home}/partnership").follow("See who fits whom, and the empty places").sees("Two clusters side by side")
    carys.sees("Brook High School").get(f"{home}/partnership").follow("Write to the lead of Lake schools")
    carys.fill(words="Shall we call on Friday?").press("Send").sees("Shall we call on Friday?")
    olu.get("/notices").follow("The lead of River schools has written to you").sees("Shall we call on Friday?")
    olu.fill(words="Friday is fine.").press("Send").sees("Friday is fine.")


def a_partner_builds_its_own(story: Story) -> None:
    home = f"/clusters/{story.cast.river}"
    carys = story.who("coordinator").get(f"{home}/matching").follow("Invite your own partner")
    carys.fill(school_name="Mto School", country="KE", contact_name="Rehema", address=ADDRESS)
    carys.fill(message="Remember our lake?").press("Send the invitation").sees("waits for an answer")
    invitation = story.path_in(story.letter_to(ADDRESS, about="River schools"), "/mirror/")

    rehema = story.as_someone(None)
    rehema.get(invitation).sees("River schools would like you as partners", "Remember our lake?")
    rehema.get("/register").fill(
        name="Rehema Said", email=ADDRESS, password=PASSWORD, zone="Africa/Nairobi", adult=True
    )
    rehema.press("Create account")
    rehema.get(story.path_in(story.letter_to(ADDRESS, about="address"), "/link/")).press("Confirm")
    rehema.fill(email=ADDRESS, password=PASSWORD).press("Sign in")
    rehema.get(invitation).press("This is for us").follow("Register it without a number")
    rehema.fill(name="Mto School", country="KE", town="Kisumu", zone="Africa/Nairobi", phase="primary", job="Teacher")
    rehema.fill(head_name="Hawa Head", head_email="head@mto.example", evidence="A letter of the county office.").press(
        "Register the school"
    )
    rehema.get("/what-needs-me").follow("Build your own cluster as partner of River schools")
    rehema.fill(name="Mto and friends").press("Build our cluster").sees("Mto and friends", "place")
    story.as_someone(None).get(invitation, expect=410).sees("This link has done its work")

    carys.get(f"{home}/partnership").sees("Mto and friends").follow("Write to the lead of Mto and friends")
    carys.fill(words="Karibu!").press("Send").sees("Karibu!")


@pytest.mark.timeout(120)
def test_partner_clusters_in_the_test_client(app: Flask, cast: Cast, lake: Any) -> None:
    tell(Story(app, cast, lambda person: Reader(app, person)))


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, 1280])
def test_partner_clusters_in_a_browser_without_javascript(
    app: Flask, cast: Cast, lake: Any, site: Any, width: int
) -> None:
    def at_a_screen(person: Any) -> ScreenReader:
        return ScreenReader(site.page(person, width=width, javascript=False), site.url)

    reader: Callable[[Any], Any] = at_a_screen
    tell(Story(app, cast, reader))
