"""Visits as calendars show them: whole days, by cluster, school or partnership."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.i18n import _
from portal.core.types import Key
from portal.forming.clusters.models import Cluster
from portal.identity.schools.models import School
from portal.running.activities.queries import narrowed
from portal.running.activities.stays import Asked, Stay
from portal.running.partnerships.models import Pair, PairStatus
from portal.running.visits import words
from portal.running.visits.models import Visit, VisitRepresented, VisitStatus, VisitTraveller, Voice

FOR_CALENDARS = {
    VisitStatus.PLANNED: "TENTATIVE",
    VisitStatus.AGREED: "TENTATIVE",
    VisitStatus.CANCELLED: "CANCELLED",
}


class VisitDays:
    """The visits of clusters, for their calendars and feeds."""

    table = Visit
    name = "visit"

    def rows(self, asked: Asked) -> Any:
        """The visits that touch these days."""
        guest, host = aliased(School), aliased(School)
        query: Any = (
            sa.select(
                sa.literal(self.name).label("source"),
                Visit.id,
                Visit.cluster_id,
                Cluster.name.label("cluster"),
                Visit.title,
                guest.name.label("whose"),
                host.name.label("host"),
                Visit.starts_on,
                Visit.ends_on,
                Visit.created_at.label("starts_at"),  # whole days have no time: a column of the kind that others need
                Visit.created_at.label("ends_at"),
                sa.literal("").label("zone"),
                Visit.place,
                sa.cast(Visit.status, sa.String).label("status"),
                Visit.sequence,
                Visit.created_at,
                Visit.revised_at,
            )
            .join(Cluster, Cluster.id == Visit.cluster_id)
            .join(guest, guest.id == Visit.school_id)
            .join(host, host.id == Visit.host_school_id)
            .where(Visit.ends_on >= sa.bindparam("first"))
        )
        query = narrowed(query, asked, cluster=Visit.cluster_id, starts=Visit.starts_on, concerns=_concerns)
        if asked.of_a_partnership:
            query = query.where(_between_linked(sa.bindparam("partnership", type_=Key())))
        return query

    def stay(self, row: Any) -> Stay:
        """A visit as it is shown."""
        status = VisitStatus(row.status)
        return Stay(
            id=row.id,
            cluster_id=row.cluster_id,
            cluster=row.cluster,
            path=f"/clusters/{row.cluster_id}/visits/{row.id}",
            title=_("Visit: %(title)s", title=row.title),
            who=_("%(school)s visits %(host)s", school=row.whose, host=row.host),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            place=row.place,
            state=str(words.STATUS[status]),
            colour=words.COLOUR[status],
            ical=FOR_CALENDARS.get(status, "CONFIRMED"),
            sequence=row.sequence,
            created_at=row.created_at,
            revised_at=row.revised_at,
        )


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
