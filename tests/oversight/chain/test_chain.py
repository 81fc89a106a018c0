"""The record is append-only, sealed in a chain, and whoever changes it with the rights of the database's owner is found out the next night."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.oversight.audit.models import AuditEntry
from portal.oversight.chain import jobs, queries
from portal.oversight.chain.models import AuditBlock, ChainCheck, Problem
from portal.oversight.notifications.models import Notification
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

NOW = timedelta(seconds=-1)
TABLES = ("audit_entry", "audit_block", "chain_check")


@pytest.fixture
def sealed(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Seven entries in blocks of three, checked once. Answers their ids, in order."""
    monkeypatch.setattr(queries, "BLOCK", 3)
    enter(app, cast, 7)
    with app.app_context():
        assert jobs.seal(settled_after=NOW) == 7
        assert jobs.check().problem is None
        return list(session().scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id)))


def enter(app: Flask, cast: Cast, count: int) -> None:
    def make() -> None:
        for number in range(count):
            facts = {"number": number, "name": "Ŵyn — “quoted”", "list": [1, None], "nothing": None}
            session().add(
                AuditEntry(kind="bridge_built", by_id=cast.coordinator.id, cluster_id=cast.river, facts=facts)
            )
            session().flush()

    commit(app, make)


def as_owner(app: Flask, *statements: Any) -> None:
    """What the database's owner can do: without the triggers."""
    with app.app_context():
        connection = session().connection(execution_options={"write": True})
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        else:
            names = connection.scalars(
                sa.text(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('audit_entry', 'audit_block', 'chain_check')"
                )
            ).all()
            for name in names:
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(statement)
        session().commit()


def found(app: Flask) -> tuple[Problem | None, int | None]:
    with app.app_context():
        check = jobs.check()
        return check.problem, check.block


def test_what_agrees_is_said_so(app: Flask, cast: Cast, sealed: list[Any]) -> None:
    assert found(app) == (None, None)
    enter(app, cast, 1)
    with app.app_context():
        assert jobs.seal(settled_after=timedelta(minutes=10)) == 0  # it is not settled yet
        assert jobs.seal(settled_after=NOW) == 1
        blocks = session().scalars(sa.select(AuditBlock).order_by(AuditBlock.number)).all()
        assert [block.entries for block in blocks] == [3, 3, 1, 1]
    assert found(app) == (None, None)
    with app.app_context():
        last = queries.last_check()
        assert last is not None
        assert (last.head, last.entries, last.digest) == (4, 8, blocks[-1].digest)
        assert session().scalar(sa.select(sa.func.count()).select_from(Notification)) == 0


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "act", ["UPDATE {table} SET {column} = 'x'", "DELETE FROM {table}", "TRUNCATE {table}", "replace"]
)
def test_the_portal_itself_cannot(app: Flask, sealed: list[Any], table: str, act: str) -> None:
    column = {"audit_entry": "kind"}.get(table, "digest")
    statement = act.format(table=table, column=column)
    with app.app_context():
        is_sqlite = session().connection().dialect.name == "sqlite"
        if act == "replace":
            if not is_sqlite:
                return  # PostgreSQL has no REPLACE: an upsert is an UPDATE
            statement = f"REPLACE INTO {table} SELECT * FROM {table}"
        elif act.startswith("TRUNCATE") and is_sqlite:
            return  # SQLite has none: a DELETE without conditions is one
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            session().execute(sa.text(statement))
        session().rollback()


@pytest.mark.parametrize(
    ("tamper", "problem", "block"),
    [
        (lambda ids: sa.update(AuditEntry).where(AuditEntry.id == ids[4]).values(kind="bridge_burnt"), Problem.CHANGED, 2),
        (lambda ids: sa.update(AuditEntry).where(AuditEntry.id == ids[4]).values(by_id=None), Problem.CHANGED, 2),
        (lambda ids: sa.update(AuditEntry).where(AuditEntry.id == ids[1]).values(facts={"number": 1}), Problem.CHANGED, 1),
        (lambda ids: sa.delete(AuditEntry).where(AuditEntry.id == ids[6]), Problem.CHANGED, 3),
        (lambda ids: sa.insert(AuditEntry).values(id=between(ids[3], ids[4]), kind="made_up", facts={}), Problem.CHANGED, 2),
        (lambda ids: sa.update(AuditBlock).where(AuditBlock.number == 1).values(digest="0" * 64), Problem.CHANGED, 1),
        (lambda ids: sa.delete(AuditBlock).where(AuditBlock.number == 2), Problem.MISSING, 2),
        (lambda ids: sa.delete(AuditBlock).where(AuditBlock.number == 3), Problem.MISSING, 3),
    ],
    ids=["kind", "who", "facts", "removed", "put_in", "digest", "no_block", "no_head"],
)  # fmt: skip
def test_the_owner_of_the_database_is_found_out(
    app: Flask, sealed: list[Any], tamper: Callable[[list[Any]], Any], problem: Problem, block: int
) -> None:
    as_owner(app, tamper(sealed))
    assert found(app) == (problem, block)


def between(low: Any, high: Any) -> Any:
    return type(low)(int=low.int + 1) if low.int + 1 < high.int else pytest.fail("no room")


def test_who_reckons_the_chain_anew_is_found_out_by_what_was_seen_before(app: Flask, sealed: list[Any]) -> None:
    """All blocks are made again over a changed entry: they agree with each other, and not with the earlier check."""
    with app.app_context():
        head = queries.last_block()
        assert head is not None
        written_down = f"{head.number}:{head.digest}"
    as_owner(app, sa.delete(AuditBlock), sa.update(AuditEntry).where(AuditEntry.id == sealed[0]).values(kind="other"))
    with app.app_context():
        assert jobs.seal(settled_after=NOW) == 7
    assert found(app) == (Problem.REPLACED, 3)
    as_owner(
        app, sa.delete(ChainCheck)
    )  # who removes the checks too is found by the head that was written down elsewhere
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    told = runner.invoke(args=["audit", "verify", "--head", written_down])
    assert told.exit_code == 1
    assert "Block 3: it is not the block that an earlier check saw." in told.output


def test_the_alarm_reaches_those_who_look_after_the_service(
    app: Flask, cast: Cast, sealed: list[Any], reader_for: Callable[..., Reader]
) -> None:
    reader_for(cast.auditor).get("/administration/record").sees("7 entries agree")
    as_owner(app, sa.update(AuditEntry).where(AuditEntry.id == sealed[4]).values(kind="bridge_burnt"))
    runner = app.test_cli_runner()
    told = runner.invoke(args=["audit", "verify"])
    assert (told.exit_code, "Block 2: entries were changed, added or removed." in told.output) == (1, True)
    with app.app_context():
        rows = session().scalars(sa.select(Notification).where(Notification.kind == "record_broken")).all()
        names = {cast.people[key].id: key for key in cast.people}
        assert {names[row.person_id] for row in rows} == {"admin", "auditor", "manager", "manager2"}
        assert session().scalar(sa.select(sa.func.count()).select_from(OutboxMail)) == 4
    reader_for(cast.auditor).get("/administration/record").sees("does not agree", "Block 2")


def test_commands(app: Flask, cast: Cast) -> None:
    runner = app.test_cli_runner()
    assert "0 entries sealed." in runner.invoke(args=["audit", "seal"]).output
    assert "Nothing is sealed yet." in runner.invoke(args=["audit", "verify"]).output
    assert runner.invoke(args=["audit", "verify", "--head", "x"]).exit_code == 2
