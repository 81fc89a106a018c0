"""The partnership page in a browser without a script."""

import uuid
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portal.forming.clusters.models import ClusterMembership
from portal.running.partnerships.models import Pair, Partnership
from tests.support.cast import commit

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def path(cast: Any) -> str:
    return f"/clusters/{cast.river}/partnership"


def test_the_page_shows_who_is_linked_with_whom(path: str, reader_for: Any, cast: Any, second_partner: Any) -> None:
    reader = reader_for(cast.abroad).get(path)
    reader.sees("River and lake", "New", "Partner schools", "Ziwa Primary School (Nairobi time)")
    table = reader.page.find("table")
    rows = [[" ".join(c.get_text(" ").split()) for c in tr.find_all(["th", "td"])] for tr in table.find_all("tr")]
    assert rows == [
        ["School here", "Tumaini Primary School", "Ziwa Primary School", "In words"],
        ["Ford Special School", "– not linked", "– not linked", "not linked yet"],
        ["Hill Primary School", "Linked", "– not linked", "linked with one"],
        ["Vale Primary School", "– not linked", "– not linked", "not linked yet"],
        ["In words", "linked with one", "not linked yet", ""],
    ]
    assert [th.get("scope") for th in table.select("tbody th")] == ["row"] * 4


def test_two_schools_are_linked_when_the_other_agrees(path: str, reader_for: Any, cast: Any, rows: Any) -> None:
    reader = reader_for(cast.vale_teacher).get(path).follow("Link two schools")
    reader.press("Propose the link", expect=422)
    assert reader.errors() == ["Choose a school.", "Choose a partner school."]
    reader.fill(home_school=cast.school["ford"], partner_school=cast.school["tumaini"])
    reader.press("Propose the link", expect=422)
    assert reader.errors() == ["You can propose a link for your own school only."]
    reader.fill(home_school=cast.school["vale"], partner_school=cast.school["tumaini"]).press("Propose the link")
    reader.sees("The link is proposed.", "Tumaini Primary School is asked to agree.", "Take the proposal back")

    pair = rows(sa.select(Pair.id).where(Pair.status == "proposed"))[0][0]
    one = f"{path}/{cast.partnership}/pairs/{pair}"
    for door in ("agree", "decline"):
        reader_for(cast.vale_teacher).post(f"{one}/{door}", expect=403)
        reader_for(cast.outsider).post(f"{one}/{door}", expect=404)
    reader_for(cast.ford_teacher).post(f"{one}/end", expect=403)
    abroad = reader_for(cast.abroad).get(path).press("Agree to the link")
    abroad.sees("The two schools are linked now.")
    assert rows(sa.select(Pair.status).where(Pair.id == pair)) == [("agreed",)]
    abroad.post(f"{one}/agree", expect=303)
    abroad.get(path).sees("This link was answered already.")
    reader.get(path).follow("End the link").sees("You cannot take it back").press("End the link").sees(
        "The two schools are no longer linked."
    )


def test_the_coordinator_opens_changes_pauses_and_ends(path: str, reader_for: Any, cast: Any, rows: Any) -> None:
    reader = reader_for(cast.coordinator).get(path).follow("Open a partnership")
    reader.fill(name="").press("Open the partnership", expect=422)
    assert reader.errors() == ["Enter a name for the partnership."]
    reader.fill(name=PROBE).press("Open the partnership").sees("The partnership is open.", "<script>alert(1)</script>")
    assert not reader.page.select("main script, main img")
    made = rows(sa.select(Partnership.id, Partnership.status).where(Partnership.name == PROBE))[0]
    assert made.status == "active"

    one = f"{path}/{made.id}"
    stale = reader_for(cast.coordinator).get(f"{one}/edit")
    reader.get(f"{one}/edit").fill(name="Rivers").label("One project", True).press("Save").sees("Saved.", "Rivers")
    stale.fill(name="Lakes").press("Save", expect=409).sees("This was changed while you were writing", "Rivers")
    assert stale.page.find(attrs={"name": "name"})["value"] == "Lakes"
    reader.get(f"{one}/pause").press("Put it on hold", expect=422)
    assert reader.errors() == ["Say why, in a few words."]
    reader.fill(reason="Floods " + PROBE, restart_on=date(2027, 3, 1)).press("Put it on hold", expect=422)
    assert reader.errors() == ["Choose a day in the future."]
    reader.fill(restart_on=date(2027, 5, 4)).press("Put it on hold")
    reader.sees("Floods <script>", "It goes on on Tuesday 4 May 2027.").press("Go on")
    reader.sees("The partnership goes on.")
    reader.get(f"{one}/end").fill(reason="Done").press("End the partnership").sees("Its history stays.", "Ended")
    assert rows(sa.select(Partnership.status, Partnership.shape).where(Partnership.id == made.id)) == [
        ("ended", "joint")
    ]


def test_only_who_convenes_may_change(path: str, reader_for: Any, cast: Any) -> None:
    one = f"{path}/{cast.partnership}"
    pages = [f"{path}/open", f"{path}/invite", *(f"{one}/{d}" for d in ("edit", "partner-cluster", "pause", "end"))]
    buttons = [f"{one}/{d}" for d in ("begin", "resume", "maintain")]
    for page in pages:
        reader_for(cast.teacher).get(page, expect=403)
        reader_for(cast.outsider).get(page, expect=404)
        reader_for(cast.vale_contact).get(page)
    for button in [*pages, *buttons]:
        reader_for(cast.teacher).post(button, {"name": "x"}, expect=403)
        reader_for(cast.outsider).post(button, {"name": "x"}, expect=404)
    reader_for(cast.outsider).get(path, expect=404)
    reader_for(cast.officer).get(path).does_not_see("Link two schools", "Open a partnership")
    reader_for(cast.coordinator).get(f"{path}/{uuid.uuid4()}/edit", expect=404)


def test_a_partner_school_is_invited(path: str, reader_for: Any, cast: Any, rows: Any) -> None:
    reader = reader_for(cast.coordinator).get(path).follow("Invite a partner school")
    reader.fill(words="Brook").press("Search").label("Brook High School", True)
    reader.press("Send the invitation").sees("The partner school has been invited.", "Brook High School")
    brook = sa.select(ClusterMembership.side, ClusterMembership.status).where(
        ClusterMembership.school_id == cast.school["brook"]
    )
    assert rows(brook) == [("partner", "invited")]


def test_two_clusters_become_partners(path: str, reader_for: Any, cast: Any, brook_cluster: Any, rows: Any) -> None:
    reader = reader_for(cast.coordinator).get(f"{path}/open")
    reader.fill(name="Two clusters").label("Two clusters", True).press("Open the partnership")
    reader.follow("Ask a partner cluster").fill(words="brook").press("Search")
    reader.label("Brook schools", True).press("Ask this cluster").sees("Brook schools has been asked")
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/board", expect=404)

    there = f"/clusters/{brook_cluster}/partnership"
    outsider = reader_for(cast.outsider).get(there).sees("River schools asks you to be its partner cluster")
    outsider.press("Accept").sees("You are partner clusters now.").follow("Go to the shared board")
    assert outsider.path == f"/clusters/{cast.river}/board"
    reader_for(cast.coordinator).get(f"/clusters/{brook_cluster}/board", expect=404)
    reader.get(path).sees("Partner cluster: Brook schools")
    mirrored = rows(sa.select(Partnership.id).where(Partnership.shape == "mirrored"))[0][0]
    reader_for(cast.coordinator).post(f"{there}/{mirrored}/accept", expect=404)
    outsider.post(f"{there}/{mirrored}/decline", expect=303)
    outsider.get(there).sees("This was answered already.")


def test_the_page_costs_the_same_however_many_pairs_there_are(
    app: Any, path: str, reader_for: Any, cast: Any, second_partner: Any
) -> None:
    from portal.core.database import session

    reader = reader_for(cast.coordinator)
    reader.get(path)
    before = len(reader.get(path).statements)

    def more() -> None:
        for key in ("vale", "ford"):
            for partner in (cast.school["tumaini"], second_partner):
                session().add(
                    Pair(partnership_id=cast.partnership, home_school_id=cast.school[key], partner_school_id=partner)
                )

    commit(app, more)
    assert len(reader.get(path).statements) == before


def test_an_empty_page_teaches_the_next_step(reader_for: Any, cast: Any, brook_cluster: Any) -> None:
    reader = reader_for(cast.outsider).get(f"/clusters/{brook_cluster}/partnership")
    reader.sees("No partnership yet", "A partnership needs no award")
