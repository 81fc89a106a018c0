"""The part of the scale world in which every cluster has a partnership: linked schools or one project, tasks, classes, holidays, agreements."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.identity.profiles.models import SchoolPeriod
from portal.running.agreements.models import Agreement, AgreementPart, AgreementSignature
from portal.running.partnerships.models import Pair, Partnership
from portal.running.plans.models import ProjectClass, Task

TASKS_EACH, FIRST_TASKS, AGREES_EACH = 8, 30, 3


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Partnerships, and what belongs to them."""
    yield "partnerships", Partnership, _partnerships(world)
    yield "linked schools", Pair, _pairs(world)
    yield "tasks", Task, _tasks(world)
    yield "classes", ProjectClass, _classes(world)
    yield "holidays", SchoolPeriod, _holidays(world)
    yield "agreements", Agreement, _agreements(world)
    yield "what schools bring", AgreementPart, _parts(world)
    yield "heads' signatures", AgreementSignature, _signatures(world)


def _sides(world: World, cluster: int) -> tuple[list[int], list[int]]:
    schools = world.schools_of(cluster)
    here = [school for school in schools if world.zone_of(school) == "Europe/London"]
    return here, [school for school in schools if school not in here]


def _partnerships(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        yield world.record("partnership", n) | {
            "cluster_id": world.key("cluster", n), "name": f"Partnership {n}", "shape": "joint" if n % 2 else "bilateral", "status": "active",
            "opened_at": world.at - timedelta(days=200), "reason": "", "version": 1, "growth": "established", "silent_after_days": 28,
        }  # fmt: skip


def _pairs(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        here, there = _sides(world, n)
        for place, school in enumerate(here if there else []):
            yield world.record("pair", school) | {
                "partnership_id": world.key("partnership", n), "home_school_id": world.key("school", school),
                "partner_school_id": world.key("school", there[place % len(there)]), "status": "agreed",
                "agreed_at": world.at - timedelta(days=190),
            }  # fmt: skip


def _tasks(world: World) -> Iterable[dict[str, Any]]:
    number = 0
    for n in range(world.clusters):
        here, _there = _sides(world, n)
        for place in range(FIRST_TASKS if n == 0 else TASKS_EACH):
            supports = n % 2 == 0 and place % 2 == 0 and len(here) > 1
            yield world.record("task", number) | {
                "partnership_id": world.key("partnership", n), "kind": "support" if supports else "project", "title": f"Task {place}",
                "help": "call" if supports else None, "details": "", "status": "done" if place % 4 == 3 else "taken", "why_blocked": "", "version": 1,
                "school_id": world.key("school", here[place % len(here)]), "due_on": (world.at + timedelta(days=place * 5)).date(),
                "for_school_id": world.key("school", here[(place + 1) % len(here)]) if supports else None,
            }  # fmt: skip
            number += 1


def _classes(world: World) -> Iterable[dict[str, Any]]:
    for n in range(1, world.clusters, 2):
        for school in world.schools_of(n):
            yield world.record("class", school) | {
                "partnership_id": world.key("partnership", n), "school_id": world.key("school", school), "year_group": "Year 5",
                "pupil_count": 20 + school % 12, "words": "", "version": 1,
            }  # fmt: skip


def _holidays(world: World) -> Iterable[dict[str, Any]]:
    for school in range(world.schools):
        for place, starts in enumerate((-70 - school % 20, 20 + school % 30)):
            first = (world.at + timedelta(days=starts)).date()
            yield world.record("holiday", 2 * school + place) | {
                "school_id": world.key("school", school), "kind": "holiday", "name": "Holiday", "starts_on": first,
                "ends_on": first + timedelta(days=13), "version": 1,
            }  # fmt: skip


def _agreements(world: World) -> Iterable[dict[str, Any]]:
    for n in range(0, world.clusters, AGREES_EACH):
        yield world.record("agreement", n) | {
            "partnership_id": world.key("partnership", n), "number": 1, "status": "in_force", "aims": "To know one another. " * 20, "objectives": "",
            "review_on": (world.at + timedelta(days=200)).date(), "next_review_on": (world.at + timedelta(days=200)).date(), "digest": "0" * 64,
            "in_force_at": world.at - timedelta(days=160), "version": 1,
        }  # fmt: skip


def _parts(world: World) -> Iterable[dict[str, Any]]:
    for n in range(0, world.clusters, AGREES_EACH):
        for school in world.schools_of(n):
            yield world.record("agreement_part", school) | {
                "agreement_id": world.key("agreement", n), "school_id": world.key("school", school), "contribution": "Time. " * 20, "version": 1,
            }  # fmt: skip


def _signatures(world: World) -> Iterable[dict[str, Any]]:
    for n in range(0, world.clusters, AGREES_EACH):
        for school in world.schools_of(n):
            yield world.record("agreement_signature", school) | {
                "agreement_id": world.key("agreement", n), "school_id": world.key("school", school), "status": "signed", "address": "",
                "digest": "0" * 64, "signer_name": f"Head {school}", "signed_at": world.at - timedelta(days=160), "by_link": True, "reason": "",
            }  # fmt: skip
