"""Finding notices, and the people they go to."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.core.database import session
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import School
from portal.oversight.notifications.models import Notification

MOST_TOLD = 500


def active_people(person_ids: Iterable[uuid.UUID | None]) -> Sequence[Person]:
    """Those of these people whose account is active, held in the order of their ids so that two acts that tell the same people do not lock each other."""
    wanted = sorted({person_id for person_id in person_ids if person_id is not None})
    if not wanted:
        return []
    query = sa.select(Person).where(Person.id.in_(wanted), Person.status == PersonStatus.ACTIVE).order_by(Person.id)
    return session().scalars(query.limit(MOST_TOLD).with_for_update(key_share=True)).all()


def known_once(keys: Sequence[str]) -> set[str]:
    """Which of these keys were told already."""
    if not keys:
        return set()
    found = session().scalars(sa.select(Notification.once).where(Notification.once.in_(keys)).limit(MOST_TOLD))
    return {key for key in found if key is not None}


def list_notices(person_id: uuid.UUID, after: str | None = None) -> Page[Notification]:
    """What a person was told, newest first."""
    query = sa.select(Notification).where(Notification.person_id == person_id)
    return page_by_key(query, Notification.id, after=after, newest_first=True)


def cluster_names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these clusters."""
    return _names(Cluster.id, Cluster.name, ids)


def school_names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these schools."""
    return _names(School.id, School.name, ids)


def _names(key: Any, name: Any, ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    if not ids:
        return {}
    found = session().execute(sa.select(key, name).where(key.in_(sorted(ids))).order_by(key).limit(len(ids)))
    return {row[0]: row[1] for row in found}
