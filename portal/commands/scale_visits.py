"""The part of the scale world in which every cluster has had visits and plans one: travellers, safety lists, questions, and a swap of turns."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.core.database import session
from portal.running.visits import queries
from portal.running.visits.models import TurnSwap, Visit, VisitCheck, VisitQuestion, VisitRepresented, VisitTraveller

VISITS_EACH, FIRST_VISITS, PEOPLE_EACH = 4, 30, 2


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Visits, and what belongs to them."""
    yield "visits", Visit, _visits(world)
    yield "travellers", VisitTraveller, _travellers(world)
    yield "points of safety lists", VisitCheck, _checks(world)
    yield "represented schools", VisitRepresented, _represented(world)
    yield "questions taken along", VisitQuestion, _questions(world)
    yield "swapped turns", TurnSwap, _swaps(world)


def _plan(world: World) -> Iterator[tuple[int, int, int, int, int]]:
    """Each visit: its number, its cluster, its place there, the school that travels, the host. The last one of a cluster is still to come."""
    number = 0
    for cluster in range(world.clusters):
        schools = world.schools_of(cluster)
        for place in range(FIRST_VISITS if cluster == 0 else VISITS_EACH):
            yield number, cluster, place, schools[place % len(schools)], schools[(place + 1) % len(schools)]
            number += 1


def _to_come(cluster: int, place: int) -> bool:
    return place == (FIRST_VISITS if cluster == 0 else VISITS_EACH) - 1


def _visits(world: World) -> Iterable[dict[str, Any]]:
    for number, cluster, place, guest, host in _plan(world):
        starts = (world.at + timedelta(days=12 if _to_come(cluster, place) else -20 * (place + 1))).date()
        person = world.key("person", guest * PEOPLE_EACH)
        yield world.record("visit", number) | {
            "cluster_id": world.key("cluster", cluster), "title": f"Visit {place}", "purpose": "To plan together. " * 5,
            "school_id": world.key("school", guest), "host_school_id": world.key("school", host), "starts_on": starts,
            "ends_on": starts + timedelta(days=4), "place": "", "lodging": "hotel", "pupil_count": 0, "cost_cap": 2000, "currency": "GBP",
            "report_due_on": starts + timedelta(days=32), "status": "confirmed" if _to_come(cluster, place) else "reported",
            "planned_by_id": person, "guest_adult_id": person, "host_adult_id": world.key("person", host * PEOPLE_EACH), "delegate_id": person,
            "report": "" if _to_come(cluster, place) else "It was good. " * 60, "cancel_reason": "", "sequence": 2, "revised_at": world.at, "version": 4,
        }  # fmt: skip


def _travellers(world: World) -> Iterable[dict[str, Any]]:
    for number, _cluster, _place, guest, _host in _plan(world):
        for one in range(PEOPLE_EACH):
            yield world.record("visit_traveller", number * PEOPLE_EACH + one) | {
                "visit_id": world.key("visit", number), "person_id": world.key("person", guest * PEOPLE_EACH + one),
                "school_id": world.key("school", guest),
            }  # fmt: skip


def _checks(world: World) -> Iterable[dict[str, Any]]:
    names = ("position", "end", "title", "hint", "may_be_left_out", "only_families")
    items = [(item.id, {name: getattr(item, name) for name in names}) for item in queries.list_items()]
    session().rollback()
    for number, _cluster, _place, guest, _host in _plan(world):
        for place, (item_id, copied) in enumerate(items):
            yield world.record("visit_check", number * len(items) + place) | copied | {
                "visit_id": world.key("visit", number), "item_id": item_id, "state": "done", "note": "", "version": 2,
                "checked_by_id": world.key("person", guest * PEOPLE_EACH), "checked_at": world.at,
            }  # fmt: skip


def _represented(world: World) -> Iterable[dict[str, Any]]:
    for number, cluster, place, _guest, _host in _plan(world):
        schools = world.schools_of(cluster)
        yield world.record("visit_represented", number) | {
            "visit_id": world.key("visit", number), "school_id": world.key("school", schools[(place + 2) % len(schools)]), "voice": "given",
        }  # fmt: skip


def _questions(world: World) -> Iterable[dict[str, Any]]:
    for number, cluster, place, guest, _host in _plan(world):
        coming = _to_come(cluster, place)
        for one in range(3):
            yield world.record("visit_question", number * 3 + one) | {
                "represented_id": world.key("visit_represented", number), "question": f"Question {one}?", "for_host": True, "asked_by_id": None,
                "answer": "" if coming else "Yes. " * 20, "answered_by_id": None if coming else world.key("person", guest * PEOPLE_EACH),
                "answered_at": None if coming else world.at, "version": 1,
            }  # fmt: skip


def _swaps(world: World) -> Iterable[dict[str, Any]]:
    for cluster in range(world.clusters):
        one, other = world.schools_of(cluster)[:2]
        yield world.record("turn_swap", cluster) | {
            "cluster_id": world.key("cluster", cluster), "turn": "travel", "school_id": world.key("school", one),
            "other_school_id": world.key("school", other), "note": "", "status": "accepted", "answered_at": world.at - timedelta(days=200),
        }  # fmt: skip
