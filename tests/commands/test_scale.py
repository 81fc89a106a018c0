"""The scale world: what is measured must be there, at the smallest fraction as at the whole."""

import sqlalchemy as sa
from flask import Flask

from portal.applying.applications import jobs as application_jobs
from portal.applying.applications.models import ApplicationVersion
from portal.applying.awards import jobs as award_jobs
from portal.commands.scale import ZONES, key
from portal.core.database import session
from portal.core.duty import Duty
from portal.extensions import db
from portal.forming.clusters.models import ClusterMembership
from portal.running.activities.models import Activity
from portal.running.agreements import jobs as agreement_jobs
from portal.running.board.models import Post, Thread
from portal.web.squeeze import squeezed
from tests.bench.__main__ import Numbered, count, sign_in
from tests.bench.pages import last_person, pages
from tests.support.crawler import walk
from tests.support.reader import Reader

HEAVY = {"rotas.handover": 21, "rotas.paper": 21, "meetings.show": 20, "meetings.to_print": 20, "meetings.pdf": 20}
"""Pages that put many rooms together: the most statements each may make."""


def load(app: Flask) -> str:
    loaded = app.test_cli_runner().invoke(args=["scale", "load", "--fraction", "0.0004"])
    assert loaded.exit_code == 0, loaded.output
    return loaded.output


def test_the_world_is_as_full_as_the_pages_that_are_measured(app: Flask) -> None:
    load(app)

    def rows(table: type, *where: sa.ColumnElement[bool]) -> int:
        return session().scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0

    first, second = key("cluster", 0), key("cluster", 1)
    with app.app_context():
        assert rows(ClusterMembership, ClusterMembership.cluster_id == first) == 8
        assert rows(ClusterMembership, ClusterMembership.cluster_id == second) == 30
        assert rows(Thread, Thread.cluster_id == first) >= 60
        assert rows(Post, Post.thread_id == key("thread", 0)) == 50
        assert rows(Activity, Activity.cluster_id == second) >= 500
        assert rows(Duty, Duty.person_id == key("person", 0)) == 30
        nightly = (application_jobs.check_seals(), award_jobs.check_agreements(), agreement_jobs.check_agreements())
        assert nightly == (0, 0, 0), "everything sealed in this world agrees with its digest"
        assert rows(ApplicationVersion, ApplicationVersion.sealed_digest.is_not(None)) > 0


def test_every_measured_page_opens_within_its_statements(app: Flask) -> None:
    load(app)
    seen: list[str] = []
    with app.app_context():
        engine = db.engine
    measured = pages(app)
    cookies = sign_in(app, measured)
    sa.event.listen(engine, "before_cursor_execute", note := lambda *a: seen.append(a[2]))
    try:
        made = {page.name: count(app, page, cookies.get(page.person), seen).statements for page in measured}
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert {page.name: made[page.name] for page in measured if made[page.name] > page.statements} == {}


def test_full_pages_are_light(app: Flask) -> None:
    """As the shipped server sends them: HTML under 60 kB, and under 20 kB on the line."""
    load(app)
    board = f"/clusters/{key('cluster', 0)}/board"
    reader = Reader(app, Numbered(0))
    weights = {}
    for path in ("/what-needs-me", board, f"{board}/threads/{key('thread', 0)}", f"{board}/search?q=class", f"{board}/files",
                 "/notices", f"/clusters/{key('cluster', 0)}", f"/clusters/{key('cluster', 0)}/partnership"):  # fmt: skip
        page = reader.get(path).raw
        weights[path] = (len(page) / 1000, len(squeezed(page)) / 1000)
    assert {path: kb for path, kb in weights.items() if kb[0] >= 60 or kb[1] >= 20} == {}
    assert weights[board][0] > 20, "the board is full"
    assert weights[f"{board}/threads/{key('thread', 0)}"][0] > 40, "and so is the conversation"


def test_it_loads_once_and_never_into_production(app: Flask) -> None:
    load(app)
    again = app.test_cli_runner().invoke(args=["scale", "load"])
    assert again.exit_code == 1
    assert "here already" in again.output


def test_the_queue_of_five_hundred_is_read_page_by_page(app: Flask) -> None:
    load(app)
    manager = Numbered(last_person(app))
    reader = Reader(app, manager).get("/verification")
    seen: list[str] = []
    counts = set()
    while True:
        seen += [link["href"] for link in reader.page.select("main a[href^='/verification/018f']")]
        counts.add(len(reader.statements))
        following = reader.page.select_one("a[rel=next]")
        if following is None:
            break
        reader.get(str(following["href"]))
    assert len(seen) == len(set(seen)) == 500
    assert len(counts) == 1


def test_every_page_of_a_cluster_of_thirty_schools_is_light_and_makes_few_statements(app: Flask) -> None:
    """One page of each kind that a teacher of a member school reaches by links below the cluster; the heaviest counts are written down by name."""
    load(app)
    base = f"/clusters/{key('cluster', 1)}"
    found: dict[str, tuple[int, int]] = {}
    home = next(n for n in range(8, 38) if ZONES[n % len(ZONES)] == "Europe/London")
    reader = Reader(app, Numbered(2 * home))
    for kind, path in walk(reader, base, each_kind=1):
        if path.startswith(base):
            found[kind] = (len(reader.statements), len(reader.raw) // 1000)
    assert len(found) > 40
    assert {kind: cost for kind, cost in found.items() if cost[0] > HEAVY.get(kind, 15) or cost[1] > 100} == {}
