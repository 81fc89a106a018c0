"""The part of the scale world that says what schools are in their clusters: core, satellites, annexes, feeder links, support sheets."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

from portal.forming.parts.models import FeederLink, SchoolPart
from portal.forming.support.models import SupportSheet


class World(Protocol):
    """What is needed of the scale world."""

    at: datetime
    clusters: int
    schools: int

    def record(self, kind: str, number: int, at: datetime | None = None) -> dict[str, Any]: ...

    def schools_of(self, cluster: int) -> range: ...


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Parts and feeder links."""
    yield "parts of schools", SchoolPart, _parts(world)
    yield "feeder links", FeederLink, _feeders(world)
    yield "support sheets", SupportSheet, _sheets(world)


def _id(world: World, kind: str, number: int) -> Any:
    return world.record(kind, number)["id"]


def _part(name: str) -> uuid.UUID:
    """The id that the migration gave this part."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"part:Core, satellite and annex:{name}")


def _parts(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        first = world.schools_of(n)[0]
        for school in world.schools_of(n):
            name = "Core" if school == first else "Annex" if school % 6 == 0 else "Satellite"
            through = None if school == first else _id(world, "membership", first)
            yield world.record("school_part", school) | {
                "cluster_id": _id(world, "cluster", n), "membership_id": _id(world, "membership", school), "part_id": _part(name), "through_id": through,
            }  # fmt: skip


def _feeders(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        first = world.schools_of(n)[0]
        for school in world.schools_of(n)[1:]:
            yield world.record("feeder_link", school) | {
                "cluster_id": _id(world, "cluster", n), "from_school_id": _id(world, "school", school), "to_school_id": _id(world, "school", first),
            }  # fmt: skip


def _sheets(world: World) -> Iterable[dict[str, Any]]:
    for school in range(world.schools):
        yield world.record("support_sheet", school) | {
            "school_id": _id(world, "school", school), "head": "yes", "governors": "told", "staff": school % 20, "classes": school % 9,
            "share": "half", "words": "", "checked_on": world.at.date(), "version": 1,
        }  # fmt: skip
