"""What is planned, as the events of a calendar file: in words, with both local times, and what repeats as one event with a rule."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from portal.core.i18n import _
from portal.running.activities import icalendar, repeating, words
from portal.running.activities.models import ActivityStatus, Coming
from portal.running.activities.queries import FeedEntry, FeedSchool
from portal.web import moments
from portal.web.security import external_url

STATUS = {
    ActivityStatus.PROPOSED: "TENTATIVE",
    ActivityStatus.AGREED: "TENTATIVE",
    ActivityStatus.CANCELLED: "CANCELLED",
    ActivityStatus.MISSED: "CANCELLED",
}
UNSURE = (Coming.ASKED, Coming.UNSURE)
CLOCKS = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(24 * 60)]


class Sayings:
    """The words of a feed, looked up once for all its events."""

    def __init__(self, schools: Mapping[uuid.UUID, FeedSchool]) -> None:
        self.schools = schools
        self.coming = {said: str(_("Your school: %(answer)s", answer=word)) for said, word in words.COMING.items()}
        self.owner = {one: str(_("School: %(school)s", school=school.name)) for one, school in schools.items()}
        self.partner = {one: str(_("With: %(school)s", school=school.name)) for one, school in schools.items()}
        self.stand_in = {one: str(_("Stand-in: %(school)s", school=school.name)) for one, school in schools.items()}
        self.stands = {status: str(_("Status: %(status)s", status=word)) for status, word in words.STATUS.items()}
        self.role, self.classes = str(words.PARTNER_ROLE), str(words.CLASSES)
        self.access, self.language = str(words.ACCESS), str(words.LANGUAGE)
        self.here = str(_("%(start)s to %(end)s %(zone)s"))
        self.there = str(_("%(start)s to %(end)s in %(city)s"))
        self.clocks, self.said, self.pages = cache(ZoneInfo), cache(self._said), cache(self._pages_in)

    def times(self, entry: FeedEntry) -> str:
        """Both schools' local times; one where their clocks agree."""
        start, end = self.clock(entry.starts_at, entry.zone), self.clock(entry.ends_at, entry.zone)
        zone = self.schools[entry.partner_id].zone if entry.partner_id is not None else entry.zone
        if zone == entry.zone:
            return self.said(start, end, entry.zone, None)
        there = self.clock(entry.starts_at, zone), self.clock(entry.ends_at, zone)
        return self.said(start, end, entry.zone, None if there == (start, end) else (*there, zone))

    def clock(self, instant: datetime, zone: str) -> str:
        """What the clocks of a zone show: "10:00"."""
        local = instant.astimezone(self.clocks(zone))
        return CLOCKS[local.hour * 60 + local.minute]

    def _said(self, start: str, end: str, zone: str, there: tuple[str, str, str] | None) -> str:
        said = self.here % {"start": start, "end": end, "zone": moments.zone_name(zone)}
        if there is None:
            return said
        return said + "; " + self.there % {"start": there[0], "end": there[1], "city": moments.city_of(there[2])}

    def description(self, entry: FeedEntry) -> str:
        said = f"{self.times(entry)}\n{self.owner[entry.owner_id]}"
        if entry.partner_id is not None:
            said += f"\n{self.partner[entry.partner_id]}"
        if entry.stand_in_id is not None:
            said += f"\n{self.stand_in[entry.stand_in_id]}"
        said += f"\n{self.stands[entry.status]}"
        if entry.said is not None:
            said += f"\n{self.coming[entry.said]}"
        if entry.partner_role:
            said += f"\n{self.role % {'what': entry.partner_role}}"
        if entry.classes:
            said += f"\n{self.classes % {'what': entry.classes}}"
        if entry.access_needs:
            said += f"\n{self.access % {'what': entry.access_needs}}"
        if entry.language_needs:
            said += f"\n{self.language % {'what': entry.language_needs}}"
        return f"{said}\n{entry.description}" if entry.description else said

    def _pages_in(self, cluster_id: uuid.UUID) -> str:
        """The address of an activity's page in this cluster, without its id at the end."""
        page = external_url("activities.show", cluster_id=cluster_id, activity_id=uuid.UUID(int=0))
        return page.removesuffix(str(uuid.UUID(int=0)))


def _happening(entry: FeedEntry, say: Sayings) -> icalendar.Happening:
    mark = str(entry.id)
    status, revised_at = STATUS.get(entry.status, "CONFIRMED"), entry.revised_at
    if entry.said is not None:
        status = "TENTATIVE" if entry.said in UNSURE and status == "CONFIRMED" else status
        revised_at = max(revised_at, entry.said_at or revised_at)
    return icalendar.Happening(
        mark,
        entry.sequence,
        revised_at,
        entry.starts_at,
        entry.ends_at,
        entry.zone,
        entry.title,
        say.description(entry),
        entry.place,
        say.pages(entry.cluster_id) + mark,
        status,
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
    known = repeating.Series(mark, one.every_weeks, one.series_sequence, one.series_revised_at)
    return repeating.lay_out(known, [repeating.Time(e.slot or e.starts_at, _happening(e, say)) for e in entries])
