"""The part of the scale world in which partners are found: as many listed schools as the register has, spread over countries, languages and themes."""

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.identity.finding.models import SchoolListing
from portal.identity.finding.services.listing import words_of_listing
from portal.identity.profiles.models import Looking, Setting
from portal.identity.profiles.vocabulary import AWARDS, LANGUAGES, PHASES, SURROUNDINGS, THEMES, WAYS
from portal.identity.schools.models import School

# half of them at home; the others as a partner search finds them, in many places
COUNTRIES = ("GB",) * 25 + ("KE", "NP", "BR", "IN", "FR", "GH", "UG", "TZ", "ZA", "PK", "BD", "LK", "KH", "LB", "EG", "ES", "DE", "PL", "UA", "TR",
                            "JM", "CA", "NZ", "AU", "VN")  # fmt: skip
ZONES = {
    "GB": "Europe/London", "KE": "Africa/Nairobi", "NP": "Asia/Kathmandu", "BR": "America/Sao_Paulo", "IN": "Asia/Kolkata", "FR": "Europe/Paris",
}  # fmt: skip
DAYS_OF_LIFE = 110


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Verified schools beyond those in clusters, so that there are as many as in the register, and a row to be found by for each."""
    yield "schools without a cluster", School, _lone_schools(world)
    yield "schools that can be found", SchoolListing, _listings(world)


def _place(world: World, number: int) -> tuple[str, str]:
    """The country and zone of a numbered school; those in clusters have theirs already."""
    if number < world.schools:
        zone = world.zone_of(number)
        return ("GB" if zone == "Europe/London" else "KE"), zone
    country = COUNTRIES[number % len(COUNTRIES)]
    return country, ZONES.get(country, "UTC")


def _lone_schools(world: World) -> Iterable[dict[str, Any]]:
    blank = dict.fromkeys(("postcode", "type_name", "head_name", "head_email", "evidence_named"), "")
    for n in range(world.schools, world.register):
        country, zone = _place(world, n)
        yield world.record("school", n) | blank | {
            "name": world.name_of(n), "status": "verified", "verification_level": "document_seen", "country": country, "town": f"Town {n % 500}",
            "authority_code": str(900 + n % 90) if country == "GB" else "", "authority_name": f"Area {n % 90}" if country == "GB" else "",
            "phase": "primary", "zone": zone, "language": "en", "version": 1,
        }  # fmt: skip


def _listings(world: World) -> Iterable[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 - the same world at every load
    for n in range(max(world.register, world.schools)):
        country, zone = _place(world, n)
        facts = {
            "phases": chance.sample(list(PHASES)[:5], chance.randint(1, 2)),
            "languages": chance.sample(LANGUAGES, chance.randint(1, 3)),
            "themes": chance.sample(list(THEMES), 3),
            "tools": chance.sample(list(WAYS), 3),
            "affiliations": chance.sample(list(AWARDS), chance.choice((0, 0, 1))),
            "surroundings": chance.sample(list(SURROUNDINGS), 3),
        }
        values = {
            "name": world.name_of(n), "country": country, "nation": "GB-ENG" if country == "GB" else "", "town": f"Town {n % 500}",
            "authority_code": str(900 + n % 90) if country == "GB" else "", "authority_name": f"Area {n % 90}" if country == "GB" else "",
            "zone": zone, "setting": chance.choice(list(Setting)), "low_age": 4 + n % 8, "high_age": 11 + n % 8, "pupils": 20 + n % 1200,
            "facts": {name: listed for name, listed in facts.items() if listed},
            "looking": chance.choice((Looking.YES, Looking.YES, Looking.OPEN, Looking.NO)),
            "looking_for": "A school that would like to exchange letters about the river and the market.",
        }  # fmt: skip
        yield values | {
            "school_id": world.record("school", n)["id"], "partners_wanted": 1 + n % 3, "looking_until": None, "is_listed": True, "quiet_told_at": None,
            "active_at": (world.at - timedelta(days=chance.randrange(DAYS_OF_LIFE))).replace(hour=0, minute=0, second=0), "reply_hours": n % 200,
            "words": words_of_listing(values, facts), "version": 1, "updated_at": world.at,
        }  # fmt: skip
