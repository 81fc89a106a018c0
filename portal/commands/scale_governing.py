"""The part of the scale world that says how clusters govern themselves: a committee for each, its seats, a meeting each month, a rota."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.forming.committees.models import Committee, Seat
from portal.running.meetings.models import Meeting
from portal.running.rotas.models import Rota, RotaTurn

MEETINGS = 12
TURNS = 6
MONTH = timedelta(days=30)


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Committees, seats, meetings, rotas and turns."""
    yield "committees", Committee, _committees(world)
    yield "seats", Seat, _seats(world)
    yield "meetings", Meeting, _meetings(world)
    yield "rotas", Rota, _rotas(world)
    yield "turns", RotaTurn, _turns(world)


def _committees(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        yield world.record("committee", n) | {
            "cluster_id": world.key("cluster", n), "name": "Local committee", "folded_name": "local committee", "level": "schools",
            "remit": "We plan the year.", "decides": "", "reports_to": "", "begun_on": (world.at - MEETINGS * MONTH).date(), "first_weeks": 4,
            "first_months": 6, "then_weeks": 13, "quorum_percent": 50, "check_in_counts": True, "met_on": world.at.date(), "version": 1,
        }  # fmt: skip


def _seats(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        for place, school in enumerate(world.schools_of(n)):
            yield world.record("committee_seat", school) | {
                "committee_id": world.key("committee", n), "kind": "school", "role": "member" if place else "chair", "school_id": world.key("school", school),
                "body": "", "holder_name": "", "from_on": (world.at - MEETINGS * MONTH).date(), "left_school": False,
            }  # fmt: skip


def _meetings(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        for month in range(MEETINGS):
            at = world.at + (month - MEETINGS + 2) * MONTH
            is_over = month < MEETINGS - 2
            yield world.record("meeting", n * MEETINGS + month) | {
                "committee_id": world.key("committee", n), "cluster_id": world.key("cluster", n), "number": month + 1, "kind": "meeting",
                "status": "held" if is_over else "called", "starts_at": at, "ends_at": at + timedelta(hours=1), "zone": "Europe/London",
                "on_day": at.date(), "place": "", "link": "", "minutes": "We talked." if is_over else "", "seal": "", "version": 1,
            }  # fmt: skip


def _rotas(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        yield world.record("rota", n) | {
            "cluster_id": world.key("cluster", n), "kind": "minutes", "name": "", "folded_name": "",
        }  # fmt: skip


def _turns(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.clusters):
        schools = world.schools_of(n)
        for turn in range(TURNS):
            begins = (world.at + (turn - 2) * 4 * MONTH).date()
            yield world.record("rota_turn", n * TURNS + turn) | {
                "rota_id": world.key("rota", n), "cluster_id": world.key("cluster", n), "label": f"Term {turn + 1}", "starts_on": begins,
                "ends_on": begins + timedelta(days=119), "school_id": world.key("school", schools[turn % len(schools)]), "note": "",
            }  # fmt: skip
