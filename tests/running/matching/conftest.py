"""What the tests of this room share: further clusters at work, each led by a school of its own."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.forming.clusters.queries import get_cluster
from portal.running.matching import services
from tests.identity.finding.conftest import add_school, describe
from tests.support.cast import Cast, commit

LOOKING = "Three schools by a lake that measure water with us."
Make = Callable[..., uuid.UUID]


def add_cluster(cast: Cast, name: str, *, led_by: uuid.UUID | None = None, coordinator: str = "outsider", schools: int = 1, theme: str = "Songs",
                country: str = "GB", **said: Any) -> uuid.UUID:  # fmt: skip
    """A cluster at work with so many member schools, the first of them leads. Inside a write transaction."""
    at, held = clock.now(), session()
    members = [led_by] if led_by is not None else []
    for number in range(len(members), schools):
        school = add_school(f"{name} school {number}", country=country)
        describe(school, **{key: list(value) if isinstance(value, list) else value for key, value in said.items()})
        members.append(school.id)
    made = Cluster(name=name, theme=theme, status=ClusterStatus.ACTIVE, started_by_school_id=members[0])
    held.add(made)
    held.flush()
    for school_id in members:
        held.add(
            ClusterMembership(cluster_id=made.id, school_id=school_id, status=MembershipStatus.JOINED, joined_at=at)
        )
    person = cast.people[coordinator].id
    for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
        held.add(
            Office(
                cluster_id=made.id,
                kind=kind,
                school_id=members[0],
                person_id=person,
                status=OfficeStatus.ACCEPTED,
                accepted_at=at,
            )
        )
    held.flush()
    return made.id


def wish(app: Flask, cast: Cast, cluster_id: uuid.UUID, *, by: str, version: int = 0, **more: Any) -> None:
    """Say what the cluster looks for."""
    given = {
        "is_looking": True,
        "looking_for": LOOKING,
        "schools_wanted": None,
        "looking_until": None,
        "wanted": {},
        **more,
    }
    with app.app_context():
        perform(services.say_wish, get_cluster(cluster_id), by=cast.signed_in(by), version=version, **given)


@pytest.fixture
def lake(app: Flask, cast: Cast) -> uuid.UUID:
    """A cluster of three that looks: brook leads, `outsider` coordinates."""
    made: uuid.UUID = commit(
        app,
        lambda: add_cluster(cast, "Lake schools", led_by=cast.school["brook"], schools=3, theme="Water in our lives"),
    )
    wish(app, cast, made, by="outsider")
    return made
