"""The timelines of a school, an application and a person, with filters; the record taken out as a table."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.forming.evidence.models import EvidenceItem, Visibility
from portal.oversight.audit import seen
from portal.oversight.audit.models import AuditEntry
from portal.oversight.audit.words import SENTENCES
from portal.oversight.exports.models import ExportNote
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader


def enter(app: Flask, *entries: dict[str, Any]) -> None:
    def lay() -> None:
        for entry in entries:
            session().add(AuditEntry(**{"facts": {}, **entry}))
            session().flush()

    commit(app, lay)


def lines(reader: Reader) -> list[str]:
    return [" ".join(span.get_text(" ").split()) for span in reader.page.select(".app-timeline li span:last-child")]


@pytest.fixture
def told(app: Flask, cast: Cast) -> None:
    """Of each sort one: what the school's people may know and what they may not."""
    hill, at = cast.school["hill"], datetime(2027, 2, 20, 10, 0, tzinfo=UTC)
    by = {"by_id": cast.coordinator.id, "school_id": hill}
    enter(
        app,
        {"kind": "school_edited", **by, "at": at},
        {"kind": "school_flagged", "school_id": hill, "facts": {"flag": "Zebra flag"}},
        {"kind": "join_refused", **by, "person_id": cast.outsider.id},
        {"kind": "evidence_added", **by, "cluster_id": cast.river},
        {"kind": "review_submitted", "by_id": cast.reviewer.id, "school_id": hill},
        {"kind": "school_edited", "by_id": cast.outsider.id, "school_id": cast.school["brook"]},
    )


def test_a_school_reads_what_it_may_know(told: None, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    path = f"/schools/{cast.school['hill']}/timeline"
    own = reader_for(cast.teacher).get(path)
    assert lines(own) == [
        "Hill Primary School added to the evidence: ….",
        "Carys Okoro changed the page of Hill Primary School.",
    ]
    assert len(lines(reader_for(cast.auditor).get(path))) == 5
    assert len(lines(reader_for(cast.officer).get(path))) == 2
    reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}").follow("Timeline: what happened at the school")


def test_evidence_for_the_member_schools_has_no_name_on_a_timeline(app: Flask, cast: Cast, reader_for: Any) -> None:
    make_own(app, cast)
    with app.app_context():
        found = session().execute(sa.select(EvidenceItem.id, EvidenceItem.claim).limit(1)).one()
    here = {"cluster_id": cast.river, "school_id": cast.school["hill"], "subject_id": found.id}
    enter(app, {"kind": "evidence_added", "by_id": cast.coordinator.id, **here})
    path = f"/clusters/{cast.river}/timeline"
    assert f"Hill Primary School added to the evidence: {found.claim}." in lines(reader_for(cast.abroad).get(path))
    commit(app, lambda: session().execute(sa.update(EvidenceItem).values(visible_to=Visibility.HOME)))
    assert "Hill Primary School added to the evidence: …." in lines(reader_for(cast.abroad).get(path))


def test_every_fact_has_a_theme() -> None:
    themed = frozenset[str]().union(*(seen.of_theme(code) or () for code in seen.THEMES))
    assert SENTENCES.keys() - themed == set()


def test_filters_by_theme_and_days(told: None, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    path = f"/schools/{cast.school['hill']}/timeline"
    reader = reader_for(cast.teacher)
    assert lines(reader.get(f"{path}?theme=clusters")) == ["Hill Primary School added to the evidence: …."]
    assert lines(reader.get(f"{path}?until=2027-02-20")) == ["Carys Okoro changed the page of Hill Primary School."]
    assert lines(reader.get(f"{path}?since=2027-02-21&theme=schools")) == []
    reader.sees("Nothing found", "Show everything again")
    # a theme that the reader may not read shows nothing more
    assert lines(reader.get(f"{path}?theme=safety")) == []
    assert len(lines(reader.get(f"{path}?theme=zebra&since=2027-99-01"))) == 2
    reader.sees("Write dates as year-month-day")
    for nonsense in ("since=%00", "theme=" + "x" * 5000, "until=99999-01-01", "after=nonsense"):
        reader.get(f"{path}?{nonsense}")


def test_an_application(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    """What belongs to reviews and held decisions is for the desk alone; a person of the desk with a school in the cluster is one of the cluster."""
    own = make_own(app, cast)
    about = {"application_id": own["application_id"], "cluster_id": cast.river, "subject_id": own["round_id"]}
    enter(
        app,
        {"kind": "application_ready", **about},
        {"kind": "review_submitted", "by_id": cast.reviewer.id, **about},
        {"kind": "decision_recorded", "by_id": cast.manager.id, **about},
    )
    path = f"/applications/{own['application_id']}/timeline"
    assert lines(reader_for(cast.teacher).get(path)) == ["Every school has signed the application."]
    reader_for(cast.teacher).get(path).does_not_see("Rae Read", "Maya Lead")
    assert len(lines(reader_for(cast.officer).get(path))) == 3
    assert len(lines(reader_for(cast.auditor).get(path))) == 3
    for who, status in (("outsider", 404), ("reviewer", 404), ("moderator", 403), ("admin", 404)):
        reader_for(cast.people[who]).get(path, expect=status)


def test_a_person(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    enter(
        app,
        {"kind": "sign_in_failed", "person_id": cast.teacher.id},
        {"kind": "thread_started", "by_id": cast.teacher.id, "cluster_id": cast.river, "facts": {}},
        {"kind": "report_received", "person_id": cast.teacher.id},
        {"kind": "password_changed", "by_id": cast.outsider.id, "person_id": cast.outsider.id},
    )
    mine = lines(reader_for(cast.teacher).get("/profile/timeline"))
    assert "Someone typed a wrong password for Tom O'Neill." in mine
    assert not [line for line in mine if "report" in line.lower() or "Olu" in line]
    path = f"/administration/people/{cast.teacher.id}/timeline"
    assert not [line for line in lines(reader_for(cast.admin).get(path)) if "report" in line.lower()]
    assert [line for line in lines(reader_for(cast.auditor).get(path)) if line == "A report was received."]
    for who in ("manager", "officer", "safeguarding", "teacher"):
        reader_for(cast.people[who]).get(path, expect=404)


def test_the_record_is_searched_and_taken_out(
    app: Flask, told: None, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    auditor = reader_for(cast.auditor)
    assert len(lines(auditor.get("/administration/record"))) >= 6
    auditor.get("/administration/record?theme=schools").follow("Look for what one person did")
    auditor.fill(who="nobody@x.example").press("Show what this person did", expect=422).sees("Nobody here has this")
    auditor.fill(who=cast.outsider.email).press("Show what this person did").sees("Only what Olu Stone did.")
    assert f"by={cast.outsider.id}" in auditor.path
    assert "@" not in auditor.path
    assert lines(auditor) == ["Olu Stone changed the page of Brook High School."]
    path = f"/administration/record/table?by={cast.outsider.id}&theme=schools"
    auditor.follow("Download these entries")
    given = {"csrf_token": auditor.token(), "purpose": "audit", "words": "Aardvark."}
    auditor.post(path, given, expect=200)
    head, *rows = csv.reader(io.StringIO(auditor.raw.decode("utf-8-sig")))
    assert head[:3] == ["When (UTC)", "Kind", "What happened"]
    assert [(row[1], row[2]) for row in rows] == [("school_edited", "Olu Stone changed the page of Brook High School.")]
    with app.app_context():
        assert session().scalars(sa.select(ExportNote.rows)).all() == [1]
    for who, status in (("officer", 403), ("safeguarding", 403), ("teacher", 403), ("manager", 200)):
        reader_for(cast.people[who]).get("/administration/record/table", expect=status)


def test_the_number_of_statements_does_not_grow(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    reader, made = reader_for(cast.auditor), 0
    paths = ["/administration/record", f"/schools/{cast.school['hill']}/timeline", "/profile/timeline"]
    counts: dict[str, set[int]] = {path: set() for path in paths}
    for number in (1, 3, 60):
        entry = {"kind": "school_edited", "by_id": cast.auditor.id, "school_id": cast.school["hill"]}
        enter(app, *([entry] * (number - made)))
        made = number
        for path in paths:
            reader.get(path)
            counts[path].add(len(reader.statements))
    assert {path: len(found) for path, found in counts.items()} == dict.fromkeys(paths, 1)
    reader.get(paths[1]).follow("Older")
    assert len(lines(reader)) == 10


def test_what_is_for_nobody_is_in_no_timeline() -> None:
    """Reports, difficulties, flags and documents belong to no timeline of a school, a cluster, or a person."""
    inside = {
        kind for kind in SENTENCES if kind.startswith(("report_", "mediation_", "school_flag", "school_evidence"))
    }
    inside |= {
        "review_submitted",
        "reviewer_assigned",
        "decision_recorded",
        "panel_note_written",
        "application_screened",
    }
    for kinds in (
        seen.for_a_school(),
        seen.for_a_cluster(),
        seen.for_themselves(),
        seen.for_an_application(by_the_desk=False),
    ):
        assert not inside & kinds
