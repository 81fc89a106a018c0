"""What is planned, as the events of a calendar file: in words, with both local times, and what repeats as one event with a rule."""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from portal.core.i18n import _
from portal.running.activities import icalendar, repeating, words
from portal.running.activities.models import ActivityStatus
from portal.running.activities.queries import FeedEntry
from portal.web import moments
from portal.web.security import external_url

STATUS = {
    ActivityStatus.PROPOSED: "TENTATIVE",
    ActivityStatus.AGREED: "TENTATIVE",
    ActivityStatus.CANCELLED: "CANCELLED",
    ActivityStatus.MISSED: "CANCELLED",
}


class Sayings:
    """The words of a feed, looked up once for all its events."""

    def __init__(self) -> None:
        self.school, self.partner = str(_("School: %(school)s")), str(_("With: %(school)s"))
        self.stand_in, self.status = str(_("Stand-in: %(school)s")), str(_("Status: %(status)s"))
        self.here = str(_("%(start)s to %(end)s %(zone)s"))
        self.there = str(_("%(start)s to %(end)s in %(city)s"))
        self.statuses = {status: str(word) for status, word in words.STATUS.items()}
        self.zones = cache(moments.zone_name)
        page = external_url("activities.show", cluster_id=uuid.UUID(int=1), activity_id=uuid.UUID(int=2))
        self.page = page.replace(str(uuid.UUID(int=1)), "%s").replace(str(uuid.UUID(int=2)), "%s")

    def times(self, entry: FeedEntry) -> str:
        """Both schools' local times; one where their clocks agree."""
        here = _clocks(entry, entry.zone)
        said = self.here % {"start": here[0], "end": here[1], "zone": self.zones(entry.zone)}
        if entry.partner_zone is None or entry.partner_zone == entry.zone:
            return said
        there = _clocks(entry, entry.partner_zone)
        if there == here:
            return said
        return (
            said + "; " + self.there % {"start": there[0], "end": there[1], "city": moments.city_of(entry.partner_zone)}
        )

    def description(self, entry: FeedEntry) -> str:
        lines = [self.times(entry), self.school % {"school": entry.owner}]
        if entry.partner:
            lines.append(self.partner % {"school": entry.partner})
        if entry.stand_in:
            lines.append(self.stand_in % {"school": entry.stand_in})
        lines += [self.status % {"status": self.statuses[entry.status]}, entry.description]
        return "\n".join(line for line in lines if line)


def _clocks(entry: FeedEntry, zone: str) -> tuple[str, str]:
    """When it begins and ends on the clocks of a zone: ("10:00", "11:00")."""
    clocks = ZoneInfo(zone)
    return entry.starts_at.astimezone(clocks).isoformat()[11:16], entry.ends_at.astimezone(clocks).isoformat()[11:16]


def _happening(entry: FeedEntry, say: Sayings) -> icalendar.Happening:
    return icalendar.Happening(
        uid=str(entry.id),
        sequence=entry.sequence,
        created_at=entry.created_at,
        revised_at=entry.revised_at,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        zone=entry.zone,
        summary=entry.title,
        description=say.description(entry),
        location=entry.place,
        url=say.page % (entry.cluster_id, entry.id),
        status=STATUS.get(entry.status, "CONFIRMED"),
    )


def laid_out(entries: Sequence[FeedEntry], say: Sayings) -> list[icalendar.Happening]:
    """The events, by time; what repeats as one event with a rule, at the place of its first time."""
    found: list[icalendar.Happening] = []
    series: dict[tuple[uuid.UUID, int], list[FeedEntry]] = {}
    for entry in entries:
        if entry.series_id is not None:
            series.setdefault((entry.series_id, entry.rule), []).append(entry)
    for entry in entries:
        if entry.series_id is None:
            found.append(_happening(entry, say))
        elif times := series.pop((entry.series_id, entry.rule), None):
            found += _series(times, say)
    return found


def _series(entries: Sequence[FeedEntry], say: Sayings) -> list[icalendar.Happening]:
    one: Any = entries[0]
    mark = one.series_id if one.rule == 0 else uuid.uuid5(one.series_id, str(one.rule))
    known = repeating.Series(mark, one.every_weeks, one.series_sequence, one.series_created_at, one.series_revised_at)
    return repeating.lay_out(known, [repeating.Time(e.slot or e.starts_at, _happening(e, say)) for e in entries])
