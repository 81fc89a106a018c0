"""The pages of finding, as people meet them."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from portal.core.database import session
from portal.identity.finding.models import SchoolListing
from portal.identity.profiles.models import Looking
from tests.support.cast import Cast
from tests.support.reader import Reader

Listed = Callable[..., uuid.UUID]
Own = Callable[..., None]


def test_a_search_stays_in_the_address(app: Flask, cast: Cast, listed: Listed) -> None:
    for number in range(51):
        listed(f"Lake School {number}", country="KE", languages=["sw"], themes=["water"])
    listed("Hill Top School", country="NP")
    reader = Reader(app, cast.teacher).get("/partners")
    reader.fill(q="lake", country="KE", theme="water").press("Search")
    assert (
        reader.path
        == "/partners?q=lake&who=yes&country=KE&age=&theme=water&language=&setting=&tool=&affiliation=&specialism=&nation=&phase=&size="
    )
    assert len(reader.page.select(".app-list > li")) == 50
    reader.follow("More schools")
    assert "country=KE" in reader.path
    assert "after=" in reader.path
    assert len(reader.page.select(".app-list > li")) == 1
    assert "Hill Top" not in reader.text
    reader.follow("Clear all choices")
    assert reader.path == "/partners"


@pytest.mark.parametrize(
    "query",
    [
        "country=XX",
        "country=KE&country=GB",
        "who=everyone",
        "age=7",
        "after=%00",
        "q=%00%ff",
        "theme[]=water",
        "differs=none",
        "school=1",
    ],
)
@pytest.mark.parametrize("path", ["/partners", "/partners/contrasts"])
def test_odd_wishes_are_no_wishes(app: Flask, cast: Cast, listed: Listed, own: Own, path: str, query: str) -> None:
    own("hill")
    listed("Lake School", country="KE")
    Reader(app, cast.teacher).get(f"{path}?{query}", expect=200)


def test_nobody_is_named_and_no_address_is_shown(app: Flask, cast: Cast, own: Own) -> None:
    own("vale", looking_for="Letters")
    reader = Reader(app, cast.outsider)
    for path in ("/partners", "/partners/contrasts", f"/partners/schools/{cast.school['vale']}"):
        reader.get(path, expect=200)
        for person in cast.people.values():
            assert person.email not in reader.text
            assert person.key == "outsider" or person.name not in reader.page.select_one("main").get_text()  # type: ignore[union-attr]
        assert "@" not in reader.page.select_one("main").get_text()  # type: ignore[union-attr]


def test_only_members_of_a_school_search(app: Flask, cast: Cast) -> None:
    Reader(app, cast.nobody).get("/partners", expect=403)
    Reader(app, cast.reviewer).get("/partners", expect=403)
    Reader(app, cast.waiting).get("/partners", expect=200)
    Reader(app, cast.officer).get("/partners", expect=200)


def test_a_school_that_is_not_listed_is_not_there_for_others(app: Flask, cast: Cast, own: Own) -> None:
    own("quiet")
    path = f"/partners/schools/{cast.school['quiet']}"
    Reader(app, cast.teacher).get(path, expect=404)
    reader = Reader(app, cast.waiting).get(path, expect=200)
    assert "Nobody else sees this yet" in reader.text


def test_contrasts_name_what_differs_and_what_is_shared(app: Flask, cast: Cast, own: Own, listed: Listed) -> None:
    own("hill", languages=["en"], themes=["water"])
    listed("Lake School", country="KE", zone="Africa/Nairobi", languages=["en", "sw"], themes=["water"])
    reader = Reader(app, cast.teacher).get("/partners/contrasts?differs=language&where=abroad", expect=200)
    found = reader.page.select_one(".app-list > li").get_text(" ", strip=True)  # type: ignore[union-attr]
    assert "Country: Kenya, about 6,800 km away (ours: United Kingdom)" in found
    assert "Languages: English, Swahili (ours: English)" in found
    assert "Themes: Water and rivers" in found
    checked = [box["value"] for box in reader.page.select("input[name=differs][checked]")]
    assert checked == ["language"]


def test_without_a_school_there_is_nothing_to_compare(app: Flask, cast: Cast) -> None:
    assert "not a member of a school" in Reader(app, cast.officer).get("/partners/contrasts", expect=200).text


def test_the_contact_says_that_the_school_is_looking(app: Flask, cast: Cast, own: Own) -> None:
    own("hill", looking=Looking.NO)
    reader = Reader(app, cast.coordinator).get(f"/partners/schools/{cast.school['hill']}/looking", expect=200)
    reader.label("Yes, we are looking", None).press("Save", expect=422)
    assert "Write what you are looking for" in reader.errors()[0]
    reader.label("Yes, we are looking", None).fill(looking_for="A school by the sea", partners_wanted=3).press("Save")
    assert "A school by the sea" in reader.text
    assert "Room for 3 partner schools" in reader.text
    with app.app_context():
        assert session().query(SchoolListing).one().version == 2


def test_who_may_say_it(app: Flask, cast: Cast, own: Own) -> None:
    own("hill")
    path = f"/partners/schools/{cast.school['hill']}/looking"
    Reader(app, cast.head).get(path, expect=200)
    Reader(app, cast.teacher).get(path, expect=403)
    Reader(app, cast.outsider).get(path, expect=404)


@pytest.mark.parametrize("path", ["/partners", "/partners/contrasts?differs=language"])
def test_the_same_statements_for_one_three_and_thirty(
    app: Flask, cast: Cast, own: Own, listed: Listed, path: str
) -> None:
    own("hill", languages=["en"])
    reader, counts = Reader(app, cast.teacher), []
    reader.get(path)
    made = 0
    for number in (1, 3, 30):
        for _ in range(number - made):
            listed(f"Lake School {made}", country="KE", languages=["sw"], themes=["water"])
            made += 1
        counts.append(len(reader.get(path, expect=200).statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 5


def test_what_others_see_is_linked_once_there_is_something(app: Flask, cast: Cast, own: Own) -> None:
    link = "What others see of Hill Primary School"
    Reader(app, cast.teacher).get("/partners").does_not_see(link)
    own("hill")
    Reader(app, cast.teacher).get("/partners").follow(link).sees("What others see of our school")
