"""Meetings as calendars show them: on their day, with the time in words."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.core.database import fetch
from portal.core.i18n import _
from portal.core.types import Key
from portal.forming.clusters.models import Cluster
from portal.forming.committees.models import Committee, Seat
from portal.running.activities.queries import calendars_open_to
from portal.running.activities.stays import Stay
from portal.running.meetings.models import Meeting, MeetingKind, MeetingStatus

MOST_IN_A_FEED = 500


class MeetingDays:
    """The meetings of the committees of clusters, for their calendars and feeds."""

    table = Meeting

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
        """The meetings of these clusters between these days; a partnership has none. At most one statement."""
        if partnership_id is not None:
            return []
        values = {"clusters": list(cluster_ids), "first": first, "last": last, "limit": limit, "school": school_id}
        return _stays(_days(False, last is not None, school_id is not None, True), values)

    def for_feed(
        self,
        person_id: uuid.UUID,
        since: date,
        *,
        cluster_id: uuid.UUID | None,
        school_id: uuid.UUID | None,
        partnership_id: uuid.UUID | None,
    ) -> Sequence[Stay]:
        """The meetings of the calendars that this person may read now, those called off too. At most one statement."""
        if partnership_id is not None:
            return []
        values = {"person_id": person_id, "clusters": [cluster_id], "first": since, "limit": MOST_IN_A_FEED}
        return _stays(_days(True, False, school_id is not None, cluster_id is not None), values | {"school": school_id})


def _stays(statement: Any, values: dict[str, Any]) -> list[Stay]:
    return [_stay(row) for row in fetch(statement, {key: value for key, value in values.items() if value is not None})]


def _stay(row: Any) -> Stay:
    zone = ZoneInfo(row.zone)
    starts, ends = (f"{at.astimezone(zone):%H:%M}" for at in (row.starts_at, row.ends_at))
    is_off = row.status == MeetingStatus.CANCELLED
    return Stay(
        id=row.id,
        cluster_id=row.cluster_id,
        cluster=row.cluster,
        path=f"/clusters/{row.cluster_id}/meetings/{row.id}",
        title=_("Meeting at %(start)s: %(committee)s", start=starts, committee=row.committee),
        who=_("%(start)s to %(end)s, time in %(zone)s", start=starts, end=ends, zone=_city(row.zone)),
        starts_on=row.on_day,
        ends_on=row.on_day,
        place=row.place,
        state=_("Called off") if is_off else _("Planned") if row.status == MeetingStatus.CALLED else _("Took place"),
        colour="grey" if is_off else "blue" if row.status == MeetingStatus.CALLED else "green",
        ical="CANCELLED" if is_off else "CONFIRMED",
        sequence=row.version,
        created_at=row.created_at,
        revised_at=row.updated_at,
    )


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


@cache
def _days(of_a_person: bool, has_last: bool, of_a_school: bool, of_these_clusters: bool) -> Any:
    query: Any = (
        sa.select(
            Meeting.id,
            Meeting.cluster_id,
            Cluster.name.label("cluster"),
            Committee.name.label("committee"),
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.zone,
            Meeting.on_day,
            Meeting.place,
            Meeting.status,
            Meeting.version,
            Meeting.created_at,
            Meeting.updated_at,
        )
        .join(Cluster, Cluster.id == Meeting.cluster_id)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(Meeting.on_day >= sa.bindparam("first"), Meeting.kind == MeetingKind.MEETING)
    )
    if of_these_clusters:
        query = query.where(Meeting.cluster_id.in_(sa.bindparam("clusters", expanding=True)))
    if of_a_person:
        query = query.where(Meeting.cluster_id.in_(calendars_open_to(sa.bindparam("person_id", type_=Key()))))
    if has_last:
        query = query.where(Meeting.on_day <= sa.bindparam("last"))
    if of_a_school:
        query = query.where(_has_a_seat(sa.bindparam("school", type_=Key())))
    return query.order_by(Meeting.on_day, Meeting.id).limit(sa.bindparam("limit"))


def _has_a_seat(school: Any) -> sa.ColumnElement[bool]:
    seat = (Seat.committee_id == Meeting.committee_id, Seat.school_id == school, Seat.ended_at.is_(None))
    return sa.exists().where(*seat)
