"""A person leaves a school of the cluster: what they held in the cluster stays with the school."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters import events
from portal.forming.clusters.models import SCHOOL_OFFICES, Cluster, ClusterStatus, Office, OfficeKind, OfficeStatus
from portal.forming.clusters.services.offices import withdraw_nomination
from portal.forming.clusters.workflow import OFFICE
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School


def follow_leaver(school: School, *, person_id: uuid.UUID, by: Actor) -> None:
    """The school's contact (or head) coordinates from now on, until the members name someone else; a deputy's office is empty; nominations fall away.

    A cluster that is still without a coordinator is looked after by who started it: then that is the school's contact too.
    """
    successor = schools.successor_at(school, person_id)
    where = (Office.person_id == person_id, Office.school_id == school.id)
    held = sa.select(Office).where(*where, Office.status.in_([OfficeStatus.ACCEPTED, OfficeStatus.NOMINATED]))
    for office in session().scalars(held.options(joinedload(Office.cluster)).order_by(Office.id).limit(200)).all():
        if office.status == OfficeStatus.NOMINATED:
            withdraw_nomination(office, by=by)
        elif office.kind not in SCHOOL_OFFICES:
            _end(office, successor, by)
    started = sa.update(Cluster).where(
        Cluster.started_by_id == person_id,
        Cluster.started_by_school_id == school.id,
        Cluster.status == ClusterStatus.FORMING,
    )
    session().execute(started.values(started_by_id=successor).execution_options(synchronize_session="fetch"))


def _end(office: Office, successor: uuid.UUID | None, by: Actor) -> None:
    OFFICE.advance(office, "end", ended_at=clock.now())
    facts: dict[str, Any] = {
        "by_id": by.id,
        "cluster_id": office.cluster_id,
        "school_id": office.school_id,
        "office": office.kind.value,
    }
    if successor is None or office.kind != OfficeKind.CONTACT_TEACHER:
        record(events.OfficeEnded(**facts, person_id=office.person_id, subject_id=office.id))
        return
    passed_on = Office(
        cluster_id=office.cluster_id,
        kind=office.kind,
        school_id=office.school_id,
        person_id=successor,
        status=OfficeStatus.ACCEPTED,
        accepted_at=clock.now(),
        reason=_("Looks after the cluster since the coordinator left the school."),
    )
    session().add(passed_on)
    session().flush()
    record(events.OfficePassedOn(**facts, person_id=successor, subject_id=passed_on.id, before_id=office.id))
