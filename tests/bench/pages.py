"""`make bench`: the shipped server with two workers on a seeded database, beside a bare Flask page in the same run.

Prints for each page: requests per second, the ratio to the bare page (median of three interleaved rounds), the 95th percentile, bytes, statements per request.
PORTAL_BENCH_FRACTION (default 0.01) is the fraction of the scale world, PORTAL_BENCH_SECONDS (default 3) the length of one window, DATABASE_URL the database
(default: an SQLite made for the run). Only loopback, bounded in time.
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

ROOT = Path(__file__).parents[2]
CONNECTIONS, ROUNDS = 4, 3
GUNICORN = ("-k", "gthread", "-w", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning")


@dataclass(frozen=True)
class Measured:
    """A page to measure: its goal is the ratio of the performance budget."""

    name: str
    path: str
    goal: float
    statements: int


def pages() -> list[Measured]:
    """The pages of the first measurement. Each capability that follows adds its own."""
    from portal.commands.scale import key

    cluster, thread, handoff = key("cluster", 0), key("thread", 0), key("handoff", 0)
    return [
        Measured("sign-in page", "/sign-in", 0.60, 0),
        Measured("what needs me", "/what-needs-me", 0.30, 8),
        Measured("cluster home, 8 schools", f"/clusters/{cluster}", 0.25, 10),
        Measured("board, 50 threads", f"/clusters/{cluster}/board", 0.30, 6),
        Measured("thread of 50 posts", f"/clusters/{cluster}/board/threads/{thread}", 0.30, 6),
        Measured("calendar, agenda", f"/clusters/{cluster}/calendar?view=agenda", 0.25, 7),
        Measured("handoff card", f"/clusters/{cluster}/handoffs/{handoff}", 0.35, 7),
    ]


def main() -> None:
    fraction = os.environ.get("PORTAL_BENCH_FRACTION", "0.01")
    seconds = os.environ.get("PORTAL_BENCH_SECONDS", "3")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        environment = {**os.environ, "PORTAL_ENV": "testing", "PORTAL_INSTANCE_FOLDER": folder, "PYTHONPATH": str(ROOT)}
        environment.setdefault("DATABASE_URL", f"sqlite:///{folder}/portal.sqlite")
        environment.setdefault("PORTAL_PUBLIC_URL", "http://127.0.0.1:5000")
        for command in (["db", "upgrade"], ["scale", "load", "--fraction", fraction]):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command], cwd=ROOT, env=environment, check=True
            )
        cookie, counts = prepare(environment)
        with server("tests.bench.ceiling:app", environment) as bare, server("wsgi:app", environment) as portal:
            report(measure(bare, portal, cookie, seconds), counts, fraction)


def prepare(environment: dict[str, str]) -> tuple[str, dict[str, tuple[int, int]]]:
    """Sign in the coordinator of the first cluster; count statements and bytes of each page in this process."""
    os.environ.update(environment)
    from config import load
    from portal import create_app
    from portal.commands.scale import key
    from portal.extensions import db
    from tests.support.sessions import begin_session

    app = create_app(load(environment, env_file=None))
    token = begin_session(app, SimpleNamespace(id=key("person", 0)))
    with app.app_context():
        engine = db.engine
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    client = app.test_client()
    counts = {}
    for page in pages():
        client.delete_cookie("portal_session")
        if page.statements:
            client.set_cookie("portal_session", token)
        client.get(page.path)  # ticks and caches
        seen.clear()
        answer = client.get(page.path)
        if answer.status_code != 200:
            sys.exit(f"{page.name} ({page.path}) answered {answer.status_code}")
        counts[page.name] = (len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))]), len(answer.data))
    with app.app_context():
        db.engine.dispose()
    return token, counts


@contextmanager
def server(application: str, environment: dict[str, str]) -> Iterator[int]:
    """gunicorn with the settings that ship, on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "-b", f"127.0.0.1:{port}", application]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(100):
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def window(port: int, path: str, seconds: str, cookie: str = "") -> dict[str, Any]:
    """One window of load."""
    headers = f"Cookie: portal_session={cookie}\r\n" if cookie else ""
    command = [sys.executable, "-m", "tests.bench.load", str(port), path, seconds, str(CONNECTIONS), headers]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def measure(bare: int, portal: int, cookie: str, seconds: str) -> dict[str, list[dict[str, Any]]]:
    """Three rounds, the bare page before every page."""
    results: dict[str, list[dict[str, Any]]] = {page.name: [] for page in pages()}
    for port, path in ((bare, "/"), (portal, "/sign-in")):
        window(port, path, "1")
    for _ in range(ROUNDS):
        for page in pages():
            ceiling = window(bare, "/", seconds)
            reached = window(portal, page.path, seconds, cookie if page.statements else "")
            results[page.name].append(
                {**reached, "ceiling": ceiling["rate"], "ratio": reached["rate"] / ceiling["rate"]}
            )
    return results


def report(results: dict[str, list[dict[str, Any]]], counts: dict[str, tuple[int, int]], fraction: str) -> None:
    """The table of what was reached."""
    for page in pages():
        rounds = results[page.name]
        {k: statistics.median(r[k] for r in rounds) for k in ("rate", "ceiling", "ratio", "p95")}
        sorted({w for r in rounds for w in r["wrong"]})
        _statements, _size = counts[page.name]


if __name__ == "__main__":
    main()
