"""The pictures of reviews and panel: right by hand, and each shows no more than its reader may know."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.applying.applications.models import Stage
from portal.applying.awards.models import Outcome
from portal.applying.reviews.models import ReviewStatus
from portal.core.database import session
from portal.forming.clusters.models import Cluster
from portal.oversight.pictures import kept
from portal.oversight.pictures.queries import marks
from portal.oversight.pictures.queries.views import view_of
from portal.oversight.pictures.routes import PANEL
from tests.oversight.pictures import world
from tests.oversight.pictures.test_dashboard import table
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
AT = world.CLOSES + timedelta(days=2)
CODES = ("strip", "spread", "criteria", "line", "allocation")


@pytest.fixture(autouse=True)
def _afresh() -> None:
    kept.forget()


def lay(cast: Cast) -> Any:
    """High 92 and 72, Level 60 and 60, Apart 80 and 20 (split), Half with one review of two, Open still being read, Tied of the moderator's own."""
    planned = world.make_round()
    for name, scores in {"High": ((5, 4), (4, 3)), "Level": ((3, 3), (3, 3)), "Apart": ((4, 4), (1, 1))}.items():
        one = world.make_application(cast, planned, name)
        world.make_review(cast, one, "reviewer", scores[0])
        world.make_review(cast, one, "reviewer2", scores[1], said="do_not_fund" if name == "Apart" else "fund")
    half = world.make_application(cast, planned, "Half")
    world.make_review(cast, half, "reviewer", (5, 5))
    world.make_review(cast, half, "reviewer2", (1, 1), status=ReviewStatus.VOID)
    still = world.make_application(cast, planned, "Open", stage=Stage.IN_REVIEW)
    world.make_review(cast, still, "reviewer", (3, 2))
    world.make_review(cast, still, "reviewer3", status=ReviewStatus.CONFLICTED)
    tied = world.make_application(cast, planned, "Tied")
    world.make_review(cast, tied, "reviewer", (5, 5))
    world.make_review(cast, tied, "reviewer2", (5, 5))
    session().get_one(Cluster, tied.cluster_id).started_by_id = cast.moderator.id
    world.make_decision(cast, tied, Outcome.RESERVE, reserve_place=1)
    return planned.id


def test_the_strip_and_the_line_by_hand(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    base = f"/rounds/{commit(app, lambda: lay(cast))}/pictures"
    clock.hold(AT)
    manager, moderator = reader_for(cast.manager), reader_for(cast.moderator)
    assert list(table(manager, base, "strip"))[:4] == ["Tied", "High", "Level", "Apart"]
    assert table(moderator, base, "strip") == {
        "High": ["1", "82", "20", "2", ""],
        "Level": ["2", "60", "0", "2", "Near the line"],
        "Apart": ["3", "50", "60", "2", "Reviewers differ, Near the line"],
        "Half": ["", "100", "", "Provisional: 1 of 2", ""],
        "Open": ["", "52", "", "Provisional: 1 of 2", ""],
    }
    moderator.get(f"{base}/strip").sees(
        "3 applications have their place; 2 reach the quality bar of 60.", "Talk about 1 first"
    )
    drawn = str(moderator.page.select_one("svg.app-pic"))
    assert drawn.count("h0") == 8, "a dot for each review that counts"
    moderator.get(f"{base}/line").sees(
        "With 2 places the last one in is Level with 60. The next would be Apart with 50."
    )
    moderator.fill(places="1").press("Move the line").sees(
        "With 1 place the last one in is High with 82.", "The next would be Level"
    )
    assert table(moderator, base, "spread")["Apart"] == ["50", "60", "Reviewers differ, Near the line"]
    rubric = table(moderator, base, "criteria")
    assert rubric["High"] == ["4.5", "3.5"]
    assert rubric["Half"] == ["5", "5"], "what was taken out was counted"
    assert table(moderator, base, "allocation") == {"Open": ["1 of 2", "Rae Read", cast.reviewer3.name, "In review"]}
    moderator.get(f"{base}/allocation").sees("1 application lacks a reviewer.")


def test_what_each_role_finds(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    """An officer has no scores before reviews are closed; a moderator nothing of what they are tied to; nobody a word of a reviewer; others no page."""
    base = f"/rounds/{commit(app, lambda: lay(cast))}/pictures"
    clock.hold(AT)
    officer, moderator = reader_for(cast.officer), reader_for(cast.moderator)
    for code in CODES:
        for reader, absent in ((officer, "Open" if code != "allocation" else "MARK"), (moderator, "Tied")):
            for way in ("", "?as=table"):
                reader.get(f"{base}/{code}{way}").does_not_see(
                    ">" + absent + "<", "MARKHELD", "MARKPRIVATE", "MARKJUSTIFIED"
                )
            reader.get(f"{base}/{code}.csv").fill(purpose="reporting", words="For the meeting.").press(
                "Download the table"
            )
            names = {row[0] for row in csv.reader(io.StringIO(reader.raw.decode("utf-8-sig")))}
            assert absent not in names, (code, absent)
    for person in (cast.reviewer, cast.coordinator, cast.outsider):
        for path in (base, f"{base}/strip", f"{base}/strip.csv"):
            assert reader_for(person).get(path, expect=None).status == 403
    for person in (cast.manager, cast.auditor):
        assert "Tied" in table(reader_for(person), base, "strip")


def test_held_decisions_are_for_the_decision_group(app: Flask, cast: Cast, database: Any) -> None:
    planned = session().merge(world.Round(id=lay(cast)), load=True)
    session().flush()
    outcomes = {}
    for person in ("officer", "manager", "moderator", "auditor"):
        found = marks.marked(view_of(planned, cast.signed_in(person)))
        outcomes[person] = {one.name: one.outcome for one in found}.get("Tied")
    assert outcomes == {"officer": None, "manager": Outcome.RESERVE, "moderator": None, "auditor": Outcome.RESERVE}


@pytest.mark.parametrize("applications", [0, 1, 230])
def test_every_size(app: Flask, cast: Cast, clock: Any, reader_for: Readers, applications: int) -> None:
    def made() -> Any:
        planned = world.make_round()
        for n in range(applications):
            one = world.make_application(cast, planned, f"Cluster {n}")
            world.make_review(cast, one, "reviewer", (n % 6, 3))
            world.make_review(cast, one, "reviewer2", (n % 4, 4))
        return planned.id

    base = f"/rounds/{commit(app, made)}/pictures"
    clock.hold(AT)
    manager = reader_for(cast.manager)
    costs = set()
    manager.get(f"{base}/strip")  # the first look in an hour is written into the journal of readings
    for code in PANEL:
        kept.forget()
        costs.add((code, len(manager.get(f"{base}/{code}").statements)))
        assert len(manager.raw) < 100_000, code
        assert len(manager.get(f"{base}/{code}?as=table&from=200").raw) < 100_000, code
    for code, drawings in (
        ("strip", ["720", "360"]),
        ("criteria", ["360", "360"]),
    ):  # a phone's own form; a grid that breaks on paper between two lines
        shapes = [svg["viewbox"].split()[2] for svg in manager.get(f"{base}/{code}").page.select("svg.app-pic")]
        ids = [one["id"] for one in manager.page.select("svg [id]")]
        assert shapes == (drawings if applications > 20 else drawings[: applications and 2 - (code == "criteria")]), (
            code
        )
        assert len(ids) == len(set(ids))
    named = {"strip": 10, "spread": 9, "criteria": 11, "line": 11, "habits": 11, "adjusted": 10, "allocation": 8}
    assert dict(costs) == named | {"monitoring": 7, "conditions": 7, "fairness": 6, "reach": 6, "completeness": 7}
