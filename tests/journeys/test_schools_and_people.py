"""Schools and their people: finding one another, moving, looking after accounts and entries. By the test client, and in a browser without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.identity.profiles.models import Setting
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember, SchoolStatus
from tests.identity.finding.conftest import describe
from tests.journeys.screen import ScreenReader
from tests.journeys.story import Story
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

WORDS = "Our Year 5 would like to write letters with yours."


@pytest.fixture
def described(app: Flask, cast: Cast) -> None:
    """Hill and Brook say what they are; Vale is here twice."""

    def make() -> None:
        held = session()
        describe(held.get_one(School, cast.school["hill"]), languages=["en"], setting=Setting.TOWN, themes=["water"])
        describe(
            held.get_one(School, cast.school["brook"]), languages=["cy", "en"], setting=Setting.REMOTE, themes=["water"]
        )
        twice = School(
            name="VALE Primary School",
            town="Marlbury",
            status=SchoolStatus.CONFIRMED_BY_HEAD,
            proposed_by_id=cast.nobody.id,
        )
        held.add(twice)
        held.flush()
        held.add(SchoolMember(school_id=twice.id, person_id=cast.nobody.id, status=MemberStatus.MEMBER))
        held.add(SchoolFunction(school_id=twice.id, person_id=cast.nobody.id, function=Function.CONTACT))

    commit(app, make)


def tell(story: Story) -> None:
    """Each scene is a flow of its own."""
    schools_find_one_another(story)
    the_record_is_kept(story)
    a_teacher_moves(story)
    two_entries_become_one(story)
    a_school_is_put_on_hold(story)
    an_account_is_looked_after(story)
    an_organisation_is_entered(story)
    someone_signs_in_more_safely(story)


def schools_find_one_another(story: Story) -> None:
    tom = story.who("teacher").get("/partners").fill(theme="water").press("Search").sees("Brook High School")
    tom.follow("Show where these schools are").sees("The country with the most")
    tom.get("/partners/contrasts").sees("Brook High School", "What differs", "What we share").follow(
        "Brook High School"
    )
    tom.follow("Ask this school to be our partner")
    tom.fill(proposal="Letters", message=WORDS).press("Send the request").sees("waits for an answer")
    asked = tom.path
    olu = story.who("outsider").get("/partners/requests").sees("Schools that ask us", "Hill Primary School")
    olu.get(asked).follow("Say yes").press("Say yes").sees("accepted")
    tom.get("/partners/requests").sees("accepted")


def the_record_is_kept(story: Story) -> None:
    home = f"/schools/{story.cast.school['hill']}"
    carys = (
        story.who("coordinator").get(f"{home}/record/description").fill(description="A school on a hill.").press("Save")
    )
    carys.sees("A school on a hill.").get(f"{home}/awards/new")
    carys.fill(award="isa", level="intermediate").press("Add the award").sees("International School Award")
    carys.get(f"/partners/schools/{story.cast.school['hill']}/looking").fill(
        looking="yes", looking_for="Friends by the sea"
    )
    carys.press("Save").sees("Friends by the sea")


def a_teacher_moves(story: Story) -> None:
    hill, brook = story.cast.school["hill"], story.cast.school["brook"]
    tom = (
        story.who("teacher")
        .get(f"/schools/{hill}")
        .follow("If you left today: what would break?")
        .sees("If you left today")
    )
    tom.get(f"/schools/{brook}/join").fill(
        job="Head of maths", leaves_id=str(hill), leaving_on=clock.today() + timedelta(days=20)
    )
    tom.press("Ask to join").sees("Brook High School")
    olu = story.who("outsider").get("/what-needs-me").follow("Tom O'Neill")
    olu.fill(answer="yes").press("Send the answer").sees("is now a member")
    tom.get("/schools/mine").sees("Hill Primary School", "Brook High School")


def two_entries_become_one(story: Story) -> None:
    maya = story.who("manager").get("/verification/duplicates").sees("same name and town").follow("Vale Primary School")
    maya.sees("Side by side").fill(stays=str(story.cast.school["vale"]), reason="Registered twice.", sure=True)
    there = maya.path
    maya.press("Make them one").sees("The two entries are one school now.")
    maya.get(there).sees("These two are one school already").follow("Go to the school").sees("Vale Primary School")


def a_school_is_put_on_hold(story: Story) -> None:
    vic = story.who("vale_teacher").get(f"/clusters/{story.cast.river}/board/threads/new")
    vic.fill(title="Secret garden", text="Words of Vale.").press("Put it on the board")
    there = vic.path
    maya = story.who("manager").get(f"/verification/{story.cast.school['vale']}")
    maya.fill(hold_reason="We look into a complaint.", hides_posts=True).press("Put the school on hold")
    maya.sees("What it wrote on boards is hidden.")
    fay = story.who("ford_teacher").get(there).does_not_see("Words of Vale.", "Secret garden")
    maya.fill(hold_reason="The head telephoned us.").press("Take the school up again").sees("is back.")
    fay.get(there).sees("Words of Vale.", "Secret garden")


def an_account_is_looked_after(story: Story) -> None:
    vic = story.cast.vale_teacher
    ali = story.who("admin").get("/administration/people").fill(q="Vic d").press("Search").follow(vic.name)
    ali.follow("Put the account on hold").fill(reason="Somebody else used it.", hides=True).press(
        "Put the account on hold"
    )
    fay = story.who("ford_teacher").get(f"/clusters/{story.cast.river}/board").does_not_see("Secret garden")
    ali.follow("See why it is hidden").sees("1 message on a board").follow("Show all of it again")
    ali.fill(reason="It was all a mistake.").press("Show all of it again").sees("shown again")
    fay.get(f"/clusters/{story.cast.river}/board").sees("Secret garden")
    ali.get(f"/administration/people/{vic.id}").follow("Open the account again").fill(reason="It has a new password.")
    ali.press("Open the account again").sees("The account is open again.")


def an_organisation_is_entered(story: Story) -> None:
    maya = story.who("manager").get("/organisations").follow("Enter an organisation")
    maya.fill(kind="museum", name="Museum of Bread", town="Marlbury").press("Save").sees("Museum of Bread")
    ada = story.who("authority").get("/area").sees("Hill Primary School").follow("Clusters")
    ada.sees("River schools")


def someone_signs_in_more_safely(story: Story) -> None:
    helen = story.who("head").get("/profile/keys").fill(name="Our website").press("Make a key").sees("Our website")
    helen.press("Take this key back").sees("reads nothing any more")
    helen.get("/profile/security").follow("Set up an app for codes")
    found = helen.page.select_one(".app-secret")
    assert found is not None
    secret = "".join(found.get_text().split())
    helen.fill(code=pyotp.TOTP(secret).at(clock.now())).press("Go on").sees("Keep these recovery codes")


@pytest.mark.timeout(120)
def test_schools_and_people_in_the_test_client(app: Flask, cast: Cast, described: None) -> None:
    tell(Story(app, cast, lambda person: Reader(app, person)))


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.soak)])
def test_schools_and_people_in_a_browser_without_javascript(
    app: Flask, cast: Cast, described: None, site: Any, width: int
) -> None:
    def at_a_screen(person: Any) -> ScreenReader:
        return ScreenReader(site.page(person, width=width, javascript=False), site.url)

    reader: Callable[[Any], Any] = at_a_screen
    tell(Story(app, cast, reader))
