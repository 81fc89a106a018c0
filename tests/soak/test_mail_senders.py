"""kill -9 of a mail sender, over and over, beside another one: no notice is lost, none comes twice but the one that was in flight when it was killed (and
that under the same Message-ID), and each person reads theirs in order.

The mail server is a real one. The senders are processes of their own; their clock is a file, so that the lease of what a killed one held runs out at once.
Nothing here is measured by how fast the machine is: time passes when every sender has said that it finds nothing to send, since what is left is then held by
one that was killed, or was put off.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import outbox
from portal.core.database import session
from portal.core.outbox import Letter, OutboxMail
from tests.conftest import START
from tests.support import smtp, soak
from tests.support.cast import commit
from tests.support.smtp import Server

ROOT = Path(__file__).parents[2]
SENDER = """
import os, time
from pathlib import Path
from portal.oversight.runner.sender import send_waiting
from wsgi import app
rests, turns = Path(os.environ["PORTAL_CLOCK_FILE"] + f".rests-{os.getpid()}"), 0
with app.app_context():
    while True:
        try:
            if send_waiting() == 0:
                turns += 1
                new = Path(f"{rests}.new")
                new.write_text(str(turns))
                new.replace(rests)
        except Exception as problem:
            print("sender:", problem, flush=True)
        time.sleep(0.05)
"""
IN_VAIN = 5  # so often time may pass, and every sender look again, before what has not come counts as lost

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


class Senders:
    """Processes that send what waits (or do what another `program` says), and the clock they go by."""

    def __init__(self, app: Flask, port: int, clock_file: Path, *, program: str = SENDER) -> None:
        self.program = program
        settings = app.config["SETTINGS"]
        self.clock_file, self.at = clock_file, START + timedelta(minutes=1)
        self.pass_time(timedelta())
        self.environment = {
            **os.environ,
            "PORTAL_ENV": "testing",
            "DATABASE_URL": settings.database_url,
            "PORTAL_INSTANCE_FOLDER": str(settings.instance_folder),
            "PORTAL_SECRET_KEYS": ",".join(settings.secret_keys),
            "PORTAL_SMTP_HOST": "127.0.0.1",
            "PORTAL_SMTP_PORT": str(port),
            "PORTAL_SMTP_TLS": "none",
            "PORTAL_SMTP_TIMEOUT": "45",
            "PORTAL_CLOCK_FILE": str(clock_file),
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def pass_time(self, how_long: timedelta) -> None:
        self.at += how_long
        new = self.clock_file.with_suffix(".new")
        new.write_text(self.at.isoformat())
        new.replace(self.clock_file)

    def start(self) -> None:
        command = [sys.executable, "-c", self.program]
        self.running.append(subprocess.Popen(command, cwd=ROOT, env=self.environment))

    def turns(self) -> dict[int, int]:
        """How often each sender that lives has found nothing to send."""
        found = {}
        for sender in self.running:
            rests = self.clock_file.with_name(f"{self.clock_file.name}.rests-{sender.pid}")
            found[sender.pid] = int(rests.read_text()) if rests.exists() else 0
        return found

    def rest(self, before: dict[int, int]) -> bool:
        """Has each looked once from beginning to end since then, and found nothing?"""
        now = self.turns()
        return all(now[pid] >= before.get(pid, 0) + 2 for pid in now)

    def kill(self, sender: subprocess.Popen[bytes]) -> None:
        sender.send_signal(signal.SIGKILL)
        sender.wait(timeout=10)
        self.running.remove(sender)

    def end(self) -> None:
        for sender in list(self.running):
            self.kill(sender)


class SlowEnough(Server):
    """Takes its time over each mail, so that a kill finds one in flight now and then."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        said = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.005)
        return said


def write(app: Flask, batch: int, people: int) -> None:
    """One more mail to each of so many people."""

    def letters() -> None:
        for person in range(people):
            letter = Letter("test", f"p{person}@x.example", f"Notice {batch}", "Words.\n")
            outbox.post(letter, host="portal.example", once=f"{person}:{batch}")

    commit(app, letters)


def names_by_address(app: Flask) -> dict[str, list[str]]:
    """The Message-IDs of everyone's mails, in the order in which they were written."""
    found: dict[str, list[str]] = defaultdict(list)
    with app.app_context():
        for row in session().execute(sa.select(OutboxMail.address, OutboxMail.message_id).order_by(OutboxMail.id)):
            found[row.address].append(row.message_id)
        session().rollback()
    return found


def came(server: Server) -> int:
    """How many mails came, each counted once."""
    return len({message["Message-ID"] for _to, message in server.taken})


def wait_for(server: Server, count: int) -> None:
    """While the senders are at it."""
    soak.wait_for(lambda: came(server), count, seconds=300, pause=0.01)


def wait_until_they_rest(senders: Senders) -> None:
    """Whoever lives has sent what it could: what is left is held by the one that was killed, or was put off."""
    before = senders.turns()
    soak.wait_for(lambda: int(senders.rest(before)), 1, seconds=300, pause=0.01)


def wait_for_the_rest(server: Server, senders: Senders, count: int) -> None:
    """Time passes, as often as needed, until so many came: leases of killed ones run out, and what was put off is due."""
    for _turn in range(IN_VAIN):
        wait_until_they_rest(senders)
        if came(server) >= count:
            return
        senders.pass_time(outbox.LEASE + timedelta(seconds=31))
    wait_until_they_rest(senders)
    assert came(server) >= count, f"{came(server)} of {count} came, and no sender finds more"


def wait_until_all_left(app: Flask, senders: Senders) -> None:
    """Nothing waits in the outbox: what was in flight at the last kill has been sent again."""
    left = sa.select(sa.func.count()).select_from(OutboxMail).where(OutboxMail.sent_at.is_(None))
    for _turn in range(IN_VAIN):
        wait_until_they_rest(senders)
        with app.app_context():
            waiting = session().scalar(left)
            session().rollback()
        if not waiting:
            return
        senders.pass_time(outbox.LEASE + timedelta(seconds=31))
    raise AssertionError(f"{waiting} mails stay in the outbox")


@pytest.mark.parametrize(("total", "kills"), [(300, 1), (1000, 20)])
def test_nothing_is_lost_and_only_what_was_in_flight_comes_again(
    app: Flask, tmp_path: Path, total: int, kills: int
) -> None:
    server, chance, people = SlowEnough(), random.Random(4), total // (kills * 2)
    with smtp.running(server) as port:
        senders = Senders(app, port, tmp_path / "clock")
        try:
            senders.start()
            senders.start()
            for kill in range(kills):
                there = came(server)
                write(app, 2 * kill, people)
                write(app, 2 * kill + 1, people)
                wait_for(server, there + chance.randint(1, people))
                senders.kill(chance.choice(senders.running))
                senders.start()
                wait_for_the_rest(server, senders, (kill + 1) * 2 * people)
            wait_until_all_left(app, senders)
        finally:
            senders.end()
    taken = Counter(message["Message-ID"] for _address, message in server.taken)
    again = sum(count - 1 for count in taken.values())
    sys.stderr.write(f"{total} notices, {kills} kills: {len(taken)} came, {again} of them again\n")
    assert len(taken) == total
    assert again <= kills, "at most the one in flight, for each kill"
    assert max(taken.values()) <= 2
    for address, wanted in names_by_address(app).items():
        first_seen = list(dict.fromkeys(message["Message-ID"] for message in server.to(address)))
        assert first_seen == wanted, f"{address} reads out of order"
