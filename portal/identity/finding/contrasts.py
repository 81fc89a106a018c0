"""How two schools differ and what they share, in words. Never who is better: a difference is a reason to talk.

Compared are where they are, languages, the setting, the surroundings, phases and size; what is not known of one of them is not compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.identity.finding import index, places
from portal.identity.finding.models import Found
from portal.identity.finding.naming import Words
from portal.identity.profiles.models import Setting
from portal.identity.profiles.vocabulary import LANGUAGES, PHASES, SURROUNDINGS

# from, to (not included), in kilometres
DISTANCES: dict[str, tuple[int, int]] = {"near": (0, 2_000), "far": (2_000, 6_000), "very_far": (6_000, 40_000)}
_SAME_CLOCK = 45 * 60
_SAME_PLACE_KM = 50


@dataclass(frozen=True)
class Differing:
    """The differences that are looked for. `where`: "authority" (inside one's own), "country" (in the country, outside the authority), "abroad"."""

    where: str = ""
    distance: str = ""
    language: bool = False
    setting: bool = False
    surroundings: bool = False
    phase: bool = False
    size: bool = False


@dataclass(frozen=True)
class Difference:
    """One way in which two schools differ; or, with the same words twice, what they share."""

    about: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Comparison:
    """What differs, and what is shared."""

    differences: Sequence[Difference]
    shared: Sequence[Difference]


def asked(own: Found, differing: Differing) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """The groups of tokens to be among, and the tokens to be without, for a school that differs from `own` in these ways."""
    groups: list[tuple[str, ...]] = []
    without: list[str] = []
    country, authority = index.token("country", own.country), index.token("authority", own.authority_code)
    if differing.where == "authority":
        groups.append((authority if own.authority_code else index.NOWHERE,))
    elif differing.where == "country":
        groups.append((country,))
        without += [authority] if own.authority_code else []
    elif differing.where == "abroad":
        without.append(country)
    if differing.distance:
        groups.append(index.tokens("country", _countries(own, differing.distance)) or (index.NOWHERE,))
    band = index.size_of(own.pupils)
    others: dict[str, tuple[bool, Sequence[str], Sequence[str]]] = {
        "languages": (differing.language, (*LANGUAGES, "other"), own.facts.get("languages", ())),
        "setting": (differing.setting, tuple(Setting), [own.setting] if own.setting else []),
        "surroundings": (differing.surroundings, tuple(SURROUNDINGS), own.facts.get("surroundings", ())),
        "phases": (differing.phase, tuple(PHASES), own.facts.get("phases", ())),
        "size": (differing.size, tuple(index.SIZES), [band] if band else []),
    }
    for facet, (is_wanted, every, ours) in others.items():
        if is_wanted:
            groups.append(index.tokens(facet, [value for value in every if value not in ours]))
    return tuple(groups), tuple(without)


def _countries(own: Found, distance: str) -> list[str]:
    """The countries in this band of distance from the school."""
    here = places.point_of(own.zone, own.country)
    least, most = DISTANCES[distance]
    if here is None:
        return []
    return sorted(c for c, there in places.country_points().items() if least <= places.kilometres(here, there) < most)


def compare(own: Found, other: Found, now: datetime, words: Words) -> Comparison:
    """What differs and what is shared, in the order of this file's first lines."""
    lines = _Lines(words)
    _place(own, other, now, lines)
    for kind in ("languages", "surroundings", "phases"):
        lines.lists(kind, own.facts.get(kind), other.facts.get(kind))
    if own.setting is not None and other.setting is not None:
        lines.pair("setting", words.name("setting", own.setting.value), words.name("setting", other.setting.value))
    ours, theirs = index.size_of(own.pupils), index.size_of(other.pupils)
    if ours is not None and theirs is not None:
        lines.pair("size", words.name("size", ours), words.name("size", theirs))
    for kind in ("themes", "tools", "affiliations"):
        lines.both(kind, own.facts.get(kind), other.facts.get(kind))
    return Comparison(lines.differences, lines.shared)


class _Lines:
    """The lines of a comparison while they are gathered."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.differences: list[Difference] = []
        self.shared: list[Difference] = []

    def pair(self, about: str, ours: str, theirs: str) -> None:
        line = Difference(self.words.say(about), ours, theirs)
        (self.shared if ours == theirs else self.differences).append(line)

    def both(self, kind: str, ours: Sequence[str] | None, theirs: Sequence[str] | None) -> None:
        """What both have is shared."""
        common = [value for value in ours or () if value in (theirs or ())]
        if common:
            named = self.words.listed(kind, common)
            self.shared.append(Difference(self.words.say(kind), named, named))

    def lists(self, kind: str, ours: Sequence[str] | None, theirs: Sequence[str] | None) -> None:
        """What only one has is a difference, what both have is shared."""
        if ours and theirs:
            if set(ours) != set(theirs):
                named = self.words.listed(kind, ours), self.words.listed(kind, theirs)
                self.differences.append(Difference(self.words.say(kind), *named))
            self.both(kind, ours, theirs)


def _place(own: Found, other: Found, now: datetime, lines: _Lines) -> None:
    """Country, nation or authority, whichever differs first; distance and clocks where they matter."""
    words = lines.words
    if own.country != other.country:
        theirs = words.name("country", other.country) + _distance(own, other, words)
        lines.pair("country", words.name("country", own.country), theirs)
        _clocks(own, other, now, lines)
    elif own.nation and other.nation and own.nation != other.nation:
        lines.pair("nation", words.name("nation", own.nation), words.name("nation", other.nation))
    elif own.authority_code and own.authority_code == other.authority_code:
        name = own.authority_name or other.authority_name or own.authority_code
        lines.pair("authority", name, name)
    elif own.authority_code and other.authority_code:
        lines.pair("authority", own.authority_name or own.authority_code, other.authority_name or other.authority_code)
    else:
        name = words.name("country", own.country)
        lines.pair("country", name, name)


def _distance(own: Found, other: Found, words: Words) -> str:
    """ ", about 6,800 km away", to the nearest hundred."""
    far = places.apart(own.zone, own.country, other.zone, other.country)
    if far is None or far < _SAME_PLACE_KM:
        return ""
    return ", " + words.say("away", distance=words.number(max(100, round(far, -2))))


def _clocks(own: Found, other: Found, now: datetime, lines: _Lines) -> None:
    words, minute = lines.words, now.replace(second=0, microsecond=0)
    ours, theirs = _wall(own.zone, minute), _wall(other.zone, minute)
    seconds = (theirs - ours).total_seconds()
    if abs(seconds) < _SAME_CLOCK:
        lines.pair("clocks", words.say("same_time"), words.say("same_time"))
    else:
        lines.pair("clocks", f"{ours:%H:%M}", f"{theirs:%H:%M} ({_hours(seconds, words)})")


@lru_cache(maxsize=1_000)
def _wall(zone: str, instant: datetime) -> datetime:
    """What clocks show there."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _hours(seconds: float, words: Words) -> str:
    hours, way = abs(seconds) / 3600, "ahead" if seconds > 0 else "behind"
    if hours == 1:
        return words.say(f"hour_{way}")
    return words.say(f"hours_{way}", hours=words.number(int(hours) if hours == int(hours) else round(hours, 2)))
