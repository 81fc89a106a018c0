"""The timeline of a cluster: what its schools may know, in sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.events import Event, record
from portal.identity.schools.models import Function
from portal.identity.verification.models import FlagKind
from portal.oversight.audit import words
from portal.oversight.audit.queries import timeline_of
from portal.oversight.audit.words import kept, sentence_of, told
from tests.support.cast import Cast, commit


@dataclass(frozen=True, kw_only=True)
class BridgeBuilt(Event):
    """Only here."""

    partner_school_id: Any = None
    metres: int = 0


@dataclass(frozen=True, kw_only=True)
class SecretKept(Event):
    """Only here."""


@dataclass(frozen=True, kw_only=True)
class NeverMentioned(Event):
    """Only here."""


@pytest.fixture(autouse=True)
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    built = told("%(who)s of %(school)s built a bridge of %(metres)s m to %(partner_school)s for %(subject)s.")
    monkeypatch.setitem(words.SENTENCES, "bridge_built", built)
    monkeypatch.setitem(words.SENTENCES, "secret_kept", kept("%(who)s kept a secret."))


def build(app: Flask, cast: Cast, metres: int, **more: Any) -> None:
    facts: dict[str, Any] = {
        "by_id": cast.coordinator.id,
        "cluster_id": cast.river,
        "school_id": cast.school["hill"],
        "subject_id": cast.partnership,
        "partner_school_id": cast.school["tumaini"],
        **more,
    }
    commit(app, lambda: record(BridgeBuilt(metres=metres, **facts)))


def lines(reader: Any) -> list[str]:
    return [" ".join(li.get_text(" ").split()) for li in reader.page.select(".app-timeline li")]


def test_it_tells_in_sentences_newest_first(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    build(app, cast, 1)
    build(app, cast, 2, by_id=None)

    found = lines(reader_for(cast.teacher).get(f"/clusters/{cast.river}/timeline"))

    where = "Tuesday 2 March 2027, 10:00 UK time"
    assert found == [
        f"{where} The portal of Hill Primary School built a bridge of 2 m to Tumaini Primary School for River and lake.",
        f"{where} Carys Okoro of Hill Primary School built a bridge of 1 m to Tumaini Primary School for River and lake.",
    ]


def test_a_school_takes_the_record_along(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    for number in (1, 2):
        build(app, cast, number)
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/timeline").follow("Take this record along")
    head, first, second = reader.raw.decode("utf-8-sig").strip().split("\r\n")
    assert head == "Day,Time,Zone,What happened,About what"
    assert first.startswith("2027-03-02,10:00,Europe/London,")
    assert "bridge of 1 m" in first
    assert "bridge of 2 m" in second
    none = reader.get(f"/clusters/{cast.river}/timeline.csv?until=2027-03-01").raw
    assert none.decode("utf-8-sig").strip() == head
    for who, status in (("abroad_teacher", 200), ("manager", 403), ("authority", 403), ("outsider", 404)):
        reader_for(cast.people[who]).get(f"/clusters/{cast.river}/timeline.csv", expect=status)


def test_only_what_the_cluster_may_know_is_there(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    for event in (SecretKept, NeverMentioned):
        commit(app, lambda event=event: record(event(by_id=cast.manager.id, cluster_id=cast.river)))
    build(app, cast, 3, cluster_id=None)

    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/timeline").sees("Nothing yet")

    assert lines(reader) == []
    record_page = reader_for(cast.auditor).get("/administration/record")
    record_page.sees("Maya Lead kept a secret.", "Maya Lead: never mentioned", "built a bridge of 3 m")


def test_a_name_that_is_gone_is_no_error(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    build(app, cast, 4, school_id=None, partner_school_id="not an id")
    [line] = timeline_of(cast.river).items
    assert line.words == "Carys Okoro of … built a bridge of 4 m to … for River and lake."
    assert sentence_of("bridge_built", {}).startswith("someone of …")
    assert sentence_of("never_heard_of", {}) == "The portal: never heard of"
    stopped = sentence_of("mail_stopped", {"who": "Hywel", "about": "board:019e111d668070008ecac75f5a29dba1"})
    assert stopped == "Hywel stopped mail: board."


def test_the_number_of_statements_does_not_grow(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader = reader_for(cast.teacher)
    counts = []
    made = 0
    for number in (1, 3, 60):
        while made < number:
            made += 1
            build(app, cast, made)
        reader.get(f"/clusters/{cast.river}/timeline")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    assert len(lines(reader)) == 50
    reader.follow("Older")
    assert len(lines(reader)) == 10
    assert "bridge of 10 m" in lines(reader)[0]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("teacher", 200),
        ("abroad_teacher", 200),
        ("manager", 200),
        ("auditor", 200),
        ("authority", 403),
        ("outsider", 404),
        ("nobody", 404),
        ("reviewer", 404),
    ],
)
def test_who_may_read_it(cast: Cast, reader_for: Callable[..., Any], who: str, status: int) -> None:
    reader_for(cast.people[who]).get(f"/clusters/{cast.river}/timeline", expect=status)


def test_a_cluster_that_is_not_there(cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader_for(cast.manager).get("/clusters/00000000-0000-7000-8000-000000000000/timeline", expect=404)


@pytest.mark.parametrize(
    ("who", "status"), [("auditor", 200), ("manager", 200), ("admin", 200), ("officer", 403), ("teacher", 403)]
)
def test_who_may_read_the_whole_record(cast: Cast, reader_for: Callable[..., Any], who: str, status: int) -> None:
    reader_for(cast.people[who]).get("/administration/record", expect=status)


@pytest.mark.either
def test_functions_and_flags_are_told_in_words(app: Flask) -> None:
    with app.test_request_context():
        for value in [*Function, *FlagKind]:
            names = {"person": "Ann", "school": "Vale", "function": value.value, "flag": value.value}
            kind = "function_given" if value in set(Function) else "school_flagged"
            said = sentence_of(kind, names)
            assert "_" not in said
            assert str(words.VALUES[value.value]) in said
