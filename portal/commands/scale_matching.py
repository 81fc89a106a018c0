"""The part of the scale world in which clusters look for partner clusters: every third one does, and some have asked another."""

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.forming.approaches.models import pair_key
from portal.identity.profiles.vocabulary import LANGUAGES, THEMES
from portal.running.matching.models import ClusterRequest, ClusterWish

LOOKS_EACH, ASKS_EACH = 3, 10
COUNTRIES = ("GB", "KE", "NP", "FR", "GH", "IN")


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Wishes, and requests that were answered or wait."""
    yield "clusters that look for a partner cluster", ClusterWish, _wishes(world)
    yield "requests between clusters", ClusterRequest, _requests(world)


def _wishes(world: World) -> Iterable[dict[str, Any]]:
    chance = random.Random(11)  # noqa: S311 - the same world at every load
    for n in range(0, world.clusters, LOOKS_EACH):
        yield world.record("wish", n) | {
            "cluster_id": world.record("cluster", n)["id"], "is_looking": True, "looking_for": "Schools to exchange letters about the river with.",
            "schools_wanted": None, "looking_until": None, "schools": min(len(world.schools_of(n)), 2 + n % 6), "kept_at": world.at, "version": 1,
            "wanted": {"countries": chance.sample(COUNTRIES, 2), "themes": chance.sample(list(THEMES), 2), "languages": ["en"]},
            "facts": {
                "countries": [chance.choice(COUNTRIES)], "themes": chance.sample(list(THEMES), 4), "languages": chance.sample(LANGUAGES, 2),
                "settings": ["town", "countryside"], "phases": ["primary"],
            },
        }  # fmt: skip


def _requests(world: World) -> Iterable[dict[str, Any]]:
    for n in range(0, world.clusters - LOOKS_EACH, ASKS_EACH * LOOKS_EACH):
        asking, asked = world.record("cluster", n)["id"], world.record("cluster", n + LOOKS_EACH)["id"]
        yield world.record("cluster_request", n) | {
            "from_cluster_id": asking, "to_cluster_id": asked, "pair_key": pair_key(asking, asked), "proposal": "A year of water",
            "asked_by_id": world.record("person", 2 * world.schools_of(n)[0])["id"], "message": "Shall we? " * 20, "message_digest": str(n), "reason": "",
            "status": "open" if n % 2 else "declined", "expires_at": world.at + timedelta(days=21), "answered_by_id": None, "answered_at": None,
            "partnership_id": None,
        }  # fmt: skip
