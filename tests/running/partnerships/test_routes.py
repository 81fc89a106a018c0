"""The partnership page in a browser without a script."""

import uuid
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock
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
    reader.get(f"{one}/edit").fill(name="Rivers").press("Save").sees("Saved.", "Rivers")
    reader.get(f"{one}/shape").label("One project", True).press("Change how we work")
    reader.sees("Everything that was is still there.", "How it was before")
    stale.fill(name="Lakes").press("Save", expect=409).sees("This was changed while you were writing", "Rivers")
    assert stale.page.find(attrs={"name": "name"})["value"] == "Lakes"
    reader.get(f"{one}/pause").press("Put it on hold", expect=422)
    assert reader.errors() == ["Say why, in a few words."]
    reader.fill(reason="Floods " + PROBE, restart_on=date(2027, 3, 1)).press("Put it on hold", expect=422)
    assert reader.errors() == ["Choose a day in the future."]
    reader.fill(restart_on=date(2027, 5, 4)).press("Put it on hold")
    reader.sees("Floods <script>", "It goes on on Tuesday 4 May 2027.")
    assert reader.get(f"{one}/pause").sees("Only a partnership that is going on").page.select("main form") == []
    reader.post(f"{one}/pause", {"reason": "Again"}, expect=422)
    assert reader.errors() == ["Only a partnership that is going on can be put on hold."]
    reader.get(path).press("Go on")
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


def test_another_shape_says_what_changes_and_loses_nothing(
    app: Any, path: str, reader_for: Any, cast: Any, rows: Any, brook_cluster: Any
) -> None:
    page = f"{path}/{cast.partnership}/shape"
    reader = reader_for(cast.coordinator).get(page).sees("Linked schools (as now)", "The one link between schools")
    reader.sees("Not linked yet: Ford Special School, Vale Primary School.", "Each of the 4 schools is asked")
    reader.label("One project", True).press("Change how we work").sees("One project (as now)")
    stale = reader_for(cast.coordinator).get(page)
    reader.label("Linked schools", True).press("Change how we work")
    told = [li.get_text(" ").split(" changed ")[-1] for li in reader.page.select(".app-timeline li")]
    assert [words.split("”")[1].split("“")[-1][:11] for words in told] == ["Linked scho", "One project"]
    stale.label("Two clusters", True).press("Change how we work", expect=409)
    assert rows(sa.select(Pair.status).where(Pair.partnership_id == cast.partnership)) == [("agreed",)]
    assert rows(sa.select(Partnership.shape).where(Partnership.id == cast.partnership)) == [("bilateral",)]
    reader_for(cast.teacher).get(page, expect=403)
    reader_for(cast.outsider).get(page, expect=404)

    reader.get(page).label("Two clusters", True).press("Change how we work")
    one = f"{path}/{cast.partnership}"
    reader.get(f"{one}/partner-cluster").fill(words="brook").press("Search").label("Brook schools", True)
    reader.press("Ask this cluster")
    reader.get(page).label("One project", True).press("Change how we work", expect=422)
    assert reader.errors() == ["Another cluster has been asked to be the partner cluster. Wait for its answer first."]
    reader_for(cast.outsider).get(f"/clusters/{brook_cluster}/partnership").press("Accept")
    reader.get(page).sees("Brook schools stays the partner cluster.").label("One project", True)
    reader.press("Change how we work").sees("go on sharing board and calendar")
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/board")


def test_unpaired_and_doubly_paired_schools_are_flagged_and_a_spare_is_named(
    app: Any, path: str, reader_for: Any, cast: Any, rows: Any, second_partner: Any
) -> None:
    def more() -> None:
        from portal.core.database import session

        for partner in (cast.school["tumaini"], second_partner):
            session().add(
                Pair(partnership_id=cast.partnership, home_school_id=cast.school["vale"], partner_school_id=partner, status="agreed", agreed_at=clock.now())
            )  # fmt: skip

    commit(app, more)
    reader = reader_for(cast.teacher).get(path)
    flags = [
        " ".join(li.get_text(" ").split())
        for li in reader.page.select("main section ul.govuk-list li")
        if li.select(".govuk-tag")
    ]
    assert flags == [
        "Not linked yet Ford Special School",
        "Linked more than once Vale Primary School, Tumaini Primary School",
    ]
    pair = rows(sa.select(Pair.id).where(Pair.home_school_id == cast.school["hill"]))[0][0]
    one = f"{path}/{cast.partnership}/pairs/{pair}/spare"
    reader.follow("Spare partner").fill(school=second_partner).press("Save")
    reader.sees("Spare partner: Ziwa Primary School")
    reader_for(cast.abroad).get(one).fill(school="").press("Save").does_not_see("Spare partner: Ziwa")
    reader_for(cast.ford_teacher).get(one, expect=403)
    reader_for(cast.outsider).get(one, expect=404)
    reader_for(cast.coordinator).post(one, {"school": str(cast.school["tumaini"])}, expect=422)


@pytest.mark.parametrize(
    "page", ["", "/{one}/health", "/{one}/health/balance", "/{one}/plan", "/{one}/plan/support", "/{one}/shape"]
)
def test_every_page_costs_the_same_with_one_school_more_or_thirty(
    app: Any, path: str, reader_for: Any, cast: Any, page: str
) -> None:
    from portal.core.database import session
    from portal.identity.schools.models import School

    where, counts = path + page.format(one=cast.partnership), []
    for many in (1, 2, 27):

        def more(many: int = many) -> None:
            for number in range(many):
                school = School(name=f"School {many} {number}", country="KE", zone="Africa/Nairobi", status="verified")
                session().add(school)
                session().flush()
                session().add(
                    ClusterMembership(cluster_id=cast.river, school_id=school.id, status="joined", side="partner")
                )
                session().add(
                    Pair(partnership_id=cast.partnership, home_school_id=cast.school["vale"], partner_school_id=school.id,
                         status="agreed", agreed_at=clock.now())
                )  # fmt: skip

        commit(app, more)
        reader = reader_for(cast.coordinator).get(where)
        counts.append(len(reader.statements))
    assert counts[0] == counts[1] == counts[2] <= 16, counts
