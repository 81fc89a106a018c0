"""`python -m tests.bench.sealing`: the last second of a round, and an ordinary busy day of it, against the shipped server, on SQLite and PostgreSQL.

The last second: 200 clusters send their application within the second before the deadline, 20 more in the second after it, each on a line of its own; no
minutes of grace. All are answered; who was in time has one sealed version, one receipt number and a mail owed to everyone of its member schools, whenever
that was carried out; who was late is told so; nobody is answered with an error.

The busy day: what is expected is that all 10,000 applications of the scale world are sent on one working day of eight hours, one in three seconds. Ten times
that is 3.5 in a second, at moments of chance, for 40 seconds, while others open the page from which they will submit; 95 of 100 are answered within 2 seconds.
Where other work keeps the machine busy, the clock tells nothing: then the processor time of the server is judged, at most half a core.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_SECONDS    the length of the busy day, 40 unless set
"""

import http.client
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from config import load
from portal import create_app
from portal.applying.applications.models import Answer, Application, ApplicationVersion, SignOff
from portal.applying.programmes.models import Programme, Question, Round, RoundSection
from portal.commands.scale import BATCH, World, add_rows, batches, key
from portal.commands.scale_open_round import OPEN, numbers
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.core.storage import StoredFile
from portal.extensions import db
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School, SchoolFunction, SchoolMember
from portal.oversight.audit.models import AuditEntry
from portal.web import login
from tests.bench.__main__ import flask, settings_for
from tests.bench.servers import Server, address_of, server
from tests.support.reader import Reader
from tests.support.sessions import begin_session

TABLES = (
    *(Person, School, SchoolMember, SchoolFunction, Cluster, ClusterMembership, Office),
    *(Programme, Round, RoundSection, Question, Application, ApplicationVersion, StoredFile, Answer, SignOff),
)
IN_TIME, LATE, LEAD = 200, 20, 3.0
EXPECTED_A_SECOND = 10_000 / (8 * 3600)
TIMES, BUDGET, SHARE = 10, 2.0, 0.5
SLACK = timedelta(milliseconds=100)
HOST = "https://portal.example.org"
TOO_LATE = "The round has closed"


@dataclass
class Sender:
    """A coordinator with the page from which they submit open, and what became of it. Moments are of this machine's clock."""

    number: int
    application_id: Any
    cookies: str
    body: str
    path: str
    began: datetime | None = None
    sent: datetime | None = None
    status: int = 0
    answer: str = ""
    took: float = 0.0

    def send(self, port: int, at: float) -> None:
        """Wait for the moment (of the monotonic clock), then press the button."""
        time.sleep(max(0.0, at - time.monotonic()))
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        begun = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            line.connect()
            self.began = datetime.now(UTC)
            line.request("POST", self.path, body=self.body, headers=headers)
            self.sent = datetime.now(UTC)
            answer = line.getresponse()
            self.answer = answer.headers.get("Location") or answer.read().decode()
            self.status = answer.status
        except OSError as error:
            self.answer = repr(error)
        finally:
            self.took = time.perf_counter() - begun
            line.close()


def main() -> int:
    seconds = float(os.environ.get("PORTAL_BENCH_SECONDS", "40"))
    wrong: list[str] = []
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, address_of(database, folder) as url:
            wrong += bench(database, url, folder, seconds)
    print("\n".join(wrong))
    return 1 if wrong else 0


def bench(database: str, url: str, folder: str, seconds: float) -> list[str]:
    """One database. Answers what was not as it should be."""
    environment = settings_for(url, folder)
    flask(["db", "upgrade"], environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    app = create_app(load(environment, env_file=None))
    day = round(EXPECTED_A_SECOND * TIMES * seconds)
    world = World((IN_TIME + LATE + day + 5) / 5_000)
    fill(app, world)
    senders = open_pages(app, world, IN_TIME + LATE + day)
    with app.app_context():
        db.engine.dispose()
    with server("wsgi:app", environment, "/sign-in") as portal:
        for sender in senders[:2]:
            portal.warm(sender.path, [f"Cookie: {sender.cookies}"])
        wrong = busy_day(database, app, portal, senders[IN_TIME + LATE :])
        wrong += last_second(database, app, portal, senders[: IN_TIME + LATE])
    with app.app_context():
        db.engine.dispose()
    return [f"{database}: {words}" for words in wrong]


def fill(app: Flask, world: World) -> None:
    """Schools, clusters and their applications, signed and ready."""
    with app.app_context():
        for _name, table, rows in world.tables():
            if table in TABLES:
                for batch in batches(rows, BATCH):
                    perform(add_rows, by=SYSTEM, table=table, rows=batch)
        if db.engine.dialect.name == "postgresql":  # SQLite plans without figures about its tables, as it is shipped
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                line.execute(sa.text("VACUUM ANALYZE"))


def open_pages(app: Flask, world: World, many: int) -> list[Sender]:
    """So many coordinators, each with the form before them."""
    with app.app_context():
        name = login.cookie_name()
    found = []
    for cluster, number in list(enumerate(numbers(world)))[:many]:
        person = type("Someone", (), {"id": key("person", 2 * world.schools_of(cluster)[0])})
        cookie = f"{name}={begin_session(app, person)}"
        path = f"/applications/{key('application', number)}/submit"
        answer = app.test_client(use_cookies=False).get(path, base_url=HOST, headers={"Cookie": cookie})
        if answer.status_code != 200:
            sys.exit(f"{path} answered {answer.status_code}")
        kept = "; ".join([cookie, *(given.split(";")[0] for given in answer.headers.getlist("Set-Cookie"))])
        reader = Reader(app)
        reader.raw, reader.headers = answer.data, answer.headers
        form = reader.page.select_one("form[method=post]:has(input[name=served_at])")
        if form is None:
            sys.exit(f"{path} has no form: {reader.text[:500]}")
        body = urlencode(Reader.standing(form), doseq=True)
        found.append(Sender(number, key("application", number), kept, body, path))
    return found


def busy_day(database: str, app: Flask, portal: Server, senders: Sequence[Sender]) -> list[str]:
    """Ten times what is expected, at moments of chance."""
    chance = random.Random(database)
    at = time.monotonic() + 0.5
    before = portal.processor_seconds()
    threads = []
    for place, sender in enumerate(senders):
        at += chance.expovariate(EXPECTED_A_SECOND * TIMES)
        threads.append(threading.Thread(target=sender.send, args=(portal.port, at)))
        other = senders[(place + 7) % len(senders)]
        threads.append(threading.Thread(target=look, args=(portal.port, other, at + chance.random() / 5)))
    run(threads)
    times = sorted(sender.took for sender in senders)
    reached = times[int(len(times) * 0.95)]
    cost = (portal.processor_seconds() - before) / len(senders)
    print(
        f"{database}: sealing at {EXPECTED_A_SECOND * TIMES:.1f} in a second, {len(senders)} of them: middle {statistics.median(times):.3f} s, "
        f"p95 {reached:.3f} s (budget {BUDGET:.0f}), longest {times[-1]:.3f} s; {cost * 1000:.0f} ms of processor time for each, with the page another opens; "
        f"{where()}",
        flush=True,
    )
    is_busy = os.getloadavg()[0] > (os.cpu_count() or 1) + 1
    if is_busy:
        share = cost * EXPECTED_A_SECOND * TIMES
        print(
            f"{database}: others kept the machine busy, so processor time is judged: {share:.0%} of one core (at most {SHARE:.0%})"
        )
        wrong = [f"sealing takes {share:.0%} of a core, not {SHARE:.0%}"] if share > SHARE else []
    else:
        wrong = [f"95 of 100 were sealed within {reached:.2f} s, not {BUDGET:.0f} s"] if reached > BUDGET else []
    return wrong + look_at(app, senders, None)


def look(port: int, sender: Sender, at: float) -> None:
    """Open the page as somebody else does meanwhile."""
    time.sleep(max(0.0, at - time.monotonic()))
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("GET", sender.path, headers={"Cookie": sender.cookies})
    line.getresponse().read()
    line.close()


def last_second(database: str, app: Flask, portal: Server, senders: Sequence[Sender]) -> list[str]:
    """All in the second before the deadline, and a few in the second after it."""
    starts, closes_at = time.monotonic() + LEAD, datetime.now(UTC) + timedelta(seconds=LEAD)
    with app.app_context():
        perform(_close, by=SYSTEM, at=closes_at)
        db.engine.dispose()
    early = [starts - 1.0 + 0.9 * n / IN_TIME for n in range(IN_TIME)]
    late = [starts + 0.05 + 0.9 * n / LATE for n in range(LATE)]
    moments = zip(senders, early + late, strict=True)
    run([threading.Thread(target=sender.send, args=(portal.port, at)) for sender, at in moments])
    waits = sorted(sender.took for sender in senders)
    held = [sender for sender in senders if sender.sent is not None and sender.sent <= closes_at]
    answers = Counter(sender.status for sender in senders)
    print(
        f"{database}: {len(held)} sent in the last second, {len(senders) - len(held)} after it: answers "
        f"{', '.join(f'{count} of {status}' for status, count in sorted(answers.items()))}; the last after {waits[-1]:.1f} s, the middle one after "
        f"{statistics.median(waits):.1f} s; {where()}",
        flush=True,
    )
    few = [f"only {len(held)} were sent before the deadline"] if len(held) < IN_TIME * 0.9 else []
    return few + look_at(app, senders, closes_at)


def _close(*, by: Any, at: datetime) -> None:
    planned = session().get_one(Round, key("round", OPEN))
    planned.closes_at, planned.grace_minutes = at, 0


def run(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)


def look_at(app: Flask, senders: Sequence[Sender], closes_at: datetime | None) -> list[str]:
    """What is wrong with the answers, and with what is in the database after them."""
    with app.app_context():
        sealed: dict[Any, list[ApplicationVersion]] = {}
        wanted = [sender.application_id for sender in senders]
        for version in session().scalars(
            sa.select(ApplicationVersion).where(ApplicationVersion.application_id.in_(wanted))
        ):
            if version.status == "sealed":
                sealed.setdefault(version.application_id, []).append(version)
        found = {one.id: one for one in session().scalars(sa.select(Application).where(Application.id.in_(wanted)))}
        facts = Counter(
            session().scalars(sa.select(AuditEntry.application_id).where(AuditEntry.kind == "application_submitted"))
        )
        mails = list(session().scalars(sa.select(OutboxMail.text).where(OutboxMail.kind == "application_receipt")))
        people = {row[0]: row[1] for row in session().execute(_home_people(wanted))}
        wrong = []
        for sender in senders:
            one = found[sender.application_id]
            number = one.receipt_number or "none"
            letters = sum(number in text for text in mails)
            versions = len(sealed.get(one.id, []))
            wrong += _judge(sender, one, versions, facts[one.id], letters, people[one.id], closes_at)
        receipts = [one.receipt_number for one in found.values() if one.receipt_number]
        session().rollback()
    if len(receipts) != len(set(receipts)):
        wrong.append("a receipt number was given twice")
    return wrong[:20]


def _home_people(wanted: Sequence[Any]) -> Any:
    """How many people the member schools of each of these applications have."""
    return (
        sa.select(Application.id, sa.func.count(sa.distinct(SchoolMember.person_id)))
        .join(ClusterMembership, ClusterMembership.cluster_id == Application.cluster_id)
        .join(SchoolMember, SchoolMember.school_id == ClusterMembership.school_id)
        .where(Application.id.in_(wanted), ClusterMembership.side == "home")
        .group_by(Application.id)
    )


def _judge(
    sender: Sender,
    one: Application,
    versions: int,
    facts: int,
    letters: int,
    people: int,
    closes_at: datetime | None,
) -> list[str]:
    """One of them. Between the moment at which the sending began and that at which it was done, either answer is right."""
    name = f"application {sender.number}"
    if sender.status >= 500 or sender.status == 0 or sender.began is None or sender.sent is None:
        return [f"{name} was answered {sender.status}: {_title(sender.answer)}"]
    is_in_time = closes_at is None or sender.sent <= closes_at
    is_late = closes_at is not None and sender.began > closes_at
    was_taken = sender.status == 303 and sender.answer.endswith("/receipt")
    if (is_in_time and not was_taken) or (is_late and was_taken):
        return [
            f"{name}, sent at {sender.sent.time()} with the deadline {closes_at and closes_at.time()}, was answered {sender.status}"
        ]
    if not was_taken:
        is_told = sender.status == 422 and TOO_LATE in sender.answer
        return (
            []
            if is_told and not versions and not facts and not letters
            else [f"{name} was late; {versions} versions, {letters} mails, told: {is_told}"]
        )
    wrong = []
    if (versions, facts) != (1, 1):
        wrong.append(f"{name} has {versions} sealed versions and {facts} entries of the record")
    if letters < people:
        wrong.append(f"{name}: {letters} receipts are owed to {people} people of its member schools")
    if one.submitted_at is None or not sender.began - SLACK <= one.submitted_at <= sender.sent + SLACK:
        wrong.append(f"{name} was sent at {sender.sent} and is said to have arrived at {one.submitted_at}")
    return wrong


def _title(answer: str) -> str:
    """What an error's page is called."""
    return answer.partition("<title>")[2].partition("</title>")[0] or answer[:200]


def where() -> str:
    """On what this was measured."""
    return f"{os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run"


if __name__ == "__main__":
    sys.exit(main())
