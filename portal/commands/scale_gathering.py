"""The part of the scale world that says what schools are in their clusters: core, satellites, annexes, feeder links, support sheets."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.forming.commitments.models import WorkingAgreement
from portal.forming.newcomers.models import Newcomer
from portal.forming.parts.models import FeederLink, SchoolPart
from portal.forming.sharing.models import Sharing
from portal.forming.support.models import SupportSheet
from portal.running.annual.models import AnnualReview


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Parts and feeder links."""
    yield "parts of schools", SchoolPart, _parts(world)
    yield "feeder links", FeederLink, _feeders(world)
    yield "support sheets", SupportSheet, _sheets(world)
    yield "newcomers", Newcomer, _newcomers(world)
    yield "working agreements", WorkingAgreement, _agreements(world)
    yield "things passed on", Sharing, _sharing(world)
    yield "reviews of the years", AnnualReview, _reviews(world)


def part_of(name: str) -> uuid.UUID:
    """The id that the migration gave this part."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"part:Core, satellite and annex:{name}")


def _parts(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        first = world.schools_of(n)[0]
        for school in world.schools_of(n):
            name = "Core" if school == first else "Annex" if school % 6 == 0 else "Satellite"
            through = None if school == first else world.key("membership", first)
            yield world.record("school_part", school) | {
                "cluster_id": world.key("cluster", n), "membership_id": world.key("membership", school), "part_id": part_of(name), "through_id": through,
            }  # fmt: skip


def _feeders(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        first = world.schools_of(n)[0]
        for school in world.schools_of(n)[1:]:
            yield world.record("feeder_link", school) | {
                "cluster_id": world.key("cluster", n), "from_school_id": world.key("school", school), "to_school_id": world.key("school", first),
            }  # fmt: skip


def _sheets(world: World) -> Iterable[dict[str, Any]]:
    for school in range(world.schools):
        yield world.record("support_sheet", school) | {
            "school_id": world.key("school", school), "head": "yes", "governors": "told", "staff": school % 20, "classes": school % 9,
            "share": "half", "words": "", "checked_on": world.at.date(), "version": 1,
        }  # fmt: skip


def _agreements(world: World) -> Iterable[dict[str, Any]]:
    on = world.at.date()
    for n in range(world.clusters):
        yield world.record("working_agreement", n) | {
            "cluster_id": world.key("cluster", n), "number": 1, "commitments": "We answer within a week.", "staff_time": "", "years": 3,
            "starts_on": on, "ends_on": on + timedelta(days=1095), "review_on": on + timedelta(days=365),
        }  # fmt: skip


def _sharing(world: World) -> Iterable[dict[str, Any]]:
    for school in range(world.schools):
        yield world.record("sharing", school) | {
            "cluster_id": world.key("cluster", _cluster_of(world, school)), "school_id": world.key("school", school), "status": "done",
            "what": f"An afternoon {school}", "audience": "schools", "planned_on": world.at.date(), "held_on": world.at.date(), "reached": 20, "words": "",
        }  # fmt: skip


def _cluster_of(world: World, school: int) -> int:
    """The number of the cluster that a school is in."""
    low, high = 0, world.clusters - 1
    while low < high:
        middle = (low + high) // 2
        if school in world.schools_of(middle) or school < world.schools_of(middle)[0]:
            high = middle
        else:
            low = middle + 1
    return low


def _reviews(world: World) -> Iterable[dict[str, Any]]:
    year = world.at.year - 1
    for n in range(world.clusters):
        yield world.record("annual_review", n) | {
            "cluster_id": world.key("cluster", n), "year": year, "status": "sent", "from_on": date(year - 1, 6, 1), "until_on": date(year, 5, 31),
            "went_well": "Letters both ways.", "learned": "", "next_year": "", "figures": {"schools": 6}, "sent_at": world.at, "version": 2,
        }  # fmt: skip


def _newcomers(world: World) -> Iterable[dict[str, Any]]:
    for school in range(0, world.schools, 3):
        yield world.record("newcomer", school) | {
            "cluster_id": world.key("cluster", _cluster_of(world, school)), "school_id": world.key("school", school),
            "person_id": world.key("person", 2 * school + 1), "buddy_id": world.key("person", 2 * school), "began_on": world.at.date(),
        }  # fmt: skip
