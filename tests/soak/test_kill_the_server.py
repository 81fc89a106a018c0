"""kill -9 of the whole server under writes: no acknowledged message is lost, none is there twice, and the database is sound.

Four writers post marked messages through the real form, each with a once-only key; a writer that loses its answer sends the same form again. The
server is killed and started again, over and over.
"""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.commands.scale import key
from tests.support import soak
from tests.support.reader import Reader
from tests.support.sessions import begin_session

ROOT = Path(__file__).parents[2]
KILLS, WRITERS, MARKS = 12, 4, 10

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


class Server:
    """gunicorn in a process group of its own, so that all of it can be killed at once."""

    def __init__(self, app: Flask) -> None:
        settings = app.config["SETTINGS"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.environment = {
            **os.environ,
            "PORTAL_ENV": "testing",
            "DATABASE_URL": settings.database_url,
            "PORTAL_INSTANCE_FOLDER": str(settings.instance_folder),
            "PORTAL_SECRET_KEYS": ",".join(settings.secret_keys),
        }
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--log-level",
            "critical",
            "-b",
            f"127.0.0.1:{self.port}",
            "wsgi:app",
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                line.request("GET", "/health/ready")
                if line.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not come back in two minutes")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)


class Writer(threading.Thread):
    """Posts marks until told to stop; remembers which were acknowledged."""

    def __init__(self, port: int, cookie: str, path: str, fields: dict[str, Any], stop: threading.Event) -> None:
        super().__init__()
        self.port, self.cookie, self.path, self.fields, self.stop = port, cookie, path, fields, stop
        self.acknowledged: list[str] = []
        self.refused: list[tuple[int, str]] = []
        self.sent_again = 0

    def run(self) -> None:
        while not self.stop.is_set():
            mark = f"mark-{uuid.uuid4().hex}"
            body = urlencode({**self.fields, "once_key": str(uuid.uuid4()), self.fields["__text__"]: mark}, doseq=True)
            if self.send(body):
                self.acknowledged.append(mark)

    def send(self, body: str) -> bool:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        for attempt in range(100):
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                line.request("POST", self.path, body=body, headers=headers)
                answer = line.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                self.sent_again += attempt > 0
                time.sleep(0.05)
                continue
            if answer.status == 303:
                return True
            if answer.status != 503:
                self.refused.append((answer.status, body[:80]))
                return False
            time.sleep(0.05)
        return False


def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(app: Flask) -> None:
    loaded = app.test_cli_runner().invoke(args=["scale", "load", "--fraction", "0.0004"])
    assert loaded.exit_code == 0, loaded.output
    person = type("Someone", (), {"id": key("person", 0)})
    reader = Reader(app, person)
    thread = f"/clusters/{key('cluster', 0)}/board/threads/{key('thread', 0)}"
    reader.get(thread)
    form = next(f for f in reader.page.find_all("form") if f.find("textarea"))
    fields = {k: v for k, v in Reader.standing(form).items() if k != "once_key"}
    fields["__text__"] = form.find("textarea")["name"]
    cookies = f"portal_session={begin_session(app, person)}; portal={reader.client.get_cookie('portal').value}"  # type: ignore[union-attr]
    with app.app_context():
        from portal.extensions import db

        db.engine.dispose()
    server, stop = Server(app), threading.Event()
    writers = [Writer(server.port, cookies, str(form["action"]), fields, stop) for _ in range(WRITERS)]
    try:
        for writer in writers:
            writer.start()
        for kill in range(KILLS):
            soak.wait_for(lambda: sum(len(writer.acknowledged) for writer in writers), MARKS * (kill + 1))
            time.sleep(random.uniform(0, 0.8))
            server.kill()
            server.start()
        time.sleep(1)
    finally:
        stop.set()
        for writer in writers:
            writer.join(timeout=60)
        server.kill()
    check(app, writers)


def check(app: Flask, writers: list[Writer]) -> None:
    acknowledged = [mark for writer in writers for mark in writer.acknowledged]
    assert [w.refused for w in writers if w.refused] == []
    with app.app_context():
        from portal.core.database import session

        written = session().scalars(sa.text("SELECT source FROM post WHERE source LIKE 'mark-%'")).all()
        if session().get_bind().dialect.name == "sqlite":
            assert session().execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert session().execute(sa.text("PRAGMA foreign_key_check")).all() == []
        counter = session().scalar(sa.text("SELECT post_count FROM thread WHERE post_count > 40"))
        total = session().scalar(
            sa.text("SELECT count(*) FROM post WHERE thread_id = (SELECT id FROM thread WHERE post_count > 40)")
        )
        session().rollback()
    assert len(acknowledged) >= MARKS * KILLS
    assert set(acknowledged) - set(written) == set(), "an acknowledged message was lost"
    assert len(written) == len(set(written)), "a message is there twice"
    assert counter == total, "the counter of the thread does not agree with its messages"
