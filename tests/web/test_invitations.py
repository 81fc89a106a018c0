"""What people write to others by is counted, wherever it is: thirty in an hour, then a sentence, and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import limits as counted
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.limits import LimitTurn, Turn
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.web import limits
from tests.support.cast import Cast, Someone
from tests.support.objects import make_own
from tests.support.reader import Reader

SAID = "You have sent many invitations and requests in the last hour. Wait 60 minutes, then send this one."


@pytest.fixture
def own(app: Flask, cast: Cast) -> dict[str, Any]:
    return make_own(app, cast)


def used_up(app: Flask, someone: Someone) -> None:
    """This person has sent thirty just now."""
    with app.test_request_context():
        turn = Turn(limits.INVITATIONS, limits.key(someone.id))
        for _time in range(limits.INVITATIONS.most):
            assert perform(counted.take, by=SYSTEM, turns=[turn]).wait is None


def mails(app: Flask) -> int:
    with app.app_context():
        return int(session().scalar(sa.select(sa.func.count()).select_from(OutboxMail)) or 0)


HEAD = {"head_name": "Ada Head", "head_email": "head@new.example", "job": "Teacher", "zone": "Europe/London"}
DOORS: dict[str, tuple[str, str, dict[str, str]]] = {
    "a school into a cluster": (
        "coordinator",
        "/clusters/{cluster_id}/invitations/new?words=brook",
        {"school": "{brook}", "message": "Please come and join us."},
    ),
    "a school for an empty place": (
        "coordinator",
        "/clusters/{cluster_id}/vacancies/{vacancy_id}?words=brook",
        {"school": "{brook}", "message": "Please come and join us."},
    ),
    "a partner school": (
        "coordinator",
        "/clusters/{cluster_id}/partnership/invite?words=brook",
        {"school": "{brook}", "message": "Please come and join us."},
    ),
    "a partner to mirror": (
        "coordinator",
        "/clusters/{cluster_id}/mirrors/new",
        {"school_name": "Kilima School", "country": "TZ", "address": "head@kilima.example"},
    ),
    "a letter of support": (
        "coordinator",
        "/clusters/{cluster_id}/statements/new",
        {"organisation": "Museum of the river", "organisation_kind": "museum", "email": "museum@river.example"},
    ),
    "a letter to the head": (
        "coordinator",
        "/schools/{hill}/head",
        {k: v for k, v in HEAD.items() if k.startswith("head")},
    ),
    "a school of a register": ("nobody", "/schools/register/{entry_id}", {**HEAD, "language": "en"}),
    "joining a school": ("nobody", "/schools/{vale}/join", {"job": "Teacher of music"}),
}


@pytest.mark.parametrize("door", DOORS)
def test_the_thirty_first_is_a_sentence(
    app: Flask, cast: Cast, own: dict[str, Any], reader_for: Callable[..., Reader], door: str, clock: Any
) -> None:
    key, path, fields = DOORS[door]
    ids = {**own, **{name: str(school) for name, school in cast.school.items()}}
    reader, someone = reader_for(cast.people[key]), cast.people[key]
    path = path.format_map(ids)
    fields = {name: value.format_map(ids) for name, value in fields.items()}
    reader.get(path)
    form = next(form for form in reader.page.find_all("form") if form.find(attrs={"name": next(iter(fields))}))
    sent = {**reader.standing(form), **fields}
    used_up(app, someone)
    before = mails(app)
    reader.post(path, sent, expect=429)
    assert reader.errors() == [SAID]
    assert reader.headers["Retry-After"] == "3600"
    assert mails(app) == before
    for value in fields.values():
        assert value in str(reader.page)
    clock.hold(clock.now() + timedelta(hours=1, seconds=1))
    reader.post(path, sent, expect=None)
    assert reader.status == 303, reader.errors()


@pytest.mark.parametrize(
    "path",
    [
        "/clusters/{cluster_id}/statements/{statement_id}/again",
        "/schools/{hill}/year/letter",
        "/clusters/{cluster_id}/mirrors/{mirror_id}/again",
    ],
)
def test_a_button_that_writes_is_counted_too(
    app: Flask, cast: Cast, own: dict[str, Any], reader_for: Callable[..., Reader], path: str
) -> None:
    ids = {**own, **{name: str(school) for name, school in cast.school.items()}}
    used_up(app, cast.coordinator)
    before = mails(app)
    reader = reader_for(cast.coordinator)
    reader.post(path.format_map(ids), expect=None)
    assert reader.status in (303, 429)
    if reader.status == 303:
        reader.get(reader.headers["Location"])
    assert SAID in reader.text
    assert mails(app) == before


def test_each_letter_takes_one_turn(
    app: Flask, cast: Cast, own: dict[str, Any], reader_for: Callable[..., Reader]
) -> None:
    reader = reader_for(cast.coordinator)
    reader.get(f"/clusters/{own['cluster_id']}/statements/new")
    reader.fill(organisation="Museum", organisation_kind="museum", email="museum@river.example").press(
        "Ask for a letter of support"
    )
    with app.app_context():
        assert session().scalars(sa.select(LimitTurn.kind)).all() == ["invite"]


def test_one_person_does_not_use_up_anothers(
    app: Flask, cast: Cast, own: dict[str, Any], reader_for: Callable[..., Reader]
) -> None:
    used_up(app, cast.teacher)
    reader = reader_for(cast.coordinator)
    reader.get(f"/clusters/{own['cluster_id']}/statements/new")
    reader.fill(organisation="Museum", organisation_kind="museum", email="museum@river.example").press(
        "Ask for a letter of support"
    )
    assert reader.errors() == []
