"""The part of the scale world that calendars read: terms of every school, calls that repeat in every second cluster, and one calendar that is as full as
any may be: 5,000 activities and twenty calls that repeat, of one teacher, with a calendar link.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.commands.scale_world import World
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person
from portal.identity.profiles.models import SchoolPeriod
from portal.identity.schools.models import School, SchoolMember
from portal.running.activities.models import Activity, ActivitySeries, CalendarFeed, FeedScope

LARGE, LARGE_SERIES, TIMES = 5_000, 20, 30
TIMES_EACH = 12
LARGE_SCHOOLS = ("Europe/London", "Africa/Nairobi")
TERMS = (("Autumn term", 0, 100), ("Spring term", 121, 210), ("Summer term", 228, 325))


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Terms, series, and the large calendar."""
    yield "terms", SchoolPeriod, _terms(world)
    yield "the large calendar: schools", School, _schools(world)
    yield "the large calendar: its teacher", Person, _people(world)
    yield "the large calendar: member", SchoolMember, _members(world)
    yield "the large calendar: cluster", Cluster, _cluster(world)
    yield "the large calendar: memberships", ClusterMembership, _memberships(world)
    yield "calls that repeat", ActivitySeries, _series(world)
    yield "the times of calls that repeat", Activity, _times(world)
    yield "the large calendar: activities", Activity, _activities(world)
    yield "the large calendar: link", CalendarFeed, _links(world)


def _terms(world: World) -> Iterable[dict[str, Any]]:
    year = world.at.year if world.at.month >= 8 else world.at.year - 1
    first = date(year, 9, 4)
    for school in range(world.schools):
        for n, (name, begins, ends) in enumerate(TERMS):
            yield world.record("term", school * len(TERMS) + n) | {
                "school_id": world.key("school", school), "kind": "term", "name": name, "source": "typed",
                "starts_on": first + timedelta(days=begins), "ends_on": first + timedelta(days=ends),
            }  # fmt: skip


def _schools(world: World) -> Iterable[dict[str, Any]]:
    for n, zone in enumerate(LARGE_SCHOOLS):
        yield world.record("large_school", n) | {
            "name": f"Long Road school {n}", "status": "verified", "verification_level": "document_seen", "country": "KE" if n else "GB", "town": "Long Road",
            "postcode": "", "authority_code": "", "authority_name": "", "phase": "primary", "type_name": "", "zone": zone, "language": "en",
            "head_name": "", "head_email": "", "evidence_named": "", "version": 1,
        }  # fmt: skip


def _people(world: World) -> Iterable[dict[str, Any]]:
    yield world.record("large_person", 0) | {
        "name": "Teacher of the long road", "folded_name": "teacher of the long road", "email": "large@scale.example", "status": "active",
        "zone": "Europe/London", "language": "en", "confirmed_at": world.at, "conduct_version": "2026-1", "is_demonstration": False, "unread": 0,
    }  # fmt: skip


def _members(world: World) -> Iterable[dict[str, Any]]:
    yield world.record("large_member", 0) | {
        "school_id": world.key("large_school", 0), "person_id": world.key("large_person", 0), "status": "member", "job": "",
    }  # fmt: skip


def _cluster(world: World) -> Iterable[dict[str, Any]]:
    yield world.record("large_cluster", 0) | {
        "name": "The long road", "status": "active", "theme": "The road", "theme_reasons": "Reasons.", "rationale": "What binds us.", "form": "theme",
        "started_by_school_id": world.key("large_school", 0), "started_by_id": world.key("large_person", 0), "zone": "Europe/London", "version": 1,
    }  # fmt: skip


def _memberships(world: World) -> Iterable[dict[str, Any]]:
    for n in range(len(LARGE_SCHOOLS)):
        yield world.record("large_membership", n) | {
            "cluster_id": world.key("large_cluster", 0), "school_id": world.key("large_school", n), "side": "partner" if n else "home",
            "status": "joined", "message": "", "joined_at": world.at, "leaving_reason": "",
        }  # fmt: skip


def _plans(world: World) -> Iterator[tuple[int, Any, Any, Any, int]]:
    """Every series: its number, cluster, the two schools, and how many times it has."""
    for n in range(LARGE_SERIES):
        sides = (world.key("large_school", 0), world.key("large_school", 1))
        yield n, world.key("large_cluster", 0), *sides, TIMES
    for n in range(2, world.clusters, 2):
        schools = world.schools_of(n)
        sides = (world.key("school", schools[0]), world.key("school", schools[1]))
        yield LARGE_SERIES + n, world.key("cluster", n), *sides, TIMES_EACH


def _day(world: World, number: int, time_of_it: int) -> datetime:
    day = world.at.date() - timedelta(days=40) + timedelta(days=number % 5, weeks=time_of_it)
    return datetime.combine(day, time(13), ZoneInfo("Europe/London"))


def _series(world: World) -> Iterable[dict[str, Any]]:
    for number, cluster, _owner, _partner, times in _plans(world):
        yield world.record("series", number) | {
            "cluster_id": cluster, "every_weeks": 1, "first_on": _day(world, number, 0).date(), "until_on": _day(world, number, times - 1).date(),
            "number": times, "sequence": 0, "revised_at": world.at,
        }  # fmt: skip


def _times(world: World) -> Iterable[dict[str, Any]]:
    for number, cluster, owner, partner, times in _plans(world):
        for n in range(times):
            yield world.record("series_time", number * TIMES + n) | _call(world, cluster, owner, partner, _day(world, number, n)) | {
                "series_id": world.key("series", number), "slot": _day(world, number, n),
            }  # fmt: skip


def _activities(world: World) -> Iterable[dict[str, Any]]:
    sides = (world.key("large_school", 0), world.key("large_school", 1))
    begins = world.at.replace(hour=9, minute=0, second=0) - timedelta(days=170)
    for n in range(LARGE):
        starts = begins + timedelta(days=n // 10, minutes=n % 10 * 40)
        yield world.record("large_activity", n) | _call(world, world.key("large_cluster", 0), *sides, starts)


def _call(world: World, cluster: Any, owner: Any, partner: Any, starts: datetime) -> dict[str, Any]:
    blank = dict.fromkeys(
        (
            "materials",
            "promised",
            "delivered_words",
            "cancel_reason",
            "access_needs",
            "language_needs",
            "partner_role",
            "classes",
        ),
        "",
    )
    return blank | {
        "cluster_id": cluster, "owner_school_id": owner, "partner_school_id": partner, "title": "Call about the long road", "kind": "meeting",
        "description": "Both classes show what they found.", "starts_at": starts, "ends_at": starts + timedelta(minutes=40), "zone": "Europe/London",
        "place": "By video", "status": "confirmed", "plan": "Begin with the song.", "class_profile": "28 pupils.", "sequence": 0, "revised_at": world.at,
        "version": 1,
    }  # fmt: skip


def _links(world: World) -> Iterable[dict[str, Any]]:
    yield world.record("large_feed", 0) | {
        "person_id": world.key("large_person", 0), "scope": FeedScope.PERSON, "turn": 1,
    }  # fmt: skip
