"""Where a school is, roughly: the city its time zone is named after. Enough for a distance in words and a point on a map, and no address."""

import re
from functools import lru_cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]  # degrees north, degrees east

_ISO6709 = re.compile(r"([+-]\d{4,6})([+-]\d{5,7})")
_EARTH_KM = 6371


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, Point], dict[str, Point]]:
    """The points of zones and of countries (by the country's first zone), from the table that comes with the time zones."""
    zones: dict[str, Point] = {}
    countries: dict[str, Point] = {}
    text = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        parts = line.split("\t")
        found = _ISO6709.fullmatch(parts[1]) if not line.startswith("#") and len(parts) > 2 else None
        if found is None:
            continue
        point = (_degrees(found.group(1), 2), _degrees(found.group(2), 3))
        zones[parts[2]] = point
        countries.setdefault(parts[0], point)
    return zones, countries


def _degrees(text: str, whole: int) -> float:
    """ "-0117" is 1 degree 17 minutes the other way."""
    sign, digits = (-1 if text[0] == "-" else 1), text[1:]
    minutes = float(digits[whole : whole + 2]) + float(digits[whole + 2 :] or 0) / 60
    return sign * (float(digits[:whole]) + minutes / 60)


def point_of(zone: str, country: str) -> Point | None:
    """Where the school is, by its zone, else by its country; None where neither is known."""
    zones, countries = _table()
    return zones.get(zone) or countries.get(country)


def country_points() -> dict[str, Point]:
    """The point of every country, by its code."""
    return dict(_table()[1])


def kilometres(here: Point, there: Point) -> int:
    """How far apart two points are, over the ground."""
    (north, east), (north2, east2) = ((radians(n), radians(e)) for n, e in (here, there))
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return round(2 * _EARTH_KM * asin(sqrt(half)))


@lru_cache(maxsize=5_000)
def apart(zone: str, country: str, other_zone: str, other_country: str) -> int | None:
    """How far apart two schools are, roughly, in kilometres; None where a place is not known."""
    here, there = point_of(zone, country), point_of(other_zone, other_country)
    return kilometres(here, there) if here is not None and there is not None else None
