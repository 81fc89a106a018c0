"""What each role sees at home, and what the pictures say of milestones, the last hour, requests that were read, ties, money and disadvantage."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.applying.allocation.models import ReviewerProfile
from portal.applying.applications.models import Answer, ApplicationVersion, SignOff, Stage, VersionStatus
from portal.applying.awards.models import Outcome
from portal.applying.funding.models import FundingLine
from portal.applying.programmes.models import Kind, Question, RoundMilestone, RoundSection
from portal.applying.reviews.models import ReviewStatus
from portal.core.database import session
from portal.forming.clusters.models import Cluster
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import School
from portal.oversight.notifications.models import Notification
from portal.oversight.pictures import kept
from portal.web.pictures import Curve, curves, ranges
from tests.oversight.pictures import world
from tests.oversight.pictures.test_dashboard import table
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
AT = world.CLOSES + timedelta(days=2)


@pytest.fixture(autouse=True)
def _afresh() -> None:
    kept.forget()


@pytest.mark.static
def test_curves_keep_time_and_ranges_have_small_bars() -> None:
    drawn = str(curves("c", "t", "w", [Curve("x", "first", [0, 4, 8])], ["a", "b", "c"], at=[0, 0.75, 1]))
    assert 'd="M44 214L275 114L352 14"' in drawn  # three quarters of the time have passed at the second place
    drawn = str(
        ranges.ranges("r", "t", "w", [ranges.Range("Rae", 3, None, None, "+3", (0, 2, 4))], (-30, 30), 0, "Small bars")
    )
    assert drawn.count('class="app-pic__plain"') == 3
    assert ">0<" in drawn.replace("\u2068", "").replace("\u2069", "")
    tops = [float(top) for top in re.findall(r'd="M[0-9.]+ ([0-9.]+)L[^"]*" class="app-pic__(?:rule|bar)"', drawn)]
    assert len(tops) == 4
    assert min(tops) >= 36  # below the name, whose line of writing is at 34: no line crosses it, however long it is


def test_the_dashboard_knows_milestones_the_last_hour_and_who_read_the_request(
    app: Flask, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    at = world.CLOSES - timedelta(days=2)

    def made() -> Any:
        before = world.make_round("Autumn round", closes=world.CLOSES - timedelta(days=90))
        for n in range(3):
            world.make_application(cast, before, f"Old {n}", stage=Stage.RELEASED, hours_before=n)
        planned = world.make_round(programme_id=before.programme_id)
        world.put(RoundMilestone(round_id=planned.id, title="A talk for clusters", at=world.CLOSES - timedelta(days=1)))
        one = world.make_application(cast, planned, "Lake cluster", stage=Stage.DRAFT, hours_before=100)
        path = f"/applications/{one.id}/sign/{cast.school['vale']}"
        world.put(
            Notification(
                person_id=cast.head.id,
                kind="signatures_asked",
                title="Sign",
                path=path,
                cluster_id=one.cluster_id,
                read_at=at,
            )
        )
        return planned.id

    base = f"/rounds/{commit(app, made)}/pictures"
    clock.hold(at)
    manager = reader_for(cast.manager)
    manager.get(base).sees("Next: A talk for clusters", "1 of the last round came in its last hour.")
    assert table(manager, base, "clock")["A talk for clusters"][1] == "to come"
    assert table(manager, base, "signing")[cast.school_name["vale"]][2] == "yes"


def test_ties_are_found_and_money_is_added_up(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    def made() -> Any:
        planned = world.make_round()
        section = world.put(RoundSection(round_id=planned.id, title="Money", position=1, is_budget=True))
        question = world.put(Question(section_id=section.id, text="Costs", position=1, kind=Kind.BUDGET))
        world.put(FundingLine(round_id=planned.id, name="Visits", amount=25_000))
        for n, scores in enumerate(((5, 5), (4, 4), (3, 3))):
            one = world.make_application(cast, planned, f"Wish {n}")
            for reviewer in ("reviewer", "reviewer2"):
                world.make_review(cast, one, reviewer, scores)
            version = session().query(ApplicationVersion).filter_by(application_id=one.id).one()
            world.put(
                Answer(
                    application_version_id=version.id,
                    question_id=question.id,
                    text=f"Travel | two trains | {10_000 * (n + 1)}",
                )
            )
        tied = world.make_application(cast, planned, "Tied cluster", stage=Stage.IN_REVIEW)
        session().get_one(Cluster, tied.cluster_id).started_by_id = cast.reviewer.id
        world.make_review(cast, tied, "reviewer", status=ReviewStatus.ASSIGNED)
        world.make_review(cast, tied, "reviewer2", status=ReviewStatus.ASSIGNED)
        world.put(ReviewerProfile(person_id=cast.reviewer2.id, themes="Lakes and rivers"))
        return planned.id

    base = f"/rounds/{commit(app, made)}/pictures"
    clock.hold(AT)
    manager = reader_for(cast.manager)
    manager.get(f"{base}/line?places=2").sees(
        "The money ends after 1 place.", "Together they ask for 30,000 of 25,000 GBP."
    )
    drawn = manager.page.select_one("svg.app-pic")
    assert drawn is not None
    assert all(words in drawn.get_text() for words in ("60", "Budget", "thousand GBP"))
    manager.get(f"{base}/allocation").sees("Someone reads in spite of a conflict: Tied cluster.")
    signs = [text.get_text(strip=True).strip("\u2068\u2069") for text in manager.page.select("svg.app-pic text")]
    assert {"⊗", "◎"} <= set(signs)


def test_disadvantage_is_a_band_of_the_register(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    def made() -> Any:
        planned = world.make_round()
        entry = {"register": "gias", "status": "open", "digest": "x", "folded_name": "brook"}
        held = world.put(RegisterEntry(number="999999", name="Brook", free_meals=41.5, **entry))
        session().get_one(School, cast.school["brook"]).register_entry_id = held.id
        for n in range(6):
            one = world.make_application(cast, planned, f"Fate {n}", stage=Stage.DECIDED)
            world.make_decision(cast, one, Outcome.APPROVED if n else Outcome.DECLINED)
        return planned.id

    base = f"/rounds/{commit(app, made)}/pictures"
    clock.hold(AT)
    reader_for(cast.manager).get(f"{base}/fairness").sees("35 % or more", "Free school meals")


def test_everyone_has_one_picture_at_home(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    def made() -> Any:
        planned = world.make_round()
        panel = world.make_application(cast, planned, "Panel cluster")
        for reviewer in ("reviewer", "reviewer2"):
            world.make_review(cast, panel, reviewer, (4, 4))
        read = world.make_application(cast, planned, "Read cluster", stage=Stage.IN_REVIEW)
        world.make_review(cast, read, "reviewer", status=ReviewStatus.ASSIGNED)
        signing = world.make_application(cast, planned, "Signing cluster", stage=Stage.DRAFT)
        signing.cluster_id = cast.river
        version = session().query(ApplicationVersion).filter_by(application_id=signing.id).one()
        version.status = VersionStatus.SIGNING
        assert session().query(SignOff).filter_by(application_version_id=version.id).count()
        return planned.id

    round_id = commit(app, made)
    clock.hold(AT)
    for person, words, way in (
        (cast.manager, "The panel strip", f"/rounds/{round_id}/pictures/strip"),
        (cast.officer, "How far applications are", f"/rounds/{round_id}/pictures"),
        (cast.reviewer, "Your reviews", "/reviews"),
        (cast.coordinator, "Signatures: River schools", "/applications/"),
    ):
        reader = reader_for(person)
        reader.get("/what-needs-me").sees(words)
        assert (
            len(reader.page.select("main svg.app-pic:not(.app-pic-stacked *)")) == 1
        )  # drawn once more where a phone needs it narrow
        assert reader.page.select(f'main a[href^="{way}"]'), words
    reader_for(cast.head).get("/what-needs-me").does_not_see("As at")
