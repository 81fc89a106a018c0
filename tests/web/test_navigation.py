"""The way around is short, and leads nobody to a page that is not for them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.cast import Cast

Readers = Callable[..., Any]
PARTNERSHIP = "/clusters/{cluster}/partnership/{partnership}"
SCHOOL_WORK = ["Clusters", "Calendar", "School"]


def ways(reader: Any) -> list[str]:
    return [a.get_text(" ", strip=True) for a in reader.page.select(".app-nav a")]


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("teacher", ["What needs me", *SCHOOL_WORK, "Programmes"]),
        ("nobody", ["What needs me", *SCHOOL_WORK, "Programmes"]),
        ("reviewer", ["What needs me", "Programmes", "Reviews"]),
        ("moderator", ["What needs me", "Programmes"]),
        ("officer", ["What needs me", "Clusters", "Programmes"]),
        ("authority", ["What needs me", "Clusters", "Programmes", "My area"]),
        ("admin", ["What needs me", "Programmes", "Verification", "Record", "Mail"]),
    ],
)
def test_each_is_shown_their_own_ways(cast: Cast, reader_for: Readers, who: str, shown: list[str]) -> None:
    reader = reader_for(cast.people[who]).get("/what-needs-me")
    assert [way for way in ways(reader) if way in {*shown, *SCHOOL_WORK, "Reviews", "Verification", "Record"}] == shown
    for a in reader.page.select(".app-nav a"):
        reader.get(str(a["href"]))


@pytest.mark.parametrize(("who", "to"), [("admin", "Verification"), ("reviewer", "Reviews"), ("authority", "My area")])
def test_an_empty_list_of_a_role_leads_to_its_own_page(cast: Cast, reader_for: Readers, who: str, to: str) -> None:
    reader = reader_for(cast.people[who]).get("/what-needs-me").sees("Nothing needs you right now")
    assert reader.page.select_one(".app-empty a").get_text(strip=True) == to


def test_the_tabs_of_finding_lead_staff_to_no_closed_door(cast: Cast, reader_for: Readers) -> None:
    for who, shown in (("officer", False), ("coordinator", True)):
        reader = reader_for(cast.people[who]).get("/partners")
        paths = [str(a["href"]) for a in reader.page.select("main .app-tabs a")]
        assert ("/partners/requests" in paths) == shown
        for path in paths:
            reader.get(path)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (PARTNERSHIP + "/health", "Clusters"),
        (PARTNERSHIP + "/plan", "Clusters"),
        (PARTNERSHIP + "/agreement", "Clusters"),
        ("/clusters/{cluster}/calendar/weeks", "Calendar"),
        ("/schools/{school}/year-dates", "School"),
    ],
)
def test_the_place_is_marked(cast: Cast, reader_for: Readers, path: str, place: str) -> None:
    here = path.format(cluster=cast.river, partnership=cast.partnership, school=cast.school["hill"])
    page = reader_for(cast.coordinator).get(here).page
    assert [one.get_text(strip=True) for one in page.select(".app-nav a[aria-current]")] == [place]
