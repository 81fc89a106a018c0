"""Every act is refused while a freeze lasts, and reading goes on: asked of the table, and of every door."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.queries import get_cluster
from portal.identity.schools.models import School
from portal.policy import Action, allows, can_see, frozen_by
from portal.policy.freezes import OWN_ACCOUNT, reads
from tests.policy.test_every_route import address, facts, guarded_routes
from tests.policy.test_table import CLUSTER, COORDINATORS, HILL, NETWORK, SCHOOL
from tests.support.cast import Cast
from tests.support.objects import make_own
from tests.support.reader import Reader

# doors that read and are sent by POST: they concern nobody but oneself (notices, links to one's own calendar), or what is read is written into the record
BY_POST = {
    Action.NEEDS_VIEW,
    Action.NOTICES_VIEW,
    Action.CALENDAR_VIEW,
    Action.CALENDAR_VIEW_MINE,
    Action.SCHOOL_CALENDAR_VIEW,
    Action.POST_READ_REMOVED,
    Action.BOARD_READ_COPY,
    Action.TRANSFER_READ,
    Action.KEY_LIST_MINE,
    Action.PEOPLE_VIEW,  # an address is looked for in a form, so that it stands in no address of a page
    Action.ROUND_LIST,  # in which language forms are shown in this browser
    Action.AUDIT_VIEW,
    *OWN_ACCOUNT,
}


def may(cast: Cast, action: Action, subject: Any) -> set[str]:
    return {key for key in cast.people if allows(cast.signed_in(key), action, subject)}


def test_what_reads_changes_nothing(app: Flask) -> None:
    wrong = [
        f"{rule} {view.access}"
        for rule, view in guarded_routes(app)
        if "POST" in rule.methods and reads(view.access) and view.access not in BY_POST
    ]
    assert not wrong


@pytest.mark.parametrize("action", CLUSTER, ids=str)
def test_of_a_frozen_cluster(cast: Cast, database: sa.orm.Session, freeze: Callable[..., Any], action: Action) -> None:
    freeze("cluster", cast.river)
    river = get_cluster(cast.river)
    outside = CLUSTER[action] - NETWORK - COORDINATORS
    assert may(cast, action, river) == (CLUSTER[action] if reads(action) else outside)


@pytest.mark.parametrize("action", SCHOOL, ids=str)
def test_of_a_frozen_school(cast: Cast, database: sa.orm.Session, freeze: Callable[..., Any], action: Action) -> None:
    freeze("school", cast.school["hill"])
    hill = session().get_one(School, cast.school["hill"])
    assert may(cast, action, hill) == (SCHOOL[action] if reads(action) else SCHOOL[action] - HILL)


@pytest.mark.parametrize("action", CLUSTER, ids=str)
def test_a_frozen_school_acts_in_no_cluster(
    cast: Cast, database: sa.orm.Session, freeze: Callable[..., Any], action: Action
) -> None:
    freeze("school", cast.school["hill"])
    river = get_cluster(cast.river)
    assert may(cast, action, river) == (CLUSTER[action] if reads(action) else CLUSTER[action] - HILL)


def test_a_frozen_person_may_nothing_but_read_and_their_account(
    cast: Cast, database: sa.orm.Session, freeze: Callable[..., Any]
) -> None:
    freeze("person", cast.coordinator.id)
    person, river = cast.signed_in("coordinator"), get_cluster(cast.river)
    for action in CLUSTER:
        assert allows(person, action, river) == (reads(action) and "coordinator" in CLUSTER[action]), action
        assert can_see(person, action, river)
    assert allows(person, Action.SESSIONS_MANAGE)
    assert allows(person, Action.PROFILE_EDIT)
    assert frozen_by(person, Action.THREAD_START, river) is not None
    assert frozen_by(person, Action.OUTBOX_VIEW) is None  # never theirs, so no freeze is the reason


def test_nobody_joins_a_frozen_school_and_the_programme_still_looks_after_it(
    cast: Cast, database: sa.orm.Session, freeze: Callable[..., Any]
) -> None:
    freeze("school", cast.school["brook"])
    brook = session().get_one(School, cast.school["brook"])
    assert not allows(cast.signed_in("teacher"), Action.SCHOOL_JOIN, brook)
    assert allows(cast.signed_in("manager"), Action.SCHOOL_SUSPEND, brook)


@pytest.mark.either
@pytest.mark.parametrize("kind", ["person", "school", "cluster"])
def test_every_door(app: Flask, cast: Cast, freeze: Callable[..., Any], kind: str) -> None:
    """What the coordinator could open before is open; what they could send is refused, and leaves no fact."""
    own = make_own(app, cast)
    reader = Reader(app, cast.coordinator)
    reader.get("/help")
    token = reader.token()
    doors = []
    with app.test_request_context():
        person = cast.signed_in("coordinator")
        for rule, view in guarded_routes(app):
            try:
                subject = view.subject_by(**{a: own[a] for a in rule.arguments}) if view.subject_by else None
            except NotFound:
                continue
            if allows(person, view.access, subject):
                doors.append((rule, view, address(app, rule, own)))
        session().rollback()
    opened = {
        path: reader.client.get(path).status_code
        for rule, view, path in doors
        if reads(view.access) and "GET" in rule.methods
    }
    thing = {"person": cast.coordinator.id, "school": cast.school["hill"], "cluster": cast.river}[kind]
    freeze(kind, thing)
    before, wrong, refused = facts(app), [], 0
    everything = kind == "person"
    for rule, view, path in doors:
        if reads(view.access):
            if "GET" in rule.methods:
                status = reader.client.get(path).status_code
                if status != opened[path]:
                    wrong.append(f"GET {path}: {status}, before it was {opened[path]}")
        elif "POST" in rule.methods and (everything or f"/clusters/{cast.river}" in path):
            answer = reader.client.post(path, data={"csrf_token": token})
            refused += answer.status_code == 403 and b"read-only for now" in answer.data
            if answer.status_code != 403:
                wrong.append(f"POST {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert refused > 20
    assert facts(app) == before


@pytest.mark.either
@pytest.mark.parametrize("kind", ["person", "school", "cluster"])
def test_no_button_is_shown_that_would_be_refused(
    app: Flask, cast: Cast, freeze: Callable[..., Any], kind: str
) -> None:
    """On every page that the coordinator can read meanwhile: each form and each button leads to something that they may do."""
    own = make_own(app, cast)
    thing = {"person": cast.coordinator.id, "school": cast.school["hill"], "cluster": cast.river}[kind]
    freeze(kind, thing)
    reader = Reader(app, cast.coordinator)
    shown: dict[tuple[str, str], str] = {}
    for rule, view in guarded_routes(app):
        if not reads(view.access) or "GET" not in rule.methods:
            continue
        path = address(app, rule, own)
        answer = reader.client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        page = BeautifulSoup(answer.data, "html.parser")
        for form in page.select("main form[method=post]"):
            shown.setdefault((str(form.get("action") or path).split("?")[0], "POST"), path)
        for link in page.select("main a.govuk-button[href^='/']"):
            shown.setdefault((str(link["href"]).split("?")[0].split("#")[0], "GET"), path)
    assert len(shown) > 20
    wrong = _refused(app, cast, shown)
    assert not wrong, "\n".join(wrong)


def _refused(app: Flask, cast: Cast, shown: dict[tuple[str, str], str]) -> list[str]:
    wrong = []
    with app.test_request_context():
        person, doors = cast.signed_in("coordinator"), app.url_map.bind("localhost")
        for (path, method), where in sorted(shown.items()):
            endpoint, arguments = doors.match(path, method=method)
            view: Any = app.view_functions[endpoint]
            if not isinstance(getattr(view, "access", None), Action):
                continue
            subject = view.subject_by(**arguments) if view.subject_by else None
            if not allows(person, view.access, subject):
                wrong.append(f"{where} shows {method} {path}")
        session().rollback()
    return wrong
