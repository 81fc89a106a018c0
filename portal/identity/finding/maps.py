"""Dots on the map of the world: one for each country, as large as it has schools. The land itself is a picture made when the assets are built."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from portal.identity.finding import places

WIDTH, HEIGHT = 720, 284  # two units for a degree, from 84 degrees north to 58 south
_NORTH = 84
_LEAST, _MOST = 3.0, 16.0


@dataclass(frozen=True)
class Dot:
    """A country on the map; `x` to the right, `y` down, `size` the radius."""

    x: float
    y: float
    size: float
    name: str
    number: int


def dots(counted: Sequence[tuple[str, str, int]]) -> list[Dot]:
    """The dots for countries given by code, name and number of schools; the largest first, so that small ones lie on top."""
    points = places.country_points()
    most = max((number for _code, _name, number in counted), default=1)
    found = []
    for code, name, number in counted:
        if code in points:
            north, east = points[code]
            x, y = round((east + 180) * 2, 1), round((_NORTH - north) * 2, 1)
            found.append(
                Dot(x, min(y, HEIGHT - 4.0), round(_LEAST + (_MOST - _LEAST) * sqrt(number / most), 1), name, number)
            )
    return sorted(found, key=lambda dot: -dot.size)
