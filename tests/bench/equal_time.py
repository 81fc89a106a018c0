"""`python -m tests.bench.equal_time`: does the time of an answer tell whether an address has an account? The goal: medians within 15 % and 5 ms of each other.

Signing in, asking for a new password, registering and asking for another address, each with an address that nobody has beside one that somebody has, in turn
and in an order of chance, in this process, with passwords hashed as they are in production. The words, the status and the cookies must be the same, too.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_TRIES      how often each kind is tried, 100 unless set
"""

import os
import random
import re
import statistics
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import load
from portal import create_app
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.extensions import db
from portal.identity.accounts import passwords
from portal.identity.accounts.models import CONDUCT_VERSION, ConductAcceptance, Person, PersonStatus
from tests.bench.__main__ import flask, settings_for
from tests.bench.servers import address_of
from tests.support.sessions import begin_session

RELATIVE, ABSOLUTE = 0.15, 5.0  # of the median with an unknown address; milliseconds
PASSWORD, WRONG = "wet green oxen 41", "a wrong green ox"
ACTIVE, UNCONFIRMED, ON_HOLD = PersonStatus.ACTIVE, PersonStatus.UNCONFIRMED, PersonStatus.SUSPENDED
HOLDERS: dict[str, PersonStatus] = {"somebody's": ACTIVE, "not confirmed": UNCONFIRMED, "on hold": ON_HOLD}
NOBODYS = "nobody's"
CHANGES = re.compile(rb'value="[^"]*"|content="[^"]*"|nonce-\S+|[\w.]+@[\w.]+')


@dataclass(frozen=True)
class Door:
    """A form that takes an address. `others` are the kinds of address tried beside one that nobody has."""

    name: str
    path: str
    others: tuple[str, ...]
    fields: dict[str, str]


DOORS = (
    Door("signing in", "/sign-in", tuple(HOLDERS), {"password": WRONG}),
    Door("signing in, the password is right", "/sign-in", ("not confirmed", "on hold"), {"password": PASSWORD}),
    Door("asking for a new password", "/forgotten-password", tuple(HOLDERS), {}),
    Door(
        "registering",
        "/register",
        tuple(HOLDERS),
        {"name": "Someone", "password": PASSWORD, "work": "teacher", "zone": "Europe/London", "adult": "y"},
    ),
    Door("asking for another address", "/profile/address", tuple(HOLDERS), {}),
)


@dataclass
class Tried:
    """The answers for one kind of address at one door: milliseconds in all and of the processor, and what was said."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    said: set[tuple[object, ...]] = field(default_factory=set)

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def worked(self) -> float:
        return statistics.median(self.processor)


def main() -> int:
    tries = int(os.environ.get("PORTAL_BENCH_TRIES", "100"))
    wrong = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        # without waiting for the disk, whose moods would hide a difference
        with (
            tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
            address_of(database, folder, fsync=False) as url,
        ):
            wrong += bench(database, url, folder, tries)
    return 1 if wrong else 0


def bench(database: str, url: str, folder: str, tries: int) -> int:
    """One database, one table. Answers how many pairs differ by more than the goal allows, or are told apart by what is said."""
    environment = settings_for(url, folder)
    flask(["db", "upgrade"], environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    app = create_app(load(environment, env_file=None))
    app.config["RATELIMIT_ENABLED"] = False
    fill(app, tries)
    measured = {door.name: measure(app, door, tries) for door in DOORS}
    with app.app_context():
        db.engine.dispose()
    lines, wrong = table(database, measured, tries)
    print(lines, flush=True)
    return wrong


def address(kind: str, door: Door, number: int) -> str:
    """One address for each try, so that no limit of an address is reached."""
    return f"{kind.replace(' ', '.').replace(chr(39), '')}.{DOORS.index(door)}.{number}@bench.example"


def fill(app: Flask, tries: int) -> None:
    """The accounts, with one password for all: hashing takes most of the time."""
    hashed = passwords.hash_password(PASSWORD)

    def put(*, by: object) -> None:
        for door in DOORS:
            for kind in door.others:
                people = [_person(address(kind, door, number), HOLDERS[kind], hashed) for number in range(tries + 5)]
                session().add_all(people)
        session().flush()
        people_ids = session().scalars(sa.select(Person.id))
        session().add_all(ConductAcceptance(person_id=person_id, version=CONDUCT_VERSION) for person_id in people_ids)

    with app.app_context():
        perform(put, by=SYSTEM)


def _person(email: str, status: PersonStatus, hashed: str) -> Person:
    return Person(name="Someone", email=email, status=status, password_hash=hashed, confirmed_at=clock.now())


def measure(app: Flask, door: Door, tries: int) -> dict[str, Tried]:
    """Every kind of address in turn, in an order of chance; the first five of each are not counted."""
    found = {kind: Tried() for kind in (NOBODYS, *door.others)}
    chance = random.Random(door.name)
    for number in range(tries + 5):
        for kind in chance.sample(list(found), len(found)):
            answer, wall, processor = ask(app, door, address(kind, door, number), number)
            if number >= 5:
                tried = found[kind]
                tried.wall.append(wall)
                tried.processor.append(processor)
                tried.said.add(_said(answer))
    return found


def ask(app: Flask, door: Door, email: str, number: int) -> tuple[TestResponse, float, float]:
    """One visitor (or, where one must be signed in, one person), from a place of their own, sends the form once."""
    place = {"REMOTE_ADDR": f"10.{DOORS.index(door)}.{number // 250}.{random.randrange(250)}"}
    client = app.test_client()
    scheme = "https://portal.example.org"
    if door.path == "/profile/address":
        _sign_in(app, client)
    page = client.get(door.path, base_url=scheme, environ_overrides=place)
    token = re.search(rb'name="csrf_token" value="([^"]+)"', page.data)
    if token is None:
        sys.exit(f"{door.path} answered {page.status_code} without a form")
    sent = {**door.fields, "email": email, "csrf_token": token[1].decode()}
    headers = {"Referer": scheme + door.path}
    began, worked = time.perf_counter(), time.process_time()
    answer = client.post(door.path, data=sent, base_url=scheme, environ_overrides=place, headers=headers)
    wall, processor = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    if answer.status_code not in (303, 422):
        sys.exit(f"{door.path} answered {answer.status_code}")
    return answer, wall, processor


def _sign_in(app: Flask, client: FlaskClient) -> None:
    """As a person of their own, so that no limit of a person is reached."""

    def put(*, by: object) -> Person:
        asker = _person(f"asker.{uuid.uuid4()}@bench.example", ACTIVE, "nothing")
        session().add(asker)
        session().flush()
        session().add(ConductAcceptance(person_id=asker.id, version=CONDUCT_VERSION))
        session().expunge(asker)
        return asker

    with app.app_context():
        asker = perform(put, by=SYSTEM)
    value = begin_session(app, asker)
    client.set_cookie("__Host-portal_session", value, domain="portal.example.org", secure=True)


def _said(answer: TestResponse) -> tuple[object, ...]:
    cookies = tuple(sorted(header.partition("=")[0] for header in answer.headers.getlist("Set-Cookie")))
    return answer.status_code, answer.headers.get("Location"), cookies, CHANGES.sub(b"", answer.data)


def table(database: str, measured: dict[str, dict[str, Tried]], tries: int) -> tuple[str, int]:
    """What was reached, as a table in Markdown, and how many pairs are too far apart."""
    cores, running = os.cpu_count() or 1, os.getloadavg()[0]
    is_busy = running > cores + 1
    by = "processor time, because others kept the machine busy" if is_busy else "the clock"
    lines = [
        "",
        f"{database}, each {tries} times; {cores} cores, on which {running:.1f} processes wanted to run.",
        f"Goal: medians within {RELATIVE:.0%} and {ABSOLUTE:.0f} ms; judged by {by}.",
        "",
        "| form | address | median ms | differs by | processor ms, median | differs by | said | |",
        "|---|---|--:|--:|--:|--:|---|---|",
    ]
    wrong = 0
    for name, found in measured.items():
        base = found[NOBODYS]
        for kind, tried in found.items():
            is_far = _is_far(tried.worked, base.worked) if is_busy else _is_far(tried.median, base.median)
            is_same = tried.said == base.said
            wrong += is_far or not is_same
            shares = (
                (_apart(tried.median, base.median), _apart(tried.worked, base.worked)) if kind != NOBODYS else ("", "")
            )
            said = "the same" if is_same else "NOT THE SAME"
            verdict = "TOO FAR" if is_far else ""
            lines.append(
                f"| {name} | {kind} | {tried.median:.1f} | {shares[0]} | {tried.worked:.1f} | {shares[1]} | {said} | {verdict} |"
            )
    return "\n".join(lines), wrong


def _is_far(one: float, other: float) -> bool:
    return abs(one - other) > ABSOLUTE or abs(one - other) > RELATIVE * other


def _apart(one: float, other: float) -> str:
    return f"{one - other:+.1f} ms, {(one - other) / other:+.0%}"


if __name__ == "__main__":
    sys.exit(main())
