"""What became of a round: the intervals by hand, small groups put together, nothing that is held or of a cluster that the reader is tied to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.applying.applications.models import Answer, ApplicationVersion, Stage, VersionStatus
from portal.applying.awards.models import Award, AwardCondition, ConditionStatus, Outcome
from portal.applying.funding.models import FundingLine
from portal.applying.monitoring.models import AwardReport, ReportKind, ReportStatus
from portal.applying.programmes.models import Kind, Question, RoundSection
from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus
from portal.oversight.pictures import kept
from portal.oversight.pictures.outcomes import wilson
from portal.web.pictures import merge_small
from tests.oversight.pictures import world
from tests.oversight.pictures.test_dashboard import table
from tests.support.cast import Cast, commit
from tests.support.leading import shut
from tests.support.reader import Reader

Readers = Callable[..., Reader]
AT = world.CLOSES + timedelta(days=30)


@pytest.fixture(autouse=True)
def _afresh() -> None:
    kept.forget()


def test_the_interval_by_hand() -> None:
    """Wilson's score interval of 5 of 10: (0.5 + 0.19208 ± 0.3097) / 1.38416."""
    assert [round(value, 1) for value in wilson(5, 10)] == [23.7, 76.3]
    assert [round(value, 1) for value in wilson(0, 10)] == [0.0, 27.8]
    assert wilson(0, 0) == (0.0, 100.0)


def test_small_groups_never_stand_alone() -> None:
    def merged(sizes: dict[str, int]) -> dict[str, int]:
        groups = list(sizes.items())
        found = merge_small(groups, size=lambda g: g[1], merged=lambda small: ("rest", sum(g[1] for g in small)))
        return dict(found)

    assert merged({"a": 9, "b": 3, "c": 2, "d": 7}) == {"a": 9, "d": 7, "rest": 5}
    assert merged({"a": 9, "b": 7, "c": 1}) == {"a": 9, "rest": 8}, (
        "the one small group could be reckoned from the rest"
    )
    assert merged({"a": 2}) == {"rest": 2}
    assert merged({"a": 5, "b": 0}) == {"a": 5}
    assert merged({}) == {}


def lay(cast: Cast) -> Any:
    """Twelve outcomes that were sent (six of brook's clusters in the UK awarded, six led by tumaini declined), one held, one tied to the manager."""
    planned = world.make_round()
    section = world.put(RoundSection(round_id=planned.id, title="Money", position=1))
    question = world.put(Question(section_id=section.id, text="What does it cost?", position=1, kind=Kind.BUDGET))
    world.put(FundingLine(round_id=planned.id, name="Grants", amount=1000))
    sent = {
        "released_at": AT,
        "released_by_id": cast.manager2.id,
        "letter_read_at": AT,
        "letter_read_by_id": cast.manager2.id,
    }
    for n in range(14):
        is_first_half = n < 6 or n >= 12
        one = world.make_application(cast, planned, f"Cluster {n}", stage=Stage.RELEASED if n < 12 else Stage.DECIDED)
        cluster = session().get_one(Cluster, one.cluster_id)
        cluster.started_by_school_id = cast.school["brook" if is_first_half else "tumaini"]
        for school in ("brook", "tumaini"):
            world.put(
                ClusterMembership(cluster_id=cluster.id, school_id=cast.school[school], status=MembershipStatus.JOINED)
            )
        world.make_review(cast, one, "reviewer", (4, 4) if is_first_half else (2, 2))
        world.make_review(cast, one, "reviewer2", (5, 5) if is_first_half else (3, 3))
        version = session().query(ApplicationVersion).filter_by(application_id=one.id).one()
        world.put(
            Answer(application_version_id=version.id, question_id=question.id, text=f"Postage | as before | {100 + n}")
        )
        outcome = Outcome.CONDITIONAL if n == 0 else Outcome.APPROVED if is_first_half else Outcome.DECLINED
        more = {"conditions": "Name a contact."} if n == 0 else {}
        decision = world.make_decision(cast, one, outcome, **(sent if n < 12 else {}), **more)
        if n in (0, 12):
            asked = {"number": 1, "school_id": cast.school["brook"], "due_on": AT.date() - timedelta(days=3)}
            status = ConditionStatus.OPEN
            world.put(AwardCondition(decision_id=decision.id, words=f"MARKCONDITION {n}", status=status, **asked))
        if n == 13:
            cluster.started_by_id = cast.manager.id
    return planned.id


def test_who_is_awarded_where_and_on_what_conditions(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    base = f"/rounds/{commit(app, lambda: lay(cast))}/pictures"
    clock.hold(AT)
    officer, manager = reader_for(cast.officer), reader_for(cast.manager)
    officer.get(f"{base}/fairness").sees("Of 12 applications 6 were awarded.", "Less often than chance explains: Kenya")
    manager.get(f"{base}/fairness").sees("Of 13 applications 7 were awarded.")
    rows = [
        [c.get_text(" ", strip=True) for c in row.select("th,td")]
        for row in officer.get(f"{base}/fairness").page.select("tbody tr")
    ]
    assert ["Nation", "Kenya", "6", "0", "0 %", "0 - 39 %"] in rows
    assert table(officer, base, "reach") == {"Kenya": ["6", "6"], "United Kingdom": ["6", "6"]}
    assert len(officer.page.select("svg.app-pic circle.app-pic__place")) == 2
    assert list(table(officer, base, "conditions")) == ["Cluster 0"]
    officer.sees("1 condition is open. The day of 1 has passed.").does_not_see("MARKCONDITION 12")
    assert list(table(manager, base, "conditions")) == ["Cluster 0", "Cluster 12"]
    moderator = reader_for(cast.moderator).get(f"{base}/conditions").sees("MARKCONDITION 0")
    assert shut(app, cast.moderator.id, moderator.links) == []
    manager.get(f"{base}/line?places=2").sees("Together they ask for", "of 1,000 GBP")
    officer.get(f"{base}/habits").sees("2 reviewers give clearly more or less than the others.")
    assert table(officer, base, "habits")["Rae Read"][1] == "-10"
    assert table(officer, base, "habits")[cast.reviewer2.name][1] == "+10"
    officer.get(f"{base}/adjusted").sees("The correction changes no outcome.")
    for code in ("fairness", "reach", "conditions", "habits", "adjusted", "line"):
        manager.get(f"{base}/{code}").does_not_see("Cluster 13")
        for way in (officer, manager):
            assert len(way.get(f"{base}/{code}").raw) < 100_000


def test_drafts_are_not_named_and_never_few(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    def made(drafts: int) -> Any:
        planned = world.make_round()
        section = world.put(RoundSection(round_id=planned.id, title="Our plan", position=1))
        questions = [world.put(Question(section_id=section.id, text=f"Question {n}", position=n)) for n in (1, 2)]
        for n in range(drafts):
            one = world.make_application(cast, planned, f"Hidden {n} of {drafts}", stage=Stage.DRAFT)
            version = session().query(ApplicationVersion).filter_by(application_id=one.id).one()
            version.status = VersionStatus.DRAFTING
            for question in questions[:n]:
                words = "MARKDRAFT " * (301 if n == 5 else 1)
                world.put(Answer(application_version_id=version.id, question_id=question.id, text=words))
        return planned.id

    clock.hold(AT)
    few, many = commit(app, lambda: made(4)), commit(app, lambda: made(6))
    manager = reader_for(cast.manager)
    manager.get(f"/rounds/{few}/pictures/completeness").sees("fewer than five drafts").does_not_see("Our plan")
    states = ["Complete", "Complete", "Complete", "Begun", "Empty", "Too long"]
    drafts = table(manager, f"/rounds/{many}/pictures", "completeness")
    assert list(drafts) == [f"Draft {n}" for n in range(1, 7)]
    assert sorted(row[0] for row in drafts.values()) == sorted(states)
    manager.sees("6 drafts are being written. Most often empty: Our plan.").does_not_see("MARKDRAFT", "Hidden")
    answer = manager.get(f"/rounds/{many}/pictures/completeness.csv").raw.decode("utf-8-sig")
    assert answer.splitlines()[:2] == ["Draft,Our plan", "Draft 1,Complete"]


def test_reports_late_first(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    def made() -> Any:
        planned = world.make_round()
        for name, days, status in (
            ("Good", -5, ReportStatus.DUE),
            ("Late", 3, ReportStatus.DUE),
            ("Worst", 40, ReportStatus.RETURNED),
        ):
            one = world.make_application(cast, planned, name, stage=Stage.ACCEPTED)
            award = world.put(Award(application_id=one.id, cluster_id=one.cluster_id, status="active", accepted_at=AT))
            due = AT.date() - timedelta(days=days)
            kind = {"kind": ReportKind.INTERIM, "number": 1, "from_on": due - timedelta(days=90), "due_on": due}
            world.put(
                AwardReport(
                    award_id=award.id,
                    round_id=planned.id,
                    status=status,
                    note="Say more." if days == 40 else "",
                    **kind,
                )
            )
            if name == "Worst":
                session().get_one(Cluster, one.cluster_id).started_by_id = cast.officer.id
        return planned.id

    base = f"/rounds/{commit(app, made)}/pictures"
    clock.hold(AT)
    found = table(reader_for(cast.manager), base, "monitoring")
    assert list(found) == ["Worst", "Late", "Good"]
    assert [row[2] for row in found.values()] == ["very late: more than four weeks", "late", "to come"]
    assert list(table(reader_for(cast.officer), base, "monitoring")) == ["Late", "Good"]
    for person, leads in ((cast.moderator, 0), (cast.manager, 1)):
        links = reader_for(person).get(f"{base}/monitoring").sees("Late").links
        assert shut(app, person.id, links) == []
        assert any(href.startswith("/awards/") for href, _words in links) == bool(leads)
