"""The part of the scale world about the schools themselves: records, safeguarding answers and school years of every member school, and a verification queue.

The queue is as long at every fraction: five hundred schools wait, every fifth flagged. Its reader is a programme manager, the last of the numbered people.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.core.duty import Duty, DutyKind
from portal.core.moments import working_days_later
from portal.identity.accounts.models import RoleGrant
from portal.identity.declarations.models import Rules, SafeguardingDeclaration
from portal.identity.profiles.models import (
    Looking,
    SchoolAward,
    SchoolPeriod,
    SchoolProfile,
    SchoolTag,
    Setting,
    TagKind,
)
from portal.identity.profiles.vocabulary import LANGUAGES, THEMES, WAYS
from portal.identity.schools.models import School
from portal.identity.verification.models import FlagKind, SchoolFlag
from portal.identity.years.models import SchoolYear
from portal.policy.people import Role

WAITING = 500
FLAGGED_EACH = 5
PERIODS = (("Autumn term", "term", 0, 100), ("Winter holiday", "holiday", 101, 115), ("Spring term", "term", 116, 200))
SETTINGS = tuple(Setting)


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Rows beside those of the member schools, and the schools that wait."""
    yield "records of schools", SchoolProfile, _profiles(world)
    yield "facts in records", SchoolTag, _tags(world)
    yield "awards", SchoolAward, _awards(world)
    yield "named dates", SchoolPeriod, _periods(world)
    yield "safeguarding answers", SafeguardingDeclaration, _declarations(world)
    yield "school years", SchoolYear, _years(world)
    yield "schools that wait to be verified", School, _waiting(world)
    yield "looks that are owed", Duty, _looks(world)
    yield "flags", SchoolFlag, _flags(world)
    yield "programme managers", RoleGrant, _managers(world)


def _profiles(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.schools):
        yield world.record("profile", n) | {
            "school_id": world.key("school", n), "kind": "mainstream", "low_age": 4 + n % 8, "high_age": 11 + n % 8, "pupils": 20 + n % 1200,
            "setting": SETTINGS[n % len(SETTINGS)], "description": "A school by the river, with a garden. " * 5,
            "looking": (Looking.YES, Looking.OPEN, Looking.NO)[n % 3], "looking_for": "A school that would like to write letters.",
            "ict_words": "", "website": "", "checked_at": world.at,
        }  # fmt: skip


def _tags(world: World) -> Iterable[dict[str, Any]]:
    themes, ways, number = list(THEMES), list(WAYS), 0
    for n in range(world.schools):
        values = (
            *((TagKind.THEME, themes[(n + step) % len(themes)]) for step in range(3)),
            *((TagKind.TOOL, ways[(n + step) % len(ways)]) for step in range(2)),
            (TagKind.LANGUAGE, LANGUAGES[n % len(LANGUAGES)]),
        )
        for kind, value in values:
            yield world.record("tag", number) | {
                "school_id": world.key("school", n),
                "kind": kind,
                "value": value,
                "words": "",
            }
            number += 1


def _awards(world: World) -> Iterable[dict[str, Any]]:
    for n in range(0, world.schools, 4):
        yield world.record("award", n) | {
            "school_id": world.key("school", n), "award": "isa", "words": "", "level": "intermediate", "version": 1,
            "awarded_on": _day(world, -200 - n % 300), "ends_on": _day(world, 900 - n % 300),
        }  # fmt: skip


def _periods(world: World) -> Iterable[dict[str, Any]]:
    for n in range(world.schools):
        for place, (name, kind, begins, ends) in enumerate(PERIODS):
            yield world.record("period", n * len(PERIODS) + place) | {
                "school_id": world.key("school", n), "kind": kind, "name": name, "version": 1,
                "starts_on": _day(world, begins - 60), "ends_on": _day(world, ends - 60),
            }  # fmt: skip


def _declarations(world: World) -> Iterable[dict[str, Any]]:
    """One of last year and the one that holds now; nobody's has run out."""
    for n in range(world.schools):
        for place, days in enumerate((400 + n % 200, 30 + n % 240)):
            reviewed = _day(world, -days)
            yield world.record("declaration", 2 * n + place) | {
                "school_id": world.key("school", n), "lead_name": f"Teacher {2 * n}", "lead_reach": "At the office.", "deputy_name": f"Teacher {2 * n + 1}",
                "deputy_reach": "", "rules": Rules.NATIONAL, "rules_words": "", "policy_link": "", "reviewed_on": reviewed,
                "expires_on": reviewed + timedelta(days=365), "made_by_id": world.key("person", 2 * n), "is_current": place == 1,
            }  # fmt: skip


def _years(world: World) -> Iterable[dict[str, Any]]:
    """Three years of each school; the yes of this year is late at every tenth."""
    for n in range(world.schools):
        for place in range(3):
            begins = _day(world, -60 - 365 * (2 - place))
            opened = world.at - timedelta(days=60 + 365 * (2 - place))
            said = place < 2 or n % 10 != 0
            yield world.record("year", 3 * n + place, opened) | {
                "school_id": world.key("school", n), "begins_on": begins, "members_due_at": opened + timedelta(days=28),
                "members_confirmed_at": opened + timedelta(days=3), "members_confirmed_by_id": world.key("person", 2 * n), "notices": 0,
                "head_due_at": opened + timedelta(days=28), "letters": 1 if said else 3, "written_at": opened,
                "agreed_at": opened + timedelta(days=5) if said else None, "agreed_by_id": None,
            }  # fmt: skip


def _waiting(world: World) -> Iterable[dict[str, Any]]:
    for n in range(WAITING):
        yield world.record("waiting", n, _since(world, n)) | {
            "name": f"Waiting {world.name_of(n)}", "status": "confirmed_by_head", "verification_level": "none", "country": ("GB", "KE", "NP")[n % 3],
            "town": f"Town {n % 500}", "postcode": "", "authority_code": "", "authority_name": "", "phase": "primary", "type_name": "",
            "zone": "Europe/London", "language": "en", "head_name": f"Head {n}", "head_email": f"head{n}@scale.example",
            "evidence_named": "A letter of the district office.", "proposed_by_id": world.key("person", 0), "head_confirmed_at": _since(world, n), "version": 1,
        }  # fmt: skip


def _looks(world: World) -> Iterable[dict[str, Any]]:
    for n in range(WAITING):
        since = _since(world, n)
        yield world.record("look", n, since) | {
            "kind": DutyKind.VERIFY_SCHOOL, "subject_id": world.key("waiting", n), "title": f"Waiting {world.name_of(n)}",
            "role": Role.PROGRAMME_MANAGER.value, "due_at": working_days_later(since, 5), "open_key": f"scale:look:{n}",
        }  # fmt: skip


def _flags(world: World) -> Iterable[dict[str, Any]]:
    for n in range(0, WAITING, FLAGGED_EACH):
        yield world.record("flag", n) | {
            "school_id": world.key("waiting", n), "kind": FlagKind.HEAD_ADDRESS, "detail": "scale.example / school.example",
            "open_key": f"scale:flag:{n}",
        }  # fmt: skip


def _managers(world: World) -> Iterable[dict[str, Any]]:
    yield world.record("grant", 0) | {
        "person_id": world.key("person", world.manager()),
        "role": Role.PROGRAMME_MANAGER,
    }


def _since(world: World, number: int) -> datetime:
    """The longest wait is three weeks; several came in the same hour."""
    return world.at - timedelta(hours=number)


def _day(world: World, days: int) -> date:
    return (world.at + timedelta(days=days)).date()
