"""What lasts for whole days on a calendar. Rooms above bring it (see `sources`): this room lays it out beside activities, on pages and in feeds."""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.core.database import fetch
from portal.running.activities.icalendar import Happening, day_event

MOST_STAYS = 200
MOST_IN_A_FEED = 1000


class Stay(NamedTuple):
    """Something from a day to a day, both included. `state` and `colour` say how it stands, in words; `ical`: the same for other calendars.

    What has a time of day, such as a meeting, says from when until when (`starts_at`, `ends_at`) and in which `zone` it was planned.
    """

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
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: str = ""


COLUMNS = (
    "source",
    "id",
    "cluster_id",
    "cluster",
    "title",
    "whose",
    "host",
    "starts_on",
    "ends_on",
    "starts_at",
    "ends_at",
    "zone",
    "place",
    "status",
    "sequence",
    "created_at",
    "revised_at",
)


class Asked(NamedTuple):
    """What is asked of a source: of the calendars of a person, of these clusters, until a last day, of one school, of one partnership. The values are bound as
    `person_id`, `clusters`, `first`, `last`, `school`, `partnership`."""

    of_a_person: bool
    of_these_clusters: bool
    has_last: bool
    of_a_school: bool
    of_a_partnership: bool


class Source(Protocol):
    """A room that brings what lasts for days. `table`: whose rows change what a feed gives; it has a cluster and a version. `name`: tells whose a row is."""

    table: Any
    name: str

    def rows(self, asked: Asked) -> Any:
        """A select of COLUMNS, in their order; None where the room has nothing of the kind."""

    def stay(self, row: Any) -> Stay:
        """A row of the select as it is shown."""


sources: list[Source] = []


def stays_between(
    cluster_ids: Collection[uuid.UUID],
    first: date,
    last: date | None,
    *,
    school_id: uuid.UUID | None = None,
    partnership_id: uuid.UUID | None = None,
) -> list[Stay]:
    """What lies wholly or partly between these days (from the first one on, without a last), by day. One statement, however many sources there are."""
    if not cluster_ids:
        return []
    values: dict[str, Any] = {"clusters": list(cluster_ids), "first": first, "last": last, "limit": MOST_STAYS}
    values |= {"school": school_id, "partnership": partnership_id}
    return _read(Asked(False, True, last is not None, school_id is not None, partnership_id is not None), values)


def stays_for_feed(
    person_id: uuid.UUID,
    since: date,
    *,
    cluster_id: uuid.UUID | None,
    school_id: uuid.UUID | None,
    partnership_id: uuid.UUID | None,
) -> list[Stay]:
    """What lies in the calendars that this person may read now (or in one cluster), what was called off too. One statement."""
    values: dict[str, Any] = {"person_id": person_id, "clusters": [cluster_id], "first": since, "limit": MOST_IN_A_FEED}
    values |= {"school": school_id, "partnership": partnership_id}
    return _read(Asked(True, cluster_id is not None, False, school_id is not None, partnership_id is not None), values)


def _read(asked: Asked, values: dict[str, Any]) -> list[Stay]:
    by_name = {source.name: source for source in sources}
    statement = _together(tuple(sources), asked)
    if statement is None:
        return []
    rows = fetch(statement, {name: value for name, value in values.items() if value is not None})
    return [by_name[row.source].stay(row) for row in rows]


@lru_cache(maxsize=64)
def _together(of: tuple[Source, ...], asked: Asked) -> Any:
    """Every source's select in one statement, by day."""
    parts = [part for part in (source.rows(asked) for source in of) if part is not None]
    if not parts:
        return None
    every = sa.union_all(*parts).subquery()
    ordered = sa.select(every).order_by(every.c.starts_on, every.c.id)
    return ordered.limit(sa.bindparam("limit"))


def on_day(stays: Sequence[Stay], zone: str) -> Callable[[date], list[Stay]]:
    """What lasts over a day, or begins on it on the clocks of `zone`: asked for each day of a month."""
    clocks = ZoneInfo(zone)

    def lies(stay: Stay, day: date) -> bool:
        if stay.starts_at is not None:
            return stay.starts_at.astimezone(clocks).date() == day
        return stay.starts_on <= day <= stay.ends_on

    return lambda day: [stay for stay in stays if lies(stay, day)]


def in_turn(stays: Sequence[Stay], entries: Sequence[Any]) -> list[Any]:
    """What happens on one day: what lasts the whole of it, then what has a time, by the clock."""
    whole = [stay for stay in stays if stay.starts_at is None]
    timed: list[Any] = [*entries, *(stay for stay in stays if stay.starts_at is not None)]
    return whole + sorted(timed, key=lambda one: one.starts_at)


def by_time(entries: Sequence[Any], stays: Sequence[Stay], zone: str) -> list[Any]:
    """Both in one list by day, on the clocks of `zone`; what lasts for days before the activities of its first day."""
    clocks = ZoneInfo(zone)
    never = datetime.min.replace(tzinfo=UTC)
    days = [(stay.starts_on, never, stay) for stay in stays if stay.starts_at is None]
    timed: list[Any] = [*entries, *(stay for stay in stays if stay.starts_at is not None)]
    days += [(one.starts_at.astimezone(clocks).date(), one.starts_at, one) for one in timed]
    return [one for _day, _at, one in sorted(days, key=lambda line: line[:2])]


def happenings_of(stays: Sequence[Stay], address: Callable[[str], str]) -> list[Happening]:
    """Those that have a time of day, as events in the zone in which they were planned."""
    return [
        Happening(starts_at=stay.starts_at, ends_at=stay.ends_at, zone=stay.zone, **_told(stay, address))
        for stay in stays
        if stay.starts_at is not None and stay.ends_at is not None
    ]


def events_of(stays: Sequence[Stay], address: Callable[[str], str]) -> list[str]:
    """Those without a time, as events of whole days for other calendars. `address` makes a full one of a path."""
    return [
        day_event(created_at=stay.created_at, first=stay.starts_on, last=stay.ends_on, **_told(stay, address))
        for stay in stays
        if stay.starts_at is None
    ]


def _told(stay: Stay, address: Callable[[str], str]) -> dict[str, Any]:
    """What an event says of a stay, whether it has a time or not."""
    return {
        "uid": str(stay.id),
        "sequence": stay.sequence,
        "revised_at": stay.revised_at,
        "summary": stay.title,
        "description": f"{stay.who}\n{stay.state}",
        "location": stay.place,
        "url": address(stay.path),
        "status": stay.ical,
    }
