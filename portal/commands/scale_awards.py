"""The part of the scale world that follows the decisions of its large round: awards that go on, each with two reports and two instalments; every seventh
interim report is late."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.applying.awards.models import Award
from portal.applying.monitoring.models import AwardReport, Instalment
from portal.commands.scale_applying import APPLICATIONS_EACH, cluster_of
from portal.commands.scale_world import World

EVERY, WORDS = 5, "We wrote letters, measured the river together and showed both to the parents."


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Awards, their reports, their instalments."""
    yield "awards of clusters", Award, _awards(world)
    yield "reports of awards", AwardReport, _reports(world)
    yield "instalments", Instalment, _instalments(world)


def _awarded(world: World) -> Iterable[int]:
    """The applications of the large round that were approved: see `scale_applying`."""
    return (n for n in range(EVERY - 1, world.clusters * APPLICATIONS_EACH, EVERY) if n % 3)


def _awards(world: World) -> Iterable[dict[str, Any]]:
    for n in _awarded(world):
        yield world.record("given_award", n) | {
            "application_id": world.key("application", n), "cluster_id": cluster_of(world, n), "status": "active", "terms": WORDS, "amount": 3000,
            "currency": "GBP", "accepted_at": world.at, "started_at": world.at, "starts_on": world.at.date() - timedelta(days=100), "reason": "",
        }  # fmt: skip


def _reports(world: World) -> Iterable[dict[str, Any]]:
    for n in _awarded(world):
        for number, (kind, days) in enumerate(
            (("interim", -3 if n % 7 == 0 else 10 + n % 60), ("final", 200 + n % 60)), 1
        ):
            yield world.record("award_report", 2 * n + number) | {
                "award_id": world.key("given_award", n), "round_id": world.key("round", 0),
                "number": number, "kind": kind, "from_on": world.at.date() - timedelta(days=100),
                "due_on": world.at.date() + timedelta(days=days), "status": "due", "went_well": "", "learned": "", "spending": "", "missing": "",
                "note": "", "version": 1,
            }  # fmt: skip


def _instalments(world: World) -> Iterable[dict[str, Any]]:
    for n in _awarded(world):
        for number in (1, 2):
            is_paid = number == 1
            yield world.record("instalment", 2 * n + number) | {
                "award_id": world.key("given_award", n), "number": number, "amount": 1500, "due_on": world.at.date() + timedelta(days=200 * number - 290),
                "status": "paid" if is_paid else "planned", "payment_mark": "", "paid_on": world.at.date() - timedelta(days=90) if is_paid else None,
                "paid_by_id": world.key("person", world.manager()) if is_paid else None,
            }  # fmt: skip
