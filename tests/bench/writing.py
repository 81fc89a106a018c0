"""`python -m tests.bench.writing`: saving a section and saving a score, on the server that ships, by one writer and by eight.

Every writer has a section, or a review, of their own, and saves it again as soon as the last save was answered: the button of the section that goes on
writing, and the button that keeps a draft of the review. The budgets: 95 of 100 within 60 ms with one writer and within 250 ms with eight on SQLite, which
waits for the disk at every commit (synchronous=FULL); on PostgreSQL more than 300 saves in a second with eight. Where other work keeps the machine busy the
clock tells nothing: then the processor time of the server for one save is judged, as far as it alone allows the budget.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_SECONDS    how long each writes, 6 unless set
"""

import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from config import load
from portal import create_app
from portal.applying.applications.models import ApplicationVersion, SignOff, VersionStatus
from portal.applying.reviews.models import Review, ReviewStatus
from portal.commands import scale_form
from portal.commands.scale import BATCH, World, add_rows, batches, key
from portal.commands.scale_open_round import OPEN, numbers
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.perform import perform
from portal.extensions import db
from portal.web import login
from tests.bench import rounds
from tests.bench.__main__ import flask, settings_for
from tests.bench.servers import Server, address_of, server
from tests.support.reader import Reader
from tests.support.sessions import begin_session

FRACTION, MANY = 0.02, 8
HOST = "https://portal.example.org"
ONE_MS, MANY_MS, A_SECOND = 60.0, 250.0, 300.0


@dataclass
class Writer:
    """Somebody with a page open in which they write, and what became of their saves: milliseconds of each, and answers that were not as they should be."""

    path: str
    cookies: str
    fields: dict[str, list[str]]
    words: Sequence[str]
    button: str
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def write(self, port: int, until: float) -> None:
        """Save again and again until the time is up."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < until and len(self.wrong) < 3:
            self._save(line)
        line.close()

    def _save(self, line: http.client.HTTPConnection) -> None:
        mark = uuid.uuid4()
        said = {
            name: [f"In May {mark.hex} we read each other's letters. In June we answer them."] for name in self.words
        }
        body = urlencode(self.fields | said | {"once_key": [str(mark)], self.button: ["y"]}, doseq=True)
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        line.request("POST", self.path, body=body, headers=headers)
        answer = line.getresponse()
        page = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 303:
            self.wrong.append(f"{self.path} was answered {answer.status}: {page[:300]!r}")
            return
        self.times.append(took)
        standing = self.fields["version"][0].split(".")
        changed = {int(name.removeprefix("answer_")) for name in self.words if name.startswith("answer_")} or {1}
        further = [int(number) + (place in changed) for place, number in enumerate(standing, 1)]
        self.fields["version"] = [".".join(str(number) for number in further)]


def main() -> int:
    seconds = float(os.environ.get("PORTAL_BENCH_SECONDS", "6"))
    wrong: list[str] = []
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, address_of(database, folder) as url:
            wrong += [f"{database}: {words}" for words in bench(database, url, folder, seconds)]
    print("\n".join(wrong))
    return 1 if wrong else 0


def bench(database: str, url: str, folder: str, seconds: float) -> list[str]:
    """One database. Answers what was over its budget."""
    environment = settings_for(url, folder)
    flask(["db", "upgrade"], environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    app = create_app(load(environment, env_file=None))
    world = World(FRACTION)
    fill(app, world)
    kinds = {"a section": sections(app, world), "a score": scores(app, world)}
    with app.app_context():
        db.engine.dispose()
    wrong = []
    with server("wsgi:app", environment, "/sign-in") as portal:
        for name, writers in kinds.items():
            for writer in writers:
                writer.write(portal.port, time.monotonic() + 0.3)
            for few in (writers[:1], writers):
                wrong += judged(database, name, portal, few, seconds)
    return wrong


def fill(app: Flask, world: World) -> None:
    """The round that is open with its applications, being written, and the large one with its reviews."""
    with app.app_context():
        for _name, table, rows in world.tables():
            if table in rounds.TABLES:
                for batch in batches(rows, BATCH):
                    perform(add_rows, by=SYSTEM, table=table, rows=batch)
        perform(_open, by=SYSTEM, applications=[key("application", n) for n in numbers(world)])


def _open(*, by: Actor, applications: Sequence[uuid.UUID]) -> None:
    """The versions that were signed are being written again; no school has signed."""
    versions = sa.select(ApplicationVersion.id).where(ApplicationVersion.application_id.in_(applications))
    session().execute(sa.delete(SignOff).where(SignOff.application_version_id.in_(versions)))
    told = sa.update(ApplicationVersion).where(ApplicationVersion.application_id.in_(applications))
    session().execute(told.values(status=VersionStatus.DRAFTING, signing_since=None))


def sections(app: Flask, world: World) -> list[Writer]:
    """Coordinators, each with the first section of their application open."""
    section = next(iter(scale_form.sections(world, OPEN)))["id"]
    found = []
    for cluster, number in list(enumerate(numbers(world)))[:MANY]:
        home = next(school for school in world.schools_of(cluster) if world.zone_of(school) == "Europe/London")
        person = key("person", 2 * home)
        path = f"/applications/{key('application', number)}/sections/{section}"
        found.append(opened(app, person, path, words="textarea[name^=answer_]", button="go_on"))
    return found


def scores(app: Flask, world: World) -> list[Writer]:
    """Reviewers, each with a review that they have begun."""
    with app.app_context():
        query = sa.select(Review.reviewer_id, Review.id).where(Review.status == ReviewStatus.OPEN).order_by(Review.id)
        rows = session().execute(query.limit(MANY)).all()
        session().rollback()
    words = "textarea[name^=justification_], textarea[name=feedback]"
    return [
        opened(app, person, f"/reviews/{review}/write", words=words, button="save_draft") for person, review in rows
    ]


def opened(app: Flask, person: uuid.UUID, path: str, *, words: str, button: str) -> Writer:
    """The page as this person has it open."""
    with app.app_context():
        name = login.cookie_name()
    cookie = f"{name}={begin_session(app, type('Someone', (), {'id': person}))}"
    answer = app.test_client(use_cookies=False).get(path, base_url=HOST, headers={"Cookie": cookie})
    if answer.status_code != 200:
        sys.exit(f"{path} answered {answer.status_code}")
    kept = "; ".join([cookie, *(given.split(";")[0] for given in answer.headers.getlist("Set-Cookie"))])
    reader = Reader(app)
    reader.raw, reader.headers = answer.data, answer.headers
    form = reader.page.select_one(f"form[method=post]:has([name={button}])")
    if form is None:
        sys.exit(f"{path} has no form: {reader.text[:500]}")
    texts = [str(box["name"]) for box in form.select(words)]
    fields = {name: given if isinstance(given, list) else [given] for name, given in Reader.standing(form).items()}
    return Writer(path, kept, fields, texts, button)


def judged(database: str, name: str, portal: Server, writers: Sequence[Writer], seconds: float) -> list[str]:
    """Let them write at the same time; print what was reached, and answer what is over the budget."""
    for writer in writers:
        writer.times.clear()
    before, began = portal.processor_seconds(), time.monotonic()
    threads = [threading.Thread(target=writer.write, args=(portal.port, began + seconds)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    times = sorted(t for writer in writers for t in writer.times)
    wrong = [words for writer in writers for words in writer.wrong]
    if not times:
        return wrong or [f"nobody saved {name}"]
    cost = (portal.processor_seconds() - before) * 1000 / len(times)
    p95, rate = rounds.p95(times), len(times) / took
    print(
        f"{database}: {name} saved by {len(writers)}: middle {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, {rate:.0f} in a second, "
        f"{cost:.1f} ms of processor time each; {os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run",
        flush=True,
    )
    return wrong + over(database, name, len(writers), p95, rate, cost)


def over(database: str, name: str, writers: int, p95: float, rate: float, cost: float) -> list[str]:
    """What is over its budget: by the clock, or by processor time where the machine is busy with other work."""
    who, cores = f"{name} saved by {writers}", os.cpu_count() or 1
    if writers == 1:
        reached = cost if rounds.is_busy() else p95
        return [f"{who} took {reached:.0f} ms, not {ONE_MS:.0f}"] if reached > ONE_MS else []
    if database == "sqlite":
        reached = cost * writers if rounds.is_busy() else p95
        return [f"{who} took {reached:.0f} ms, not {MANY_MS:.0f}"] if reached > MANY_MS else []
    most = min(cores * 1000 / cost, 1e6) if rounds.is_busy() else rate
    return [f"{who}: {most:.0f} in a second, not {A_SECOND:.0f}"] if most < A_SECOND else []


if __name__ == "__main__":
    sys.exit(main())
