"""Acting on partnerships without the web."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
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
    Side,
)
from portal.identity.schools.models import School
from portal.running.partnerships import queries
from tests.support.cast import Cast, commit


@pytest.fixture
def rows(app: Flask) -> Any:
    """Read rows as they stand: `rows(select)`."""

    def read(query: sa.Select[Any]) -> list[Any]:
        with app.app_context():
            return list(session().execute(query).all())

    return read


@pytest.fixture
def act(app: Flask, cast: Cast) -> Callable[..., Any]:
    """`act("coordinator", deed, load, ...)`: carry out a deed on what `load()` finds, as someone of the cast."""

    def done(who: str, deed: Any, load: Callable[[], Any], **words: Any) -> Any:
        with app.app_context():
            by = cast.signed_in(who)
            return perform(deed, load(), by=by, **words)

    return done


@pytest.fixture
def partnership(cast: Cast) -> Callable[[], Any]:
    """Loads the partnership of the cast."""
    return lambda: queries.get_partnership(cast.river, cast.partnership)


@pytest.fixture
def brook_cluster(app: Flask, cast: Cast) -> uuid.UUID:
    """Another cluster: `outsider` of Brook High School coordinates it."""

    def make() -> uuid.UUID:
        outsider = cast.people["outsider"]
        made = Cluster(
            name="Brook schools",
            theme="Bread",
            status=ClusterStatus.ACTIVE,
            started_by_school_id=cast.school["brook"],
            started_by_id=outsider.id,
        )
        session().add(made)
        session().flush()
        session().add(
            ClusterMembership(
                cluster_id=made.id, school_id=cast.school["brook"], status=MembershipStatus.JOINED, side=Side.HOME
            )
        )
        session().add_all(
            Office(
                cluster_id=made.id,
                kind=kind,
                school_id=cast.school["brook"],
                person_id=outsider.id,
                status=OfficeStatus.ACCEPTED,
                accepted_at=clock.now(),
            )
            for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER)
        )
        return made.id

    made: uuid.UUID = commit(app, make)
    return made


@pytest.fixture
def second_partner(app: Flask, cast: Cast) -> uuid.UUID:
    """Another partner school in the cluster of the cast: Ziwa Primary School, without people."""

    def make() -> uuid.UUID:
        ziwa = School(name="Ziwa Primary School", country="KE", zone="Africa/Nairobi")
        session().add(ziwa)
        session().flush()
        session().add(
            ClusterMembership(
                cluster_id=cast.river, school_id=ziwa.id, status=MembershipStatus.JOINED, side=Side.PARTNER
            )
        )
        return ziwa.id

    made: uuid.UUID = commit(app, make)
    return made
