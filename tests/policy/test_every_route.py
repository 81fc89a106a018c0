"""Every route against the policy table: each person of the cast and a visitor, on their own objects and on another cluster's, by GET and by POST.

What is expected is reckoned from the table; what is tested is that every door asks it, about the right thing, and says no in the right way.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.errors import NotFound
from portal.oversight.audit.models import AuditEntry
from portal.policy import allows, can_see
from tests.support import statements
from tests.support.cast import PEOPLE, Cast
from tests.support.objects import make_own, make_own_and_foreign
from tests.support.objects_alike import arguments_of
from tests.support.reader import Reader

NOT_HERE = {"static"}
NOTHING_TO_SHOW = {  # yet: no version is open, nothing is sealed, nothing is made, nothing was answered
    "applications.read": 404, "awards.agreement_file": 404, "workbooks.fetch": 404, "ledger.receipt": 404,
    "minutes.take": 404, "clarifications.answer_file": 404,
}  # fmt: skip
PARTS = 12
MOST_LET_IN = 2  # a page takes ten times as long as a refusal; `make soak` lets everyone in
MOST_REFUSED = 4  # of each answer, others at each door; `make soak` has everyone knock. The table itself is tested for everyone: tests/policy/test_table.py
MADE_UP = uuid.UUID("018f0000-0000-7000-8000-0000deadbeef")


@pytest.fixture
def own_and_foreign(app: Flask, cast: Cast, request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    return make_own_and_foreign(app, cast) if "foreign" in request.fixturenames else (make_own(app, cast), {})


@pytest.fixture
def own(own_and_foreign: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return own_and_foreign[0]


@pytest.fixture
def foreign(own_and_foreign: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return own_and_foreign[1]


def guarded_routes(app: Flask) -> Iterator[tuple[Any, Any]]:
    """Every rule that is guarded, with its view."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        view = app.view_functions[rule.endpoint]
        access = getattr(view, "access", None)
        assert access is not None or rule.endpoint in NOT_HERE, f"{rule} is neither @guarded nor @public"
        if access not in (None, "public"):
            yield rule, view


def address(app: Flask, rule: Any, ids: dict[str, Any]) -> str:
    given = arguments_of(rule, ids)
    missing = rule.arguments - given.keys()
    assert not missing, f"{rule}: tests/support/objects.py makes no {missing}"
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, given))


def expected(app: Flask, people: dict[str, Any], rule: Any, view: Any, ids: dict[str, Any]) -> dict[str, int]:
    """For each of these people: 200 when the table allows it, else 403 or 404."""
    with app.test_request_context():
        try:
            subject = view.subject_by(**arguments_of(rule, ids)) if view.subject_by else None
        except NotFound:
            return dict.fromkeys(people, 404)
        try:
            return {key: answer(person, view.access, subject) for key, person in people.items()}
        finally:
            session().rollback()


def may_read(app: Flask, people: dict[str, Any], rule: Any, view: Any, ids: dict[str, Any]) -> set[str]:
    """Which of these people may read the page though not send its form (`read_by`)."""
    if view.read_by is None:
        return set()
    with app.test_request_context():
        try:
            subject = view.subject_by(**arguments_of(rule, ids)) if view.subject_by else None
            return {key for key, person in people.items() if allows(person, view.read_by, subject)}
        except NotFound:
            return set()
        finally:
            session().rollback()


def answer(person: Any, action: Any, subject: Any) -> int:
    if allows(person, action, subject):
        return 200
    return 403 if can_see(person, action, subject) else 404


def facts(app: Flask) -> int:
    with app.app_context():
        count = session().scalar(sa.select(sa.func.count()).select_from(AuditEntry))
        session().rollback()
        return int(count or 0)


class Doors:
    """The cast before every door: of those who are let in and of those who are refused so many knock, beginning with another one at each door."""

    def __init__(self, app: Flask, cast: Cast, most_let_in: int, most_refused: int) -> None:
        self.app, self.most_let_in, self.most_refused = app, most_let_in, most_refused
        self.tried = 0
        self.wrong: list[str] = []
        self.clients = {key: Reader(app, cast.people[key]) for key in PEOPLE}
        self.tokens = {key: reader.token() for key, reader in self.clients.items()}
        with app.test_request_context():
            self.people = {key: cast.signed_in(key) for key in PEOPLE}

    def try_each_on(self, rule: Any, view: Any, ids: dict[str, Any]) -> None:
        path, knocked = address(self.app, rule, ids), Counter[int]()
        answers = list(expected(self.app, self.people, rule, view, ids).items())
        readers = may_read(self.app, self.people, rule, view, ids)
        first, self.tried = self.tried * 7 % len(answers), self.tried + 1
        for key, wanted in answers[first:] + answers[:first]:
            knocked[wanted] += 1
            if knocked[wanted] > (self.most_let_in if wanted == 200 else self.most_refused):
                continue
            with nullcontext() if wanted == 200 and knocked[wanted] == 1 else statements.apart():
                self.try_one(rule, path, key, wanted, may_read=key in readers)

    def try_one(self, rule: Any, path: str, key: str, wanted: int, *, may_read: bool) -> None:
        if "GET" in rule.methods:
            fine = (200, 302, 303, NOTHING_TO_SHOW.get(rule.endpoint, 200))
            self.knock(key, "GET", path, fine if wanted == 200 or may_read else (wanted,))
        if "POST" in rule.methods and wanted != 200:
            self.knock(key, "POST", path, (wanted,))

    def knock(self, key: str, method: str, path: str, wanted: tuple[int, ...]) -> None:
        data = {"csrf_token": self.tokens[key]} if method == "POST" else None
        status = self.clients[key].client.open(path, method=method, data=data).status_code
        if status not in wanted:
            self.wrong.append(f"{key}: {method} {path}: {status}, the table says {wanted[0]}")


def try_every_door(
    app: Flask, cast: Cast, own: dict[str, Any], foreign: dict[str, Any], part: int, most: tuple[int, int]
) -> None:
    doors, before = Doors(app, cast, *most), facts(app)
    for rule, view in list(guarded_routes(app))[part::PARTS]:
        for ids in (own, foreign) if rule.arguments else (own,):
            doors.try_each_on(rule, view, ids)
    assert not doors.wrong, "\n".join(doors.wrong)
    assert facts(app) == before, "a refused request left a fact"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_door_asks_the_table(
    app: Flask, cast: Cast, own: dict[str, Any], foreign: dict[str, Any], part: int
) -> None:
    """On PostgreSQL pages are opened once, by someone who is let in: the table is the same, the statements are not."""
    on_sqlite = app.config["SETTINGS"].database_url.startswith("sqlite")
    try_every_door(app, cast, own, foreign, part, (MOST_LET_IN, MOST_REFUSED) if on_sqlite else (1, 0))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_every_door_opens_for_everyone_it_lets_in(
    app: Flask, cast: Cast, own: dict[str, Any], foreign: dict[str, Any], part: int
) -> None:
    try_every_door(app, cast, own, foreign, part, (len(PEOPLE), len(PEOPLE)))


@pytest.mark.either
def test_there_is_something_behind_every_door(app: Flask, own: dict[str, Any]) -> None:
    """Where nothing is, nobody gets in, whatever the door asks: it would be tried in vain."""
    empty = []
    with app.test_request_context():
        for rule, view in guarded_routes(app):
            try:
                assert view.subject_by is None or view.subject_by(**arguments_of(rule, own)) is not None
            except NotFound:
                empty.append(f"{rule} ({rule.endpoint})")
        session().rollback()
    assert not empty, f"tests/support/objects.py makes nothing for {empty}"


def test_a_visitor_is_asked_to_sign_in(app: Flask, cast: Cast, own: dict[str, Any]) -> None:
    reader = Reader(app)
    reader.get("/sign-in")
    for rule, _view in guarded_routes(app):
        path = address(app, rule, own)
        for method in sorted(rule.methods & {"GET", "POST"}):
            if method == "GET":
                reader.get(path, expect=303, follow=False)
            else:
                reader.post(path, expect=303)
            assert reader.headers["Location"].startswith("/sign-in"), path


@pytest.mark.parametrize("key", ["coordinator", "manager", "admin", "reviewer"])
def test_what_is_not_there_is_not_there_for_anyone(app: Flask, cast: Cast, own: dict[str, Any], key: str) -> None:
    reader = Reader(app, cast.people[key])
    ids = {name: MADE_UP if isinstance(value, uuid.UUID) else value for name, value in own.items()} | {"figure": "none"}
    for rule, _view in guarded_routes(app):
        if rule.arguments and "GET" in rule.methods:
            reader.get(address(app, rule, ids), expect=None, follow=False)
            assert reader.status in (403, 404), f"{rule}: {reader.status}"


def test_a_child_is_not_reached_through_another_parent(
    app: Flask, cast: Cast, own: dict[str, Any], foreign: dict[str, Any]
) -> None:
    reader = Reader(app, cast.coordinator)
    for rule, _view in guarded_routes(app):
        if "cluster_id" in rule.arguments and len(rule.arguments) > 1 and "GET" in rule.methods:
            mixed = {**foreign, "cluster_id": own["cluster_id"]}
            reader.get(address(app, rule, mixed), expect=None, follow=False)
            assert reader.status == 404, f"{rule}: {reader.status}"


def test_a_form_without_this_sessions_token_changes_nothing(app: Flask, cast: Cast, own: dict[str, Any]) -> None:
    reader = Reader(app, cast.coordinator)
    other = Reader(app, cast.manager)
    other.get("/what-needs-me")
    before, theirs = facts(app), other.token()
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.arguments - own.keys():
            path = address(app, rule, own)
            for data in ({}, {"csrf_token": "made-up"}, {"csrf_token": theirs}):
                reader.post(path, data, expect=None, token=False)
                assert reader.status == 400, f"{path}: {reader.status} with {list(data)}"
    assert facts(app) == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_unlisted_methods_are_refused(app: Flask, cast: Cast, own: dict[str, Any], method: str) -> None:
    reader = Reader(app, cast.coordinator)
    for rule, _view in guarded_routes(app):
        answer = reader.client.open(address(app, rule, own), method=method)
        assert answer.status_code in (400, 405), f"{method} {rule}: {answer.status_code}"
