"""The deadline of an application on the calendars of its cluster and in their feeds: read from where the guard reads it, so that it moves with it."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage
from portal.applying.programmes.models import Round
from portal.core.i18n import _
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership
from portal.running.activities.queries import narrowed
from portal.running.activities.stays import Asked, Stay

LASTS = timedelta(minutes=1)  # an event of a calendar ends after it begins


class Deadlines:
    """When the rounds close to which clusters apply, as `Application.closes_at` has it. It says nothing of whether anything was submitted."""

    table = Application
    name = "deadline"

    def rows(self, asked: Asked) -> Any:
        """The deadlines on these days; none on the calendar of a partnership alone."""
        if asked.of_a_partnership:
            return None
        is_later = Application.late_until > Round.closes_at
        closes_at = sa.case((is_later, Application.late_until), else_=Round.closes_at)
        day = sa.func.date(closes_at, type_=sa.Date)
        query: Any = (
            sa.select(
                sa.literal(self.name).label("source"),
                Application.id,
                Application.cluster_id,
                Cluster.name.label("cluster"),
                Round.name.label("title"),
                Cluster.name.label("whose"),
                sa.literal("").label("host"),
                day.label("starts_on"),
                day.label("ends_on"),
                closes_at.label("starts_at"),
                closes_at.label("ends_at"),
                Round.zone,
                sa.literal("").label("place"),
                sa.literal("").label("status"),
                (Round.version + Application.version + sa.case((is_later, 1), else_=0)).label("sequence"),
                Application.created_at,
                Application.updated_at.label("revised_at"),
            )
            .join(Cluster, Cluster.id == Application.cluster_id)
            .join(Round, Round.id == Application.round_id)
            .where(day >= sa.bindparam("first"), Application.stage != Stage.WITHDRAWN)
        )
        return narrowed(query, asked, cluster=Application.cluster_id, starts=day, concerns=_takes_part)

    def stay(self, row: Any) -> Stay:
        """A deadline as it is shown: at its very minute."""
        on = row.starts_at.astimezone(ZoneInfo(row.zone)).date()
        return Stay(
            id=row.id,
            cluster_id=row.cluster_id,
            cluster=row.cluster,
            path=f"/clusters/{row.cluster_id}/application",
            title=_("%(round)s closes", round=row.title),
            who=row.whose,
            starts_on=on,
            ends_on=on,
            place="",
            state=_("Deadline"),
            colour="orange",
            ical="CONFIRMED",
            sequence=row.sequence,
            created_at=row.created_at,
            revised_at=row.revised_at,
            starts_at=row.starts_at,
            ends_at=row.starts_at + LASTS,
            zone=row.zone,
        )


def _takes_part(school: Any) -> sa.ColumnElement[bool]:
    held = (ClusterMembership.cluster_id == Application.cluster_id, ClusterMembership.school_id == school)
    return sa.exists().where(*held, ClusterMembership.status.in_(LIVE))
