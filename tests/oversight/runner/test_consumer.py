"""The job runner as a process, its bell, and what happens when its file is held by someone else."""

import dataclasses
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import outbox
from portal.core.events import record
from portal.core.outbox import Letter, OutboxMail
from portal.identity.accounts.events import EmailConfirmed
from portal.oversight.runner import alarm
from tests.support.cast import commit

ROOT = Path(__file__).parents[3]


def test_messages_are_json(tmp_path: Path) -> None:
    queue = alarm.open_queue(tmp_path / "jobs.sqlite", patience=1)
    heard: list[bool] = []
    task = alarm.bell(queue, lambda: heard.append(True))
    task()
    with sqlite3.connect(tmp_path / "jobs.sqlite") as connection:
        [(data,)] = connection.execute("SELECT data FROM task").fetchall()
    assert bytes(data).startswith(b'["')
    queue.execute(queue.dequeue())
    assert heard == [True]


def test_ringing_twice_leaves_one_call(tmp_path: Path) -> None:
    file = tmp_path / "jobs.sqlite"
    assert alarm.ring(file)
    assert alarm.ring(file)
    assert alarm.open_queue(file, patience=1).pending_count() == 1


def test_a_request_does_not_fail_when_the_file_is_held(tmp_path: Path) -> None:
    file = tmp_path / "jobs.sqlite"
    assert alarm.ring(file)
    alarm.open_queue(file, patience=1).flush()
    with sqlite3.connect(file, isolation_level=None) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        assert not alarm.ring(file)
        assert time.monotonic() - began < 2
        holder.execute("ROLLBACK")
    assert alarm.ring(file)


def test_a_folder_that_is_not_there_does_not_fail_a_request(tmp_path: Path) -> None:
    assert not alarm.ring(tmp_path / "nowhere" / "jobs.sqlite")


def environment(app: Flask, tmp_path: Path) -> dict[str, str]:
    url = app.config["SETTINGS"].database_url
    mine = {"PORTAL_ENV": "testing", "DATABASE_URL": url, "PORTAL_INSTANCE_FOLDER": str(tmp_path)}
    return {**os.environ, **mine, "FLASK_SKIP_DOTENV": "1"}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", *words]


def post(app: Flask) -> None:
    commit(app, lambda: outbox.post(Letter("test", "amina@school.example", "Here", "Here.\n")))


def unsent(database: sa.orm.Session) -> int:
    database.rollback()
    waiting = sa.select(sa.func.count()).select_from(OutboxMail).where(OutboxMail.sent_at.is_(None))
    return database.scalars(waiting).one()


def wait_until_sent(database: sa.orm.Session, seconds: float) -> None:
    until = time.monotonic() + seconds
    while unsent(database) and time.monotonic() < until:
        time.sleep(0.1)
    assert unsent(database) == 0


def test_once_does_what_is_due_and_ends(app: Flask, database: sa.orm.Session, tmp_path: Path, clock: Any) -> None:
    clock.hold(None)
    post(app)
    done = subprocess.run(
        command("once"),
        cwd=ROOT,
        env=environment(app, tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "1 mails sent" in done.stdout
    assert unsent(database) == 0


def test_the_runner_sends_what_comes_and_ends_cleanly_when_asked(
    app: Flask, database: sa.orm.Session, tmp_path: Path, clock: Any
) -> None:
    clock.hold(None)
    post(app)
    runner = subprocess.Popen(
        command("run"), cwd=ROOT, env=environment(app, tmp_path), stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until_sent(database, 40)
        post(app)
        alarm.ring(tmp_path / "jobs.sqlite")
        wait_until_sent(database, 15)
        runner.send_signal(signal.SIGTERM)
        _out, errors = runner.communicate(timeout=15)
    finally:
        runner.kill()
    assert runner.returncode == 0, errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("word", ["run", "once"])
def test_the_commands_are_there(app: Flask, word: str) -> None:
    said = app.test_cli_runner().invoke(args=["jobs", word, "--help"])
    assert (said.exit_code, f"jobs {word}" in said.output) == (0, True)


def test_an_act_with_a_fact_rings_after_its_commit(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = dataclasses.replace(app.config["SETTINGS"], jobs_database=tmp_path / "jobs.sqlite")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    queue = alarm.open_queue(tmp_path / "jobs.sqlite", patience=1)

    commit(app, lambda: None)
    assert queue.pending_count() == 0
    commit(app, lambda: record(EmailConfirmed(by_id=None)))
    assert queue.pending_count() == 1
