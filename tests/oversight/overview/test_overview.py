"""The overview of the programme: each figure is right, costs the same however many clusters there are, and its picture, table and CSV say the same."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.oversight.advising.models import ClusterAdviser
from portal.oversight.overview import pictures, queries
from portal.running.activities.models import Activity
from portal.running.handoffs.models import Filling, Handoff, HandoffState, Reason
from portal.running.partnerships.models import Growth, Partnership, PartnershipStatus
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


def cluster(cast: Cast, name: str, **more: Any) -> Cluster:
    given = {"theme": "Lakes", "status": ClusterStatus.ACTIVE, "started_by_school_id": cast.school["brook"], **more}
    made = Cluster(name=name, **given)
    session().add(made)
    session().flush()
    return made


def stand_in(cast: Cast, clock: Any, cluster_id: Any, title: str, days: int = 2, **more: Any) -> None:
    at = clock.now() + timedelta(days=days)
    school = cast.school["hill"]
    what = Activity(cluster_id=cluster_id, title=title, owner_school_id=school, starts_at=at, ends_at=at + timedelta(hours=1), zone="Europe/London",
                    revised_at=clock.now())  # fmt: skip
    session().add(what)
    session().flush()
    own = {"cluster_id": cluster_id, "owner_school_id": school, "reason": Reason.ILLNESS, "activity_id": what.id}
    session().add(Handoff(title=title, needed_at=at, **own, **more))
    session().flush()


def as_dict(figures: list[queries.Figure]) -> dict[str, int]:
    return {one.code: one.count for one in figures}


def test_stages_themes_and_regions(app: Flask, cast: Cast) -> None:
    """`river` of the cast has a partnership and is led by a school of Marlbury."""

    def lay() -> None:
        cluster(cast, "A", status=ClusterStatus.FORMING, theme="RIVERS")
        cluster(cast, "B", theme="Rivers")
        cluster(cast, "C", status=ClusterStatus.CLOSED)
        abroad = cluster(cast, "D", started_by_school_id=cast.school["tumaini"])
        entry = RegisterEntry(
            register="gias", number="9", name="x", folded_name="x", status="open", digest="x", region="South West"
        )
        session().add(entry)
        session().flush()
        session().get_one(School, cast.school["vale"]).register_entry_id = entry.id
        lead = {"kind": OfficeKind.LEAD_SCHOOL, "status": OfficeStatus.ACCEPTED}
        session().add(Office(cluster_id=abroad.id, school_id=cast.school["vale"], **lead))
        cluster(cast, "E", started_by_school_id=cast.school["tumaini"])

    commit(app, lay)
    with app.app_context():
        assert as_dict(queries.by_stage()) == {"forming": 1, "at_work": 3, "partnered": 1, "closed": 1}
        themes = as_dict(queries.by_theme())
        assert themes.pop("Lakes") == 2
        assert sorted(themes.values()) == [1, 2]
        assert as_dict(queries.by_region())["South West"] == 1
        assert as_dict(queries.by_region())["=KE"] == 1
        assert sum(as_dict(queries.by_region()).values()) == 5


def test_rare_themes_are_counted_together(app: Flask, cast: Cast) -> None:
    commit(app, lambda: [cluster(cast, f"C{n}", theme=f"Theme {n:02}") for n in range(30)])
    with app.app_context():
        found = queries.by_theme()
    assert len(found) == queries.MOST_THEMES + 1
    assert (found[-1].code, sum(one.count for one in found)) == ("", 31)


def test_partnerships_and_silence(app: Flask, cast: Cast, clock: Any) -> None:
    now = clock.now()

    def lay() -> None:
        quiet = Partnership(
            cluster_id=cast.river, name="Quiet", status=PartnershipStatus.ACTIVE, growth=Growth.ESTABLISHED
        )
        session().add_all([quiet, Partnership(cluster_id=cast.river, name="Gone", status=PartnershipStatus.ENDED)])
        session().flush()
        duty.owe(
            DutyKind.BREAK_SILENCE, subject_id=quiet.id, title="Quiet", cluster_id=cast.river, office="contact_teacher"
        )
        for number, days in enumerate((3, 20, 50, 300)):
            made = cluster(cast, f"C{number}")
            member = {"school_id": cast.school["brook"], "status": MembershipStatus.JOINED}
            session().add(ClusterMembership(cluster_id=made.id, last_wrote_at=now - timedelta(days=days), **member))

    commit(app, lay)
    with app.app_context():
        assert as_dict(queries.by_health()) == {"new": 1, "silent": 1, "ended": 1}
        assert as_dict(queries.by_silence()) == {
            "within_14": 1,
            "within_28": 1,
            "within_60": 1,
            "longer": 1,
            "never": 1,
        }


def test_stand_ins_and_support(app: Flask, cast: Cast, clock: Any) -> None:
    def lay() -> None:
        for title, days, more in (
            ("Soon", 2, {}),
            ("Past", -1, {"filling": Filling.UNFILLED}),
            ("Covered", 2, {"filling": Filling.FILLED, "accepted_school_id": cast.school["vale"]}),
            ("Over", 2, {"state": HandoffState.WITHDRAWN}),
        ):
            stand_in(cast, clock, cast.river, title, days, **more)
        session().add(
            ClusterAdviser(cluster_id=cast.river, adviser_id=cast.officer.id, supported_until=date(2027, 9, 1))
        )
        over = cluster(cast, "Over")
        session().add(ClusterAdviser(cluster_id=over.id, adviser_id=cast.officer.id, supported_until=date(2027, 1, 1)))
        gone = cluster(cast, "Gone")
        session().add(ClusterAdviser(cluster_id=gone.id, adviser_id=cast.teacher.id))
        cluster(cast, "Nobody's")

    commit(app, lay)
    with app.app_context():
        counted, soonest = queries.uncovered()
        assert as_dict(counted) == {"past": 1, "week": 1}
        assert [one.title for one in soonest] == ["Past", "Soon"]
        found = {one.name: (one.clusters, one.over, one.first_end) for one in queries.by_support(date(2027, 3, 2))}
    assert found == {"": (1, 1, None), "Oscar Desk": (2, 1, date(2027, 9, 1)), "Tom O'Neill": (1, 1, None)}


def test_the_page_the_picture_the_table_and_the_csv_say_the_same(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    commit(app, lambda: [cluster(cast, f"C{n}", theme="=Formula, “quoted”") for n in range(3)])
    reader = reader_for(cast.officer).get("/overview")
    reader.sees("4 clusters are open, 1 has a partnership.", "4 clusters are not supported.", "“=Formula, “quoted””")
    for section in reader.page.select("section.app-card"):
        drawing = section.find("svg")
        if drawing is None:
            continue
        code = section.h2["id"]
        numbers = [int(text.get_text()) for text in drawing.select(".app-pic__number")]
        other = reader_for(cast.officer).get(f"/overview/{code}.csv")
        head, *rows = csv.reader(io.StringIO(other.raw.decode("utf-8-sig")))
        assert len(head) == len(rows[0])
        if code != "support":
            assert [int(row[1]) for row in rows] == numbers, code
            cells = [tr.find_all("td")[0].get_text() for tr in section.select("tbody tr")]
            assert [int(cell) for cell in cells] == numbers
        assert not [row for row in rows if row[0].startswith("=")]
    assert all(
        drawing.find("title").get_text() and drawing.find("desc").get_text()
        for drawing in reader.page.select("svg.app-bars")
    )
    reader.get("/overview/zebra.csv", expect=404)


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("manager", 200), ("auditor", 200), ("admin", 403), ("safeguarding", 403), ("moderator", 403), ("coordinator", 403), ("nobody", 403)],
)  # fmt: skip
def test_who_may(cast: Cast, reader_for: Any, who: str, status: int) -> None:
    reader = reader_for(cast.people[who])
    reader.get("/overview", expect=status)
    reader.get("/overview/stages.csv", expect=404 if status == 403 else 200)


def test_the_number_of_statements_does_not_grow(
    app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    reader, counts, made = reader_for(cast.officer), [], 0
    for number in (1, 3, 30):

        def lay(number: int = number, made: int = made) -> None:
            for n in range(made, number):
                one = cluster(cast, f"C{n}")
                session().add(ClusterAdviser(cluster_id=one.id, adviser_id=cast.manager.id))
                stand_in(cast, clock, one.id, "Soon")

        commit(app, lay)
        made = number
        reader.get("/overview")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def test_who_has_a_tie_reads_nothing_of_that_cluster(
    app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    """Figures, lists and tables leave it out for one who has a school in it; for others it is there."""

    def lay() -> None:
        stand_in(cast, clock, cast.river, "A zebra song")
        session().add(
            SchoolMember(school_id=cast.school["vale"], person_id=cast.officer.id, status=MemberStatus.MEMBER)
        )

    commit(app, lay)
    theirs = reader_for(cast.manager).get("/overview").sees("A zebra song", "1 cluster is open", "1 stand-in is not")
    theirs.does_not_see("to which you have a tie").get("/caseload?show=all").sees("River schools")
    tied = reader_for(cast.officer).get("/overview").sees("Clusters to which you have a tie are left out")
    tied.sees("0 clusters are open").does_not_see("A zebra song", "River schools")
    for show in ("all", "unsupported"):
        tied.get(f"/caseload?show={show}").does_not_see("River schools")
    tied.get("/caseload/give").does_not_see("River schools")
    for code in pictures.PICTURES:
        tied.get(f"/overview/{code}.csv")
        rows = list(csv.reader(io.StringIO(tied.raw.decode("utf-8-sig"))))[1:]
        assert not [row for row in rows if row[1] != "0" and row[0] != "In none"], code  # schools, of no cluster
