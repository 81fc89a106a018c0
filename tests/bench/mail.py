"""`python -m tests.bench.mail`: a day of mail for 60,000 accounts, and 10,000 notices through a real mail server, on SQLite and PostgreSQL.

The budgets: "what needs me" for all accounts in under 10 minutes and 200 MB; 10,000 notices over loopback in under 5 minutes with one runner. The jobs of the
morning and of the mails of the day run as the job runner runs them, at each quarter of an hour of a day (in a process of its own, whose memory is told);
the mail server is a process of its own, too.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_FRACTIONS  how much of the scale world: "1" unless set
    PORTAL_BENCH_NOTICES    how many notices are sent: 10000 unless set
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from config import load
from portal import create_app
from portal.commands.scale import BATCH, World, add_rows, batches
from portal.core import clock, outbox
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.outbox import Letter, OutboxMail
from portal.core.perform import perform
from portal.extensions import db
from portal.oversight.notifications.digests import digest_mail
from portal.oversight.notifications.morning import morning_mail
from portal.oversight.runner.sender import send_waiting
from tests.bench.__main__ import flask, settings_for
from tests.bench.servers import address_of

NEEDED = {
    "people", "schools", "members of schools", "functions", "clusters", "memberships", "offices", "threads", "things owed", "things that one person owes",
    "notices", "mails that left", "rhythms of mail", "mail that was stopped", "a thing to do for each school",
}  # fmt: skip
QUARTER = timedelta(minutes=15)
MOST_SECONDS, MOST_MEGABYTES, MOST_SECONDS_TO_SEND = 600, 200, 300


def main() -> int:
    fractions = os.environ.get("PORTAL_BENCH_FRACTIONS", "1").split()
    late = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        for fraction in fractions:
            with (
                tempfile.TemporaryDirectory(prefix="portal-bench-mail-") as folder,
                address_of(database, folder) as url,
            ):
                late += bench(database, url, folder, fraction)
    return 1 if late else 0


def bench(database: str, url: str, folder: str, fraction: str) -> int:
    """One database. Answers how many budgets were not kept."""
    environment = settings_for(url, folder)
    began = time.monotonic()
    flask(["db", "upgrade"], environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    fill(environment, float(fraction))
    print(f"\n{database}, {fraction} of the scale world (made and loaded in {time.monotonic() - began:.0f} s); {os.cpu_count()} cores, on which "
          f"{os.getloadavg()[0]:.1f} processes wanted to run.\n\n"
          "| | mails | seconds | of processor time | MB at most |\n|---|--:|--:|--:|--:|", flush=True)  # fmt: skip
    late = 0
    for what, count in (
        ("morning", 0),
        ("digest", 0),
        ("send", int(os.environ.get("PORTAL_BENCH_NOTICES", "10000"))),
    ):
        command = [sys.executable, "-m", "tests.bench.mail", what, str(count)]
        late += subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
    return late


def fill(environment: dict[str, str], fraction: float) -> None:
    """The part of the scale world that the jobs read."""
    app = create_app(load(environment, env_file=None))
    with app.app_context():
        for name, table, rows in World(fraction).tables():
            if name in NEEDED:
                for batch in batches(rows, BATCH):
                    perform(add_rows, by=SYSTEM, table=table, rows=batch)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                line.execute(sa.text("VACUUM ANALYZE"))
                line.execute(sa.text("CHECKPOINT"))


def run(what: str, count: int) -> int:
    """One thing in a process of its own. Answers 1 where its budget was not kept."""
    app = create_app(load(dict(os.environ), env_file=None))
    before = memory()
    began, busy = time.monotonic(), time.process_time()
    if what == "send":
        mails, began, busy = send(app, count)
    else:
        mails = a_day(app, morning_mail if what == "morning" else digest_mail)
    took, spent, most = time.monotonic() - began, time.process_time() - busy, memory()
    name = {"morning": "what needs me, a whole day", "digest": "the mails of the day", "send": "notices sent"}[what]
    print(f"| {name} | {mails} | {took:.0f} | {spent:.0f} | {most:.0f} (at the start {before:.0f}) |", flush=True)
    if what == "send":
        return int(took > MOST_SECONDS_TO_SEND)
    return int(what == "morning" and (took > MOST_SECONDS or most > MOST_MEGABYTES))


def a_day(app: object, job: object) -> int:
    """The job at each quarter of an hour of tomorrow, as the job runner does it."""
    midnight = (clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return sum(at(app, job, midnight + QUARTER * quarter) for quarter in range(96))


def at(app: object, job: object, instant: datetime) -> int:
    clock.clock.hold(instant)
    with app.app_context():  # type: ignore[attr-defined]
        return job()  # type: ignore[operator,no-any-return]


def send(app: object, count: int) -> tuple[int, float, float]:
    """So many notices to so many people, through the mail server. Answers how many it took, and when sending began."""
    from tests.support import smtp  # here, because it brings pytest, whose memory is none of the jobs'

    port, script = smtp.free_port(), Path(__file__)
    server = subprocess.Popen([sys.executable, str(script), str(port)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        smtp.point(app, port)  # type: ignore[arg-type]
        with app.app_context():  # type: ignore[attr-defined]
            session().execute(sa.delete(OutboxMail).where(OutboxMail.sent_at.is_(None)))
            session().commit()
            for start in range(0, count, 500):
                perform(write, by=SYSTEM, numbers=range(start, min(start + 500, count)))
            began, busy = time.monotonic(), time.process_time()
            left = send_waiting()
        return left, began, busy
    finally:
        server.terminate()
        server.wait(10)


def write(*, by: object, numbers: range) -> None:
    for number in numbers:
        words = (
            f"Dear Teacher {number},\n\nA school wrote in a conversation.\nOpen it here:\nhttps://portal.example/notices\n\n"
            + "Words. " * 80
        )
        letter = Letter("notice", f"teacher{number}@scale.example", f"A school wrote, {number}", words)
        outbox.post(letter, host="portal.example", once=f"bench:{number}", is_new=True)


def memory() -> float:
    """The most memory that this process has had, in megabytes (what the kernel tells of a child in `ru_maxrss` may be its parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def serve(port: int) -> None:
    """A mail server that takes everything and keeps nothing."""
    from aiosmtpd.controller import Controller

    class Takes:
        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802 - the library's name
            return "250 OK"

    Controller(Takes(), hostname="127.0.0.1", port=port).start()
    print("here", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.exit(run(sys.argv[1], int(sys.argv[2])))
    if len(sys.argv) == 2:
        serve(int(sys.argv[1]))
    sys.exit(main())
