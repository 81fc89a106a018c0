"""The national world: its figures come out on the programme's page, and its pages cost what pages cost."""

import sqlalchemy as sa
from flask import Flask

from portal.commands.scale import key
from portal.commands.scale_national import ANNEXES, CLUSTERS, SATELLITES, National
from portal.core.database import session
from portal.forming.clusters.models import ClusterMembership
from portal.identity.schools.models import School
from tests.bench.__main__ import Numbered
from tests.support.reader import Reader


def test_the_whole_country_has_the_published_figures() -> None:
    whole = National(1)
    parts = [len(whole.schools_of(n)) for n in range(whole.clusters)]
    names = [row["part_id"] for row in whole.parts()]
    counted = sorted((names.count(one) for one in set(names)), reverse=True)
    assert counted == [SATELLITES, CLUSTERS, ANNEXES]
    assert (whole.clusters, sum(parts), max(parts), min(parts)) == (1_148, 7_631, 7, 5)
    # the statistics page of the programme reports means of 4.9 satellites and 0.7 annexes (cut off, not rounded): 4.89 and 0.75
    assert (round(SATELLITES / CLUSTERS, 2), round(ANNEXES / CLUSTERS, 2)) == (4.89, 0.75)
    assert (round(SATELLITES / CLUSTERS, 1), int(ANNEXES / CLUSTERS * 10) / 10) == (4.9, 0.7)
    assert len(list(whole.supporters())) == 153
    assert whole.schools == 7_631 + 402


def test_a_fraction_of_it_is_read_within_the_budgets(app: Flask) -> None:
    loaded = app.test_cli_runner().invoke(args=["scale", "load", "--world", "national", "--fraction", "0.05"])
    assert loaded.exit_code == 0, loaded.output
    world = National(0.05)
    with app.app_context():
        live = session().scalar(sa.select(sa.func.count()).select_from(ClusterMembership))
        assert (live, session().scalar(sa.select(sa.func.count()).select_from(School))) == (world.inside, world.schools)
        session().rollback()
    manager, teacher = Reader(app, Numbered(world.manager())), Reader(app, Numbered(0))
    page = manager.get("/overview").follow("Schools in clusters, and who supports them")
    page.sees(f"{world.inside} of {world.schools} schools", "Bridges to school")
    cluster = f"/clusters/{key('cluster', 0)}"
    budgets = {"/overview/coverage": 9, "/overview": 12, "/clusters": 8}
    seen = {path: len(manager.get(path).statements) for path in budgets}
    for path, most in {
        "": 15,
        "/parts": 12,
        "/help": 8,
        "/group": 12,
        "/things": 7,
        "/ledger": 10,  # with its books open
        "/formality": 8,
    }.items():
        budgets[cluster + path] = most
        seen[cluster + path] = len(teacher.get(cluster + path).statements)
    assert {path: count for path, count in seen.items() if count > budgets[path]} == {}
    listed = {link["href"] for link in manager.get("/clusters").page.select("h2 a[href^='/clusters/']")}
    listed |= {link["href"] for link in manager.follow("Next page").page.select("h2 a[href^='/clusters/']")}
    assert len(listed) == world.clusters == 57
    assert manager.get("/overview/parts.csv").raw.count(b"Satellite") == 1
