"""What lasts for whole days on a calendar. Rooms above bring it (see `sources`): this room lays it out beside activities, on pages and in feeds."""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from portal.running.activities.icalendar import day_event

MOST_STAYS = 200


class Stay(NamedTuple):
    """Something from a day to a day, both included. `state` and `colour` say how it stands, in words; `ical`: the same for other calendars."""

    id: uuid.UUID
    cluster_id: uuid.UUID
    cluster: str
    path: str
    title: str
    who: str
    starts_on: date
    ends_on: date
    place: str
    state: str
    colour: str
    ical: str
    sequence: int
    created_at: datetime
    revised_at: datetime


class Source(Protocol):
    """A room that brings what lasts for days. `table`: whose rows change what a feed gives; it has a cluster and a version."""

    table: Any

    def between(
        self,
        cluster_ids: Collection[uuid.UUID],
        first: date,
        last: date | None,
        *,
        school_id: uuid.UUID | None,
        partnership_id: uuid.UUID | None,
        limit: int,
    ) -> Sequence[Stay]: ...

    def for_feed(
        self,
        person_id: uuid.UUID,
        since: date,
        *,
        cluster_id: uuid.UUID | None,
        school_id: uuid.UUID | None,
        partnership_id: uuid.UUID | None,
    ) -> Sequence[Stay]: ...


sources: list[Source] = []


def stays_between(
    cluster_ids: Collection[uuid.UUID],
    first: date,
    last: date | None,
    *,
    school_id: uuid.UUID | None = None,
    partnership_id: uuid.UUID | None = None,
) -> list[Stay]:
    """What lies wholly or partly between these days (from the first one on, without a last), by day. One statement for each source."""
    if not cluster_ids:
        return []
    only: dict[str, Any] = {"school_id": school_id, "partnership_id": partnership_id, "limit": MOST_STAYS}
    found = [stay for source in sources for stay in source.between(cluster_ids, first, last, **only)]
    return sorted(found, key=lambda stay: (stay.starts_on, stay.id))


def on_day(stays: Sequence[Stay]) -> Callable[[date], list[Stay]]:
    """What lasts over a day: asked for each day of a month."""
    return lambda day: [stay for stay in stays if stay.starts_on <= day <= stay.ends_on]


def by_time(entries: Sequence[Any], stays: Sequence[Stay], zone: str) -> list[Any]:
    """Both in one list by day, on the clocks of `zone`; what lasts for days before the activities of its first day."""
    clocks = ZoneInfo(zone)
    days = [(stay.starts_on, 0, stay) for stay in stays]
    days += [(entry.starts_at.astimezone(clocks).date(), 1, entry) for entry in entries]
    return [one for _day, _kind, one in sorted(days, key=lambda line: line[:2])]


def events_of(stays: Sequence[Stay], address: Callable[[str], str]) -> list[str]:
    """The same as events of whole days for other calendars. `address` makes a full one of a path."""
    return [
        day_event(
            uid=str(stay.id),
            sequence=stay.sequence,
            created_at=stay.created_at,
            revised_at=stay.revised_at,
            first=stay.starts_on,
            last=stay.ends_on,
            summary=stay.title,
            description=f"{stay.who}\n{stay.state}",
            location=stay.place,
            url=address(stay.path),
            status=stay.ical,
        )
        for stay in stays
    ]
