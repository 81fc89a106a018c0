"""The part of the scale world in which nine of ten clusters have an adviser, with notes; and a journal of who read them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.oversight.advising.models import ClusterAdviser, SupportNote
from portal.oversight.journal.models import Reading

NOTES_EACH, READINGS_EACH = 3, 20


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Advisers and their notes."""
    yield "advisers of clusters", ClusterAdviser, _advisers(world)
    yield "support notes", SupportNote, _notes(world)
    yield "readings of the journal", Reading, _readings(world)


def _advisers(world: World) -> Iterable[dict[str, Any]]:
    adviser, today = world.key("person", world.manager()), world.at.date()
    for n in range(world.clusters):
        if n % 10:
            yield world.record("adviser", n) | {
                "cluster_id": world.key("cluster", n), "adviser_id": adviser, "next_contact_on": today + timedelta(days=n % 60),
                "supported_until": today + timedelta(days=n % 400) if n % 3 else None,
            }  # fmt: skip


def _notes(world: World) -> Iterable[dict[str, Any]]:
    author, today = world.key("person", world.manager()), world.at.date()
    for n in range(world.clusters * NOTES_EACH):
        yield world.record("support_note", n) | {
            "cluster_id": world.key("cluster", n // NOTES_EACH), "author_id": author, "kind": "call",
            "contact_on": today - timedelta(days=30 * (n % NOTES_EACH)), "words": "We spoke about the river week. " * 4,
        }  # fmt: skip


def _readings(world: World) -> Iterable[dict[str, Any]]:
    reader, first = world.key("person", world.manager()), world.at.replace(minute=0, second=0)
    for n in range(world.clusters * READINGS_EACH):
        hour = first - timedelta(hours=n % (24 * 365))
        cluster = world.key("cluster", n // READINGS_EACH)
        yield {
            "id": world.key("reading", n), "at": hour, "hour": hour, "person_id": reader, "kind": "support_notes", "subject_id": cluster,
            "cluster_id": cluster,
        }  # fmt: skip
