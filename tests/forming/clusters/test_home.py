"""The cluster's home as a whole: how things stand, what there is under each heading, what is owed by whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import duty, ids
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.forming.evidence.models import EvidenceItem, EvidenceStatus
from portal.forming.evidence.queries import list_heading_states, list_headings
from tests.support.cast import Cast, commit

Readers = Callable[..., Any]
MOST_STATEMENTS = 10


def signs(reader: Any) -> dict[str, str]:
    """The strip: the words under each of its links."""
    found = {}
    for item in reader.page.select(".app-strip > li"):
        label = item.find("a").get_text(" ", strip=True)
        found[label] = " ".join(item.get_text(" ").split()).removeprefix(label).strip()
    return found


def owe(cast: Cast, kind: DutyKind, title: str, **words: Any) -> None:
    duty.owe(kind, subject_id=ids.new_id(), title=title, cluster_id=cast.river, **words)


def bring(cast: Cast, position: int, status: EvidenceStatus, due_on: Any = None) -> None:
    heading = list_headings()[position]
    session().add(
        EvidenceItem(
            cluster_id=cast.river,
            heading_id=heading.id,
            school_id=cast.school["hill"],
            status=status,
            claim="A claim",
            due_on=due_on,
        )
    )


def test_a_quiet_cluster_says_so(cast: Cast, reader_for: Readers) -> None:
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}")
    assert signs(reader) == {
        "Board": "nobody has written yet",
        "Calendar": "nothing this week",
        "Stand-ins": "none needed",
        "Partners": "we wrote: not yet they wrote: not yet",
        "Evidence": "0 of 9 headings",
    }


def test_evidence_is_shown_heading_by_heading(app: Flask, cast: Cast, reader_for: Readers, clock: Any) -> None:
    def lay() -> None:
        bring(cast, 0, EvidenceStatus.EVIDENCE)
        bring(cast, 0, EvidenceStatus.INTENTION, clock.now().date() + timedelta(days=9))
        bring(cast, 1, EvidenceStatus.INTENTION, clock.now().date() + timedelta(days=9))
        bring(cast, 2, EvidenceStatus.NOT_APPLICABLE)
        bring(cast, 3, EvidenceStatus.WITHDRAWN)

    commit(app, lay)
    reader = reader_for(cast.abroad).get(f"/clusters/{cast.river}")
    said = [" ".join(li.get_text(" ").split()) for li in reader.page.select(".app-map > li")]
    titles = commit(app, lambda: [state.title for state in list_heading_states(cast.river)])
    wanted = ["Has it", "Intends it", "Does not apply", *["Nothing yet"] * 6]
    assert said == [f"{title} {words}" for title, words in zip(titles, wanted, strict=True)]
    assert signs(reader)["Evidence"] == "3 of 9 headings"


def test_what_is_owed_is_said_as_a_task_school_by_school(
    app: Flask, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    late, soon = clock.now() - timedelta(days=2), clock.now() + timedelta(days=2)

    def lay() -> None:
        owe(cast, DutyKind.REPLY, "Who lives by the lake?", school_id=cast.school["tumaini"], due_at=late)
        owe(cast, DutyKind.CONFIRM_ACTIVITY, "A song", school_id=cast.school["tumaini"], due_at=soon)
        owe(cast, DutyKind.ANSWER_HANDOFF, "A walk", office="contact_teacher", due_at=soon)

    commit(app, lay)
    reader = reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}")
    reply, song = (
        "Reply to “Who lives by the lake?” by Sun 28 Feb 2027",
        "Say yes to “A song”, or choose another time by Thu 4 Mar 2027",
    )
    found = [
        " ".join(" ".join(piece.get_text() for piece in part.select("summary, li")).split())
        for part in reader.page.select("main details")
        if "to do" in part.text
    ]
    assert found == [
        "Cluster coordinator: 1 thing to do Nobody can stand in for “A walk” yet: ask others, or move the date by Thu 4 Mar 2027",
        f"Tumaini Primary School: 2 things to do 1 overdue {reply} {song}",
    ]


@pytest.mark.parametrize("many", [1, 30])
def test_it_asks_the_same_number_of_questions_however_much_there_is(
    app: Flask, cast: Cast, reader_for: Readers, clock: Any, many: int
) -> None:
    def lay() -> None:
        for number in range(many):
            owe(cast, DutyKind.REPLY, f"Question {number}", school_id=cast.school["vale"], due_at=clock.now())
            bring(cast, number % 9, EvidenceStatus.EVIDENCE)

    commit(app, lay)
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}")
    assert len(reader.statements) <= MOST_STATEMENTS, reader.statements
