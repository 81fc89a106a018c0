"""Visits as calendars show them: whole days, by cluster, school or partnership."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.database import fetch
from portal.core.i18n import _
from portal.core.types import Key
from portal.forming.clusters.models import Cluster
from portal.identity.schools.models import School
from portal.running.activities.queries import calendars_open_to
from portal.running.activities.stays import Stay
from portal.running.partnerships.models import Pair, PairStatus
from portal.running.visits import words
from portal.running.visits.models import Visit, VisitRepresented, VisitStatus, VisitTraveller, Voice

MOST_IN_A_FEED = 1000
FOR_CALENDARS = {
    VisitStatus.PLANNED: "TENTATIVE",
    VisitStatus.AGREED: "TENTATIVE",
    VisitStatus.CANCELLED: "CANCELLED",
}


class VisitDays:
    """The visits of clusters, for their calendars and feeds."""

    table = Visit

    def between(
        self,
        cluster_ids: Collection[uuid.UUID],
        first: date,
        last: date | None,
        *,
        school_id: uuid.UUID | None,
        partnership_id: uuid.UUID | None,
        limit: int,
    ) -> Sequence[Stay]:
        """The visits of these clusters that touch these days. One statement."""
        values = {"clusters": list(cluster_ids), "first": first, "last": last, "limit": limit}
        statement = _days(False, last is not None, school_id is not None, partnership_id is not None)
        return _stays(statement, values | {"school": school_id, "partnership": partnership_id})

    def for_feed(
        self,
        person_id: uuid.UUID,
        since: date,
        *,
        cluster_id: uuid.UUID | None,
        school_id: uuid.UUID | None,
        partnership_id: uuid.UUID | None,
    ) -> Sequence[Stay]:
        """The visits of the calendars that this person may read now (or of one cluster), those called off too. One statement."""
        values = {"person_id": person_id, "clusters": [cluster_id], "first": since, "limit": MOST_IN_A_FEED}
        statement = _days(True, False, school_id is not None, partnership_id is not None, cluster_id is not None)
        return _stays(statement, values | {"school": school_id, "partnership": partnership_id})


def _stays(statement: Any, values: dict[str, Any]) -> list[Stay]:
    return [
        Stay(
            id=row.id,
            cluster_id=row.cluster_id,
            cluster=row.cluster,
            path=f"/clusters/{row.cluster_id}/visits/{row.id}",
            title=_("Visit: %(title)s", title=row.title),
            who=_("%(school)s visits %(host)s", school=row.guest, host=row.host),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            place=row.place,
            state=str(words.STATUS[row.status]),
            colour=words.COLOUR[row.status],
            ical=FOR_CALENDARS.get(row.status, "CONFIRMED"),
            sequence=row.sequence,
            created_at=row.created_at,
            revised_at=row.revised_at,
        )
        for row in fetch(statement, {name: value for name, value in values.items() if value is not None})
    ]


@cache
def _days(
    of_a_person: bool, has_last: bool, of_a_school: bool, of_a_partnership: bool, of_these_clusters: bool = True
) -> Any:
    guest, host = aliased(School), aliased(School)
    query: Any = (
        sa.select(
            Visit.id,
            Visit.cluster_id,
            Cluster.name.label("cluster"),
            Visit.title,
            Visit.starts_on,
            Visit.ends_on,
            Visit.place,
            Visit.status,
            Visit.sequence,
            Visit.created_at,
            Visit.revised_at,
            guest.name.label("guest"),
            host.name.label("host"),
        )
        .join(Cluster, Cluster.id == Visit.cluster_id)
        .join(guest, guest.id == Visit.school_id)
        .join(host, host.id == Visit.host_school_id)
        .where(Visit.ends_on >= sa.bindparam("first"))
    )
    if of_these_clusters:
        query = query.where(Visit.cluster_id.in_(sa.bindparam("clusters", expanding=True)))
    if of_a_person:
        query = query.where(Visit.cluster_id.in_(calendars_open_to(sa.bindparam("person_id", type_=Key()))))
    if has_last:
        query = query.where(Visit.starts_on <= sa.bindparam("last"))
    if of_a_school:
        query = query.where(_concerns(sa.bindparam("school", type_=Key())))
    if of_a_partnership:
        query = query.where(_between_linked(sa.bindparam("partnership", type_=Key())))
    return query.order_by(Visit.starts_on, Visit.id).limit(sa.bindparam("limit"))


def _concerns(school: Any) -> sa.ColumnElement[bool]:
    """The school plans or hosts it, somebody of it travels, or it is represented."""
    travels = sa.exists().where(
        VisitTraveller.visit_id == Visit.id, VisitTraveller.school_id == school, VisitTraveller.ended_at.is_(None)
    )
    spoken_for = sa.exists().where(
        VisitRepresented.visit_id == Visit.id,
        VisitRepresented.school_id == school,
        VisitRepresented.voice != Voice.ITSELF,
    )
    return sa.or_(Visit.school_id == school, Visit.host_school_id == school, travels, spoken_for)


def _between_linked(partnership: Any) -> sa.ColumnElement[bool]:
    """The two schools are, or were, linked in this partnership."""
    ways = sa.or_(
        sa.and_(Pair.home_school_id == Visit.school_id, Pair.partner_school_id == Visit.host_school_id),
        sa.and_(Pair.home_school_id == Visit.host_school_id, Pair.partner_school_id == Visit.school_id),
    )
    return sa.exists().where(Pair.partnership_id == partnership, Pair.status != PairStatus.PROPOSED, ways)
