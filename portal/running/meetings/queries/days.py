"""Meetings as calendars show them: from when until when, in the zone where they are held."""

from typing import Any

import sqlalchemy as sa

from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.committees.models import Committee, Seat
from portal.running.activities.queries import narrowed
from portal.running.activities.stays import Asked, Stay
from portal.running.meetings.models import Meeting, MeetingKind, MeetingStatus


class MeetingDays:
    """The meetings of the committees of clusters, for their calendars and feeds."""

    table = Meeting
    name = "meeting"

    def rows(self, asked: Asked) -> Any:
        """The meetings on these days; a partnership has none."""
        if asked.of_a_partnership:
            return None
        query: Any = (
            sa.select(
                sa.literal(self.name).label("source"),
                Meeting.id,
                Meeting.cluster_id,
                Cluster.name.label("cluster"),
                Committee.name.label("title"),
                Committee.name.label("whose"),
                sa.literal("").label("host"),
                Meeting.on_day.label("starts_on"),
                Meeting.on_day.label("ends_on"),
                Meeting.starts_at,
                Meeting.ends_at,
                Meeting.zone,
                Meeting.place,
                sa.cast(Meeting.status, sa.String).label("status"),
                Meeting.version.label("sequence"),
                Meeting.created_at,
                Meeting.updated_at.label("revised_at"),
            )
            .join(Cluster, Cluster.id == Meeting.cluster_id)
            .join(Committee, Committee.id == Meeting.committee_id)
            .where(Meeting.on_day >= sa.bindparam("first"), Meeting.kind == MeetingKind.MEETING)
        )
        return narrowed(query, asked, cluster=Meeting.cluster_id, starts=Meeting.on_day, concerns=_has_a_seat)

    def stay(self, row: Any) -> Stay:
        """A meeting as it is shown."""
        is_off, is_called = row.status == MeetingStatus.CANCELLED, row.status == MeetingStatus.CALLED
        return Stay(
            id=row.id,
            cluster_id=row.cluster_id,
            cluster=row.cluster,
            path=f"/clusters/{row.cluster_id}/meetings/{row.id}",
            title=_("Meeting: %(committee)s", committee=row.title),
            who=row.cluster,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            place=row.place,
            state=_("Called off") if is_off else _("Planned") if is_called else _("Took place"),
            colour="grey" if is_off else "blue" if is_called else "green",
            ical="CANCELLED" if is_off else "CONFIRMED",
            sequence=row.sequence,
            created_at=row.created_at,
            revised_at=row.revised_at,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            zone=row.zone,
        )


def _has_a_seat(school: Any) -> sa.ColumnElement[bool]:
    seat = (Seat.committee_id == Meeting.committee_id, Seat.school_id == school, Seat.ended_at.is_(None))
    return sa.exists().where(*seat)
