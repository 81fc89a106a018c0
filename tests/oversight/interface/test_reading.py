"""What programs read: who gets what, in pages, unchanged answers unsent, not too often; and the keys."""

import itertools
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.finding.models import SchoolListing
from portal.identity.finding.services import keep_listing
from portal.identity.schools.models import School, SchoolStatus
from portal.oversight.freezes.models import Freeze, FrozenKind
from portal.oversight.interface import queries, services
from portal.oversight.interface.models import ReadingKey
from portal.oversight.interface.routes import answering, keys
from portal.oversight.publishing.models import PublicName, PublicPage
from portal.policy import Action, allows
from portal.running.activities.models import Activity, ActivityStatus
from tests.conftest import START
from tests.support import calendar
from tests.support.cast import Cast, commit
from tests.support.letters import mails, read
from tests.support.reader import Reader

__all__ = ["mails", "read"]


@pytest.fixture(autouse=True)
def _nobody_asked() -> None:
    answering.turns.clear()


@pytest.fixture
def key(app: Flask, cast: Cast) -> Callable[..., str]:
    """key("teacher"): a key of this person, as a program sends it."""

    names = itertools.count(1)

    def made(who: str) -> str:
        with app.app_context():
            return keys.written(perform(services.make_key, by=cast.signed_in(who), name=f"Website {next(names)}"))

    return made


def ask(app: Flask, path: str, key: str = "", **headers: str) -> Any:
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return app.test_client().get(path, headers=headers)


def test_everybody_reads_the_verified_schools_and_no_more(app: Flask, cast: Cast) -> None:
    def listed() -> None:
        for school_id in cast.school.values():
            keep_listing(session().get_one(School, school_id), is_alive=True)

    commit(app, listed)
    answer = ask(app, "/api/v1/schools")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    names = {one["name"] for one in answer.json["items"]}
    assert names == {cast.school_name[k] for k in ("hill", "vale", "ford", "brook", "tumaini")}
    assert set(answer.json["items"][0]) == {"id", "name", "town", "country"}
    assert answer.json["version"] == 1
    kenya = ask(app, "/api/v1/schools?country=ke").json["items"]
    assert [one["name"] for one in kenya] == [cast.school_name["tumaini"]]
    assert ask(app, f"/api/v1/schools/{cast.school['hill']}").json["school"]["country"] == "GB"
    assert ask(app, f"/api/v1/schools/{cast.school['quiet']}").status_code == 404  # not verified
    wrong = ask(app, "/api/v1/schools?country=Kenya")
    assert (wrong.status_code, wrong.json["error"]["status"]) == (400, 400)
    assert set(ask(app, "/api/v1").json["links"]) == {
        "schools",
        "public_clusters",
        "me",
        "clusters",
        "activities",
        "to_do",
    }


def test_what_is_not_known_is_said_in_json(app: Flask, cast: Cast, key: Any) -> None:
    teacher = key("teacher")
    for path, status in (
        ("nothing", 404), ("nothing/at/all", 404), ("schools/17", 404), ("schools?from=x", 400), ("schools?after=zzz", 400), ("?x=1", 400),
        ("me?name=x", 400), ("activities?from=2027-03-01", 400), ("activities?after=W10", 400), ("clusters?after=zzz", 400),
        ("public-clusters?after=zzz", 400), ("to-do?after=x", 400),
    ):  # fmt: skip
        answer = ask(app, f"/api/v1/{path}" if not path.startswith("?") else f"/api/v1{path}", teacher)
        assert (answer.status_code, answer.mimetype) == (status, "application/json"), path
        assert answer.json["error"]["words"], path


def test_pages_of_a_list_are_whole_and_cost_the_same(app: Flask, cast: Cast) -> None:
    def fill() -> None:
        for n in range(120):
            school = School(
                name=f"Many {n:03}", country="NP", town="Ilam", zone="Asia/Kathmandu", status=SchoolStatus.VERIFIED
            )
            session().add(school)
            session().flush()
            session().add(
                SchoolListing(school_id=school.id, name=school.name, country="NP", zone=school.zone, active_at=START)
            )

    commit(app, fill)
    seen, path = [], "/api/v1/schools?country=NP"
    while path:
        found = ask(app, path).json
        assert len(found["items"]) <= 50
        seen += [one["name"] for one in found["items"]]
        path = (found["next"] or "").replace(app.config["PUBLIC_URL"], "")
    assert seen == [f"Many {n:03}" for n in range(120)]


def test_without_a_key_nothing_of_ones_own(app: Flask, cast: Cast) -> None:
    for path in ("me", "clusters", f"clusters/{cast.river}", "activities", "to-do"):
        for wrong in ("", "made-up", "a" * 400):
            answer = ask(app, f"/api/v1/{path}", wrong)
            assert answer.status_code == 401, path
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    basic = app.test_client().get("/api/v1/me", headers={"Authorization": "Basic eDp5"})
    assert basic.status_code == 401


def test_who_one_is_and_no_address(app: Flask, cast: Cast, key: Any) -> None:
    answer = ask(app, "/api/v1/me", key("coordinator"))
    person = answer.json["person"]
    assert person["name"] == "Carys Okoro"
    assert person["schools"] == [
        {"id": str(cast.school["hill"]), "name": cast.school_name["hill"], "functions": ["contact"]}
    ]
    assert [one["offices"] for one in person["clusters"] if one["id"] == str(cast.river)] == [["contact_teacher"]]
    for path in ("me", "clusters", f"clusters/{cast.river}", "activities", "to-do"):
        assert "@" not in ask(app, f"/api/v1/{path}", key("coordinator")).text, path
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_key_carries_no_role_and_a_session_serves_too(app: Flask, cast: Cast, key: Any) -> None:
    assert ask(app, f"/api/v1/clusters/{cast.river}", key("manager")).status_code == 404
    manager = Reader(app, cast.manager)
    found = manager.client.get(f"/api/v1/clusters/{cast.river}")
    assert (found.status_code, found.json["cluster"]["name"]) == (200, "River schools")
    refused = manager.client.get("/api/v1/me", headers={"Authorization": "Bearer made-up"})
    assert refused.status_code == 401  # a wrong key is never the person of the browser


def test_each_person_reads_what_the_policy_says(app: Flask, cast: Cast, key: Any) -> None:
    with app.app_context():
        calendar.confirmed(cast)
    for who in cast.people:
        with app.app_context():
            river, person = get_cluster(cast.river), cast.signed_in(who)
            school = cast.people[who].school
            sees = allows(person, Action.CLUSTER_VIEW, river) if school else False
            has_calendar = allows(person, Action.CALENDAR_VIEW, river) if school else False
            session().rollback()
        answering.turns.clear()
        token = key(who)
        assert ask(app, f"/api/v1/clusters/{cast.river}", token).status_code == (200 if sees else 404), who
        listed = [one["id"] for one in ask(app, "/api/v1/clusters", token).json["items"]]
        assert (str(cast.river) in listed) == sees, who
        titles = [one["title"] for one in ask(app, "/api/v1/activities", token).json["items"]]
        assert titles == (["Joint assembly"] if has_calendar else []), who


def test_activities_by_time_of_one_cluster_from_a_day_on(app: Flask, cast: Cast, key: Any) -> None:
    def fill() -> None:
        for n in range(60):
            starts = START + timedelta(days=n, hours=1)
            session().add(
                Activity(
                    cluster_id=cast.river, title=f"Call {n:02}", owner_school_id=cast.school["hill"], starts_at=starts,
                    ends_at=starts + timedelta(hours=1), zone="Europe/London", status=ActivityStatus.AGREED,
                    revised_at=START, plan="Zebra plan", class_profile="Zebra class",
                )
            )  # fmt: skip

    commit(app, fill)
    token = key("vale_teacher")
    first = ask(app, "/api/v1/activities", token)
    assert "Zebra" not in first.text
    second = ask(app, first.json["next"].replace(app.config["PUBLIC_URL"], ""), token).json
    titles = [one["title"] for one in first.json["items"] + second["items"]]
    assert titles == [f"Call {n:02}" for n in range(60)]
    assert second["next"] is None
    day = (START + timedelta(days=58)).date().isoformat()
    assert len(ask(app, f"/api/v1/activities?since={day}&cluster={cast.river}", token).json["items"]) == 2
    assert ask(app, f"/api/v1/activities?cluster={cast.school['hill']}", token).json["items"] == []
    for wrong in ("since=yesterday", "cluster=river", "since=2027-02-30"):
        assert ask(app, f"/api/v1/activities?{wrong}", token).status_code == 400, wrong


def test_the_statements_do_not_grow(app: Flask, cast: Cast) -> None:
    counts = []
    for rows in (1, 2, 27):

        def fill(rows: int = rows) -> None:
            for n in range(rows):
                starts = START + timedelta(days=n, hours=rows)
                session().add(
                    Activity(
                        cluster_id=cast.river, title="Call", owner_school_id=cast.school["hill"], starts_at=starts,
                        ends_at=starts + timedelta(hours=1), zone="Europe/London", revised_at=START,
                    )
                )  # fmt: skip

        commit(app, fill)
        reader = Reader(app, cast.teacher)
        for path in ("/api/v1/activities", "/api/v1/clusters", "/api/v1/to-do"):
            reader.get(path)
            counts.append((path, len(reader.statements)))
    assert len(set(counts)) == 3, counts
    assert max(count for _path, count in counts) <= 8, counts


def test_what_has_not_changed_is_not_sent_again(app: Flask, cast: Cast, key: Any) -> None:
    token = key("teacher")
    first = ask(app, "/api/v1/clusters", token)
    again = ask(app, "/api/v1/clusters", token, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = ask(app, "/api/v1/clusters", key("outsider"), **{"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert app.test_client().post("/api/v1/schools").status_code in (400, 405)
    assert json.loads(app.test_client().head("/api/v1/schools").data or b"{}") == {}


def test_not_too_often(app: Flask, cast: Cast, key: Any, clock: Any) -> None:
    token = key("teacher")
    statuses = [ask(app, "/api/v1/me", token).status_code for _n in range(121)]
    assert (statuses.count(200), statuses[-1]) == (120, 429)
    assert int(ask(app, "/api/v1/me", token).headers["Retry-After"]) <= 60
    assert ask(app, "/api/v1/me", key("head")).status_code == 200
    open_statuses = [ask(app, "/api/v1").status_code for _n in range(61)]
    assert (open_statuses.count(200), open_statuses[-1]) == (60, 429)
    clock.hold(START + timedelta(seconds=61))
    assert ask(app, "/api/v1/me", token).status_code == 200


def test_a_key_is_made_shown_used_and_taken_back(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], mails: Any, read: Any
) -> None:
    teacher = reader_for(cast.teacher).get("/profile/keys")
    teacher.fill(name=" ").press("Make a key", expect=422).sees("Write what the key is for")
    teacher.fill(name="Our website").press("Make a key").sees("Our website", "Authorization: Bearer")
    with app.app_context():
        made = session().scalars(sa.select(ReadingKey)).one()
        token = keys.written(made)
        path = f"/profile/keys/{made.id}"
        session().rollback()
    teacher.sees(token)
    assert ask(app, "/api/v1/me", token).json["person"]["name"] == "Tom O'Neill"
    assert any("A key was made" in one.text for one in mails())
    reader_for(cast.head).get(path, expect=404).post(path + "/take-back", {}, expect=404)
    teacher.press("Take this key back").sees("reads nothing any more").does_not_see("Show the key")
    assert ask(app, "/api/v1/me", token).status_code == 401
    teacher.get(path, expect=404)
    assert read(sa.select(ReadingKey.turn)) == 2
    teacher.get("/profile/keys").fill(name="Our website").press("Make a key").sees("Authorization: Bearer")
    teacher.get("/profile/keys").fill(name="Our website").press("Make a key", expect=422)
    assert teacher.errors() == ["You have a key with this name. Give the new one another name."]


def test_it_asks_who_it_is_before(app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]) -> None:
    teacher = reader_for(cast.teacher).get("/profile/keys").sees("What is the key for?")
    clock.hold(START + timedelta(minutes=16))
    teacher.get("/profile/keys").does_not_see("What is the key for?").sees("password")


def test_it_ends_with_the_account(app: Flask, cast: Cast, key: Any) -> None:
    token = key("teacher")
    commit(
        app,
        lambda: session().execute(
            sa.update(Person).where(Person.id == cast.teacher.id).values(status=PersonStatus.SUSPENDED)
        ),
    )
    assert ask(app, "/api/v1/me", token).status_code == 401


def test_ten_at_most(app: Flask, cast: Cast, key: Any) -> None:
    for _n in range(services.MOST_KEYS):
        key("teacher")
    with app.app_context(), pytest.raises((RuleBroken, NotAllowedNow), match="ten keys"):
        perform(services.make_key, by=cast.signed_in("teacher"), name="One more")
    with app.app_context():
        assert len(queries.list_keys(cast.teacher.id)) == services.MOST_KEYS


def test_the_page_for_programmers_names_every_address(app: Flask, cast: Cast) -> None:
    page = Reader(app).get("/for-programs")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            assert rule.rule.split("<")[0].rstrip("/") in page.text, rule


def test_clusters_that_show_a_public_page(app: Flask, cast: Cast) -> None:
    assert ask(app, "/api/v1/public-clusters").json["items"] == []

    def show() -> None:
        session().add(
            PublicPage(cluster_id=cast.river, is_shown=True, words="We measure rivers.", by_id=cast.coordinator.id)
        )
        for key in ("hill", "brook"):  # who is no member is not named, whatever is kept of it
            session().add(PublicName(cluster_id=cast.river, school_id=cast.school[key], by_id=cast.coordinator.id))

    commit(app, show)
    (one,) = ask(app, "/api/v1/public-clusters").json["items"]
    assert (one["name"], one["words"]) == ("River schools", "We measure rivers.")
    assert [school["name"] for school in one["schools"]] == ["Hill Primary School"]
    with app.app_context():
        assert one["schools_not_named"] == len(get_cluster(cast.river).live_memberships()) - 1
        session().rollback()
    assert Reader(app).get(one["page"].replace(app.config["PUBLIC_URL"], "")).h1 == "River schools"
    commit(app, lambda: session().add(Freeze(kind=FrozenKind.CLUSTER, cluster_id=cast.river, reason="Why.")))
    assert ask(app, "/api/v1/public-clusters").json["items"] == []
