"""A school that waits, invited by name into the cluster of the cast; and one that waits in a partner cluster."""

import uuid
from typing import Any

import pytest
from flask import Flask

from portal.core import clock as the_clock
from portal.core.database import session
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
from portal.identity.schools import services as school_services
from portal.identity.schools.models import School
from portal.running.partnerships.models import Partnership, PartnershipShape, PartnershipStatus
from tests.identity.schools.conftest import mails, read
from tests.identity.verification.conftest import act
from tests.support.cast import Cast, commit

__all__ = ["act", "mails", "read"]


@pytest.fixture
def quiet(app: Flask, cast: Cast) -> uuid.UUID:
    """Quiet Lane School, which waits, invited into `river` by name; its contact is `waiting`. Its id."""

    def make() -> uuid.UUID:
        school = session().get_one(School, cast.school["quiet"])
        school.proposed_by_id = cast.waiting.id
        school_services.ask_for_verification(school)
        session().add(
            ClusterMembership(
                cluster_id=cast.river, school_id=school.id, status=MembershipStatus.INVITED,
                invited_by_id=cast.coordinator.id,
            )
        )  # fmt: skip
        return school.id

    made: uuid.UUID = commit(app, make)
    return made


@pytest.fixture
def twin(app: Flask, cast: Cast) -> uuid.UUID:
    """A partner cluster of `river` in which Quiet Lane School (waiting) leads and Brook High School (verified) is a member; its id."""

    def make() -> uuid.UUID:
        quiet, brook = cast.school["quiet"], cast.school["brook"]
        session().get_one(School, quiet).proposed_by_id = cast.waiting.id
        made = Cluster(name="Twin", theme="Bread", status=ClusterStatus.ACTIVE, started_by_school_id=quiet)
        session().add(made)
        session().flush()
        for school_id in (quiet, brook):
            session().add(
                ClusterMembership(
                    cluster_id=made.id, school_id=school_id, status=MembershipStatus.JOINED, side=Side.HOME
                )
            )
        session().add(
            Office(
                cluster_id=made.id, kind=OfficeKind.CONTACT_TEACHER, school_id=quiet, person_id=cast.waiting.id,
                status=OfficeStatus.ACCEPTED, accepted_at=the_clock.now(),
            )
        )  # fmt: skip
        session().add(
            Partnership(
                cluster_id=cast.river, name="Two clusters", shape=PartnershipShape.MIRRORED,
                status=PartnershipStatus.ACTIVE, partner_cluster_id=made.id, opened_at=the_clock.now(),
            )
        )  # fmt: skip
        return made.id

    made: uuid.UUID = commit(app, make)
    return made


def places(app: Flask, cast: Cast, key: str) -> set[uuid.UUID]:
    """The clusters whose board is open to someone now."""
    from portal import who

    with app.app_context():
        found: Any = who.by_id(cast.people[key].id)
        session().commit()
        return {place.cluster_id for place in found.places.values() if place.board}
