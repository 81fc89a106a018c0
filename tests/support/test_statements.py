"""What the run on PostgreSQL is chosen by: what is heard of a test, and which tests come to all of it."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.dialects import sqlite

from portal.identity.accounts.queries import person_by_email
from tests.support import statements
from tests.support.cast import Cast
from tests.support.statements import Noted, Noting, Record, cover, parts_of


def test_a_statement_is_known_by_what_postgresql_has_to_understand() -> None:
    assert list(parts_of("SELECT a FROM t WHERE b IN (?, ?)", locks=False)) == ["SELECT a FROM t WHERE b IN (?)"]
    assert list(parts_of("SELECT a FROM t", locks=True)) == ["SELECT a FROM t FOR UPDATE"]
    assert list(parts_of("UPDATE t SET a=?, b=? WHERE t.id = ?", locks=False)) == [
        "UPDATE t SET a=?",
        "UPDATE t SET b=?",
        "UPDATE t WHERE t.id = ?",
    ]
    one = list(parts_of("INSERT INTO t (a, b) VALUES (?, ?)", locks=False))
    assert one == list(parts_of("INSERT INTO t (a, b) VALUES (?, ?), (?, ?)", locks=False))
    assert one == ["INSERT INTO t a", "INSERT INTO t b", "INSERT INTO t VALUES (?)"]
    assert not list(parts_of("SAVEPOINT sa_savepoint_1", locks=False))


def test_every_statement_is_come_to_for_the_least_work() -> None:
    record = Record(
        {
            "dear": Noted(9.0, {"a", "b", "c"}),
            "cheap": Noted(0.1, {"a", "b"}),
            "other": Noted(0.1, {"c"}),
            "repeats": Noted(0.1, {"a"}),
            "in the world": Noted(0.1, {"a", "b"}, {"world"}),
            "only there": Noted(0.1, set(), {"small world"}),
        },
        shared={"world": {"c"}, "small world": {"d"}},
        work_of_shared={"world": 20.0},
    )
    assert cover(record, set()) == {"cheap", "other", "only there"}
    assert cover(record, {"dear"}) == {"dear", "only there"}


def test_what_the_databases_answer_differently_is_asked_by_the_test_that_asks_least_beside_it() -> None:
    like = "SELECT t.a FROM t WHERE lower(t.a) LIKE ?"
    record = Record({"walk": Noted(0.1, {like, "x", "y"}), "search": Noted(3.0, {like}), "z": Noted(0.1, {"z"})})
    assert cover(record, set()) == {"walk", "search", "z"}


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Noting]:
    """One of this test's own, beside that of a run that is written down."""
    own = Noting()
    own.listen()
    monkeypatch.setattr(statements, "NOTING", own)
    yield own
    own.stop()


def heard_of(noting: Noting) -> set[str]:
    noting.end("this")
    return noting.record.of("this")


def test_what_the_portal_asks_is_heard_and_what_the_test_asks_is_not(
    database: sa.orm.Session, cast: Cast, noting: Noting
) -> None:
    database.execute(sa.text("SELECT count(*) FROM person"))
    assert heard_of(noting) == set()
    assert person_by_email(cast.teacher.email)
    assert any("FROM person" in one for one in heard_of(noting))


def test_what_is_made_once_counts_for_each_that_needs_it(
    app: Flask, database: sa.orm.Session, cast: Cast, noting: Noting
) -> None:
    with statements.made_once("world"):
        person_by_email(cast.teacher.email)
    assert heard_of(noting) == set()
    statements.needs("world")
    assert any("FROM person" in one for one in heard_of(noting))
    with statements.apart():
        person_by_email(cast.head.email)
    assert any("FROM person" in one for one in noting.record.apart)


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"words": "a" * 10, "number": 1, "large": 2**40}, False),
        ({"words": "a\x00"}, True),
        ({"words": "a" * 11}, True),
        ({"number": 2**31}, True),
        ({"number": "1"}, True),
        ({"words": ["a", "\x00"]}, True),
    ],
)
def test_a_value_that_only_postgresql_refuses_is_heard(values: dict[str, object], refused: bool) -> None:
    table = sa.table(
        "t", sa.column("words", sa.String(10)), sa.column("number", sa.Integer), sa.column("large", sa.BigInteger)
    )
    compiled = table.insert().values(words="", number=1, large=1).compile(dialect=sqlite.dialect())
    assert statements.may_be_refused(values, compiled) is refused


def test_a_record_of_other_sources_is_no_record(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(statements, "FOLDER", tmp_path)
    assert statements.kept() is None
    (tmp_path / "gw0").write_bytes(pickle.dumps(Record({"a": Noted(1.0, {"x"})})))
    (tmp_path / "gw1").write_bytes(pickle.dumps(Record({"b": Noted(1.0, {"y"})}, apart={"z"})))
    whole = statements.kept()
    assert whole is not None
    assert set(whole.tests) == {"a", "b"}
    monkeypatch.setattr(statements, "newest", lambda: (tmp_path / "gw0").stat().st_mtime + 1)
    assert statements.kept() is None
