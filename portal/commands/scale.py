"""`flask --app wsgi scale load --fraction F`: the scale world, or a fraction of it, by bulk inserts. For measuring only; refused in production.

Whole: 50,000 schools in the register, 30,000 member schools in 5,000 clusters, 60,000 accounts, 1,000,000 messages in 100,000 threads, 100,000
activities, 20,000 stand-ins, 2,000,000 entries of the record, 10,000 applications with 30,000 reviews by 500 reviewers in one round. Everything is
made from its number, so that two loads of the same fraction hold the same world. Two clusters are as full as the pages that are measured, at every
fraction: the first has eight schools, sixty threads and in the first of them fifty messages, and its coordinator owes thirty things; the second has
thirty schools and, for its coordinator's calendar link, five hundred activities. Five hundred schools wait to be verified. Another round is open; each of the
clusters has an application to it that all have signed.
"""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from portal.commands import (
    scale_advising,
    scale_applying,
    scale_awards,
    scale_calendar,
    scale_finding,
    scale_gathering,
    scale_governing,
    scale_mail,
    scale_matching,
    scale_open_round,
    scale_partnerships,
    scale_pooling,
    scale_schools,
    scale_visits,
)
from portal.core import clock, search
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.perform import perform
from portal.core.search import SearchEntry
from portal.core.text import fold
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.identity.accounts.models import Person
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import School, SchoolFunction, SchoolMember
from portal.oversight.audit.models import AuditEntry
from portal.running.activities.models import Activity, ActivityGuest, CalendarFeed, FeedScope
from portal.running.board.models import Thread
from portal.running.handoffs.models import Handoff, HandoffAsk, StandInOffer

REGISTER, CLUSTERS, THREADS, POSTS_EACH, ACTIVITIES, HANDOFFS, ENTRIES = (
    50_000,
    5_000,
    100_000,
    10,
    100_000,
    20_000,
    2_000_000,
)
SCHOOLS_EACH, PEOPLE_EACH = 6, 2
FIRST_CLUSTER_SCHOOLS, FIRST_CLUSTER_THREADS, FIRST_THREAD_POSTS, FIRST_PERSON_OWES = 8, 60, 50, 30
SECOND_CLUSTER_SCHOOLS, SECOND_CLUSTER_ACTIVITIES = 30, 500
BATCH = 5_000
WORDS = [
    "river",
    "bridge",
    "market",
    "harvest",
    "song",
    "kite",
    "lantern",
    "garden",
    "mountain",
    "letter",
    "drum",
    "window",
]
ZONES = ("Europe/London", "Africa/Nairobi", "Asia/Kathmandu", "Europe/London", "America/Sao_Paulo", "Europe/London")

scale = AppGroup("scale", help="Data for measuring.")


@scale.command("load")
@click.option("--fraction", type=click.FloatRange(0.0001, 1), default=0.01, show_default=True)
@click.option("--world", type=click.Choice(["programme", "national"]), default="programme", show_default=True)
def load(fraction: float, world: str) -> None:
    """Load the scale world, or a whole country of clusters, into an empty portal."""
    from portal.commands import scale_national  # here, because it is made of the world of this module

    kind = scale_national.National if world == "national" else World
    if current_app.config["SETTINGS"].is_production:
        raise click.ClickException("The scale world is for measuring; it is never loaded into production.")
    if session().scalar(sa.select(sa.exists().where(Person.id == key("person", 0)))):
        raise click.ClickException("The scale world is here already. Use an empty database.")
    session().commit()
    started = time.monotonic()
    for name, table, rows in kind(fraction).tables():
        count = 0
        for batch in batches(rows, BATCH):
            perform(add_rows, by=SYSTEM, table=table, rows=batch)
            count += len(batch)
        click.echo(f"{count:>9} {name}")
    click.echo(f"loaded in {time.monotonic() - started:.0f} s")


def add_rows(*, by: Any, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert a batch of rows as they are."""
    session().connection().execute(sa.insert(table.__table__), rows)


def key(kind: str, number: int) -> uuid.UUID:
    """The id of the numbered thing: the same at every load, ordered by number like the ids that the portal makes."""
    high = 0x018F_0000_0000 + number
    return uuid.UUID(int=high << 80 | 0x7 << 76 | (hash_of(kind) & 0xFFF) << 64 | 0x2 << 62 | number)


def hash_of(text: str) -> int:
    """A small number that is the same in every process."""
    return sum((i + 1) * ord(c) for i, c in enumerate(text))


def batches(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


class World:
    """The rows of every table, one generator each."""

    def __init__(self, fraction: float) -> None:
        self.at = clock.now().replace(microsecond=0)
        self.clusters = max(2, int(CLUSTERS * fraction))
        self.register = max(50, int(REGISTER * fraction))
        self.spread_threads = max(4, int(THREADS * fraction))
        self.threads = self.spread_threads + FIRST_CLUSTER_THREADS
        self.spread_activities = max(20, int(ACTIVITIES * fraction))
        self.activities = self.spread_activities + SECOND_CLUSTER_ACTIVITIES
        self.handoffs = max(2, int(HANDOFFS * fraction))
        self.entries = max(20, int(ENTRIES * fraction))
        self.schools = self.schools_of(self.clusters - 1)[-1] + 1

    def tables(self) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
        plan: tuple[tuple[str, Any, Callable[[], Iterable[dict[str, Any]]]], ...] = (
            ("schools in the register", RegisterEntry, self.register_entries),
            ("words for the search", SearchEntry, self.register_words),
            ("people", Person, self.people),
            ("schools", School, self.member_schools),
            ("members of schools", SchoolMember, self.members),
            ("functions", SchoolFunction, self.functions),
            ("clusters", Cluster, self.cluster_rows),
            ("memberships", ClusterMembership, self.memberships),
            ("offices", Office, self.offices),
            ("threads", Thread, self.thread_rows),
            ("activities", Activity, self.activity_rows),
            ("invited schools", ActivityGuest, self.guests),
            ("stand-ins", Handoff, self.handoff_rows),
            ("people who are ready to stand in", StandInOffer, self.ready),
            ("schools asked", HandoffAsk, self.asks),
            ("calendar links", CalendarFeed, self.feeds),
            ("things owed", Duty, self.duties),
            ("things that one person owes", Duty, self.duties_of_the_first),
            ("entries of the record", AuditEntry, self.audit),
        )
        for name, table, rows in plan:
            yield name, table, rows()
        from portal.commands import scale_board  # here, because it uses the ids of this module

        yield from scale_board.tables(self)
        yield from scale_finding.tables(self)
        yield from scale_matching.tables(self)
        yield from scale_gathering.tables(self)
        yield from scale_governing.tables(self)
        yield from scale_schools.tables(self)
        yield from scale_partnerships.tables(self)
        yield from scale_calendar.tables(self)
        yield from scale_visits.tables(self)
        yield from scale_advising.tables(self)
        yield from scale_mail.tables(self)
        yield from scale_pooling.tables(self)
        yield from scale_applying.tables(self)
        yield from scale_awards.tables(self)
        yield from scale_open_round.tables(self)

    def key(self, kind: str, number: int) -> uuid.UUID:
        """See `key` of this module; for the other parts of the world."""
        return key(kind, number)

    def manager(self) -> int:
        """The number of the person who is a programme manager: the last one, who speaks for no school."""
        return self.schools * PEOPLE_EACH - 1

    def record(self, kind: str, number: int, at: datetime | None = None) -> dict[str, Any]:
        return {"id": key(kind, number), "created_at": at or self.at, "updated_at": at or self.at}

    def schools_of(self, cluster: int) -> range:
        if cluster == 0:
            return range(FIRST_CLUSTER_SCHOOLS)
        full = FIRST_CLUSTER_SCHOOLS + SECOND_CLUSTER_SCHOOLS
        if cluster == 1:
            return range(FIRST_CLUSTER_SCHOOLS, full)
        start = full + (cluster - 2) * SCHOOLS_EACH
        return range(start, start + SCHOOLS_EACH)

    def zone_of(self, school: int) -> str:
        return ZONES[school % len(ZONES)]

    @staticmethod
    def name_of(school: int) -> str:
        return f"{WORDS[school % 12].title()} {WORDS[school // 12 % 12]} school {school}"

    def register_entries(self) -> Iterable[dict[str, Any]]:
        blank = dict.fromkeys(("type_code", "type_name", "street", "county", "urban_rural", "website", "digest"), "")
        for n in range(self.register):
            name = self.name_of(n)
            yield self.record("entry", n) | blank | {
                "register": "gias", "number": str(100_000 + n), "name": name, "folded_name": fold(name), "status": "open",
                "phase": "primary", "authority_code": str(900 + n % 90), "authority_name": f"Area {n % 90}", "town": f"Town {n % 500}",
                "postcode": f"ZZ{n % 99} {n % 9}AA", "country": "GB", "country_name": "England",
            }  # fmt: skip

    def register_words(self) -> Iterable[dict[str, Any]]:
        for n in range(self.register):
            words = search.indexed(
                "register_entry", "registers", f"{self.name_of(n)} Town {n % 500} ZZ{n % 99} {n % 9}AA {100_000 + n}"
            )
            yield {
                "kind": "register_entry",
                "subject_id": key("entry", n),
                "scope": "registers",
                "words": words,
                "updated_at": self.at,
            }

    def people(self) -> Iterable[dict[str, Any]]:
        for n in range(self.schools * PEOPLE_EACH):
            yield self.record("person", n) | {
                "name": f"Teacher {n}", "folded_name": f"teacher {n}", "email": f"teacher{n}@scale.example", "status": "active", "zone": self.zone_of(n // 2),
                "language": "en", "confirmed_at": self.at, "conduct_version": "2026-1", "is_demonstration": False, "unread": n % 3,
            }  # fmt: skip

    def member_schools(self) -> Iterable[dict[str, Any]]:
        for n in range(self.schools):
            abroad = self.zone_of(n) != "Europe/London"
            yield self.record("school", n) | {
                "name": self.name_of(n), "status": "verified", "verification_level": "document_seen", "country": "KE" if abroad else "GB",
                "town": f"Town {n % 500}", "postcode": "", "authority_code": "", "authority_name": "", "phase": "primary", "type_name": "",
                "zone": self.zone_of(n), "language": "en", "head_name": "", "head_email": "", "evidence_named": "", "version": 1,
            }  # fmt: skip

    def members(self) -> Iterable[dict[str, Any]]:
        for n in range(self.schools * PEOPLE_EACH):
            yield self.record("member", n) | {
                "school_id": key("school", n // 2),
                "person_id": key("person", n),
                "status": "member",
                "job": "",
            }

    def functions(self) -> Iterable[dict[str, Any]]:
        for n in range(self.schools):
            yield self.record("contact", n) | {
                "school_id": key("school", n),
                "person_id": key("person", 2 * n),
                "function": "contact",
            }

    def cluster_rows(self) -> Iterable[dict[str, Any]]:
        for n in range(self.clusters):
            first = self.schools_of(n)[0]
            yield self.record("cluster", n) | {
                "name": f"{WORDS[n % 12].title()} cluster {n}", "status": "active", "theme": f"The {WORDS[n % 12]}", "theme_reasons": "Reasons. " * 20,
                "rationale": "What binds us. " * 20, "form": "theme", "started_by_school_id": key("school", first),
                "started_by_id": key("person", 2 * first), "zone": "Europe/London", "version": 1,
            }  # fmt: skip

    def memberships(self) -> Iterable[dict[str, Any]]:
        for n in range(self.clusters):
            for school in self.schools_of(n):
                side = "home" if self.zone_of(school) == "Europe/London" else "partner"
                yield self.record("membership", school) | {
                    "cluster_id": key("cluster", n), "school_id": key("school", school), "side": side, "status": "joined", "message": "",
                    "joined_at": self.at, "leaving_reason": "",
                }  # fmt: skip

    def offices(self) -> Iterable[dict[str, Any]]:
        for n in range(self.clusters):
            first = self.schools_of(n)[0]
            for kind in ("lead_school", "contact_teacher"):
                yield self.record(kind, n) | {
                    "cluster_id": key("cluster", n), "kind": kind, "school_id": key("school", first), "person_id": key("person", 2 * first),
                    "status": "accepted", "accepted_at": self.at, "reason": "",
                }  # fmt: skip

    def posts_in(self, thread: int) -> int:
        return FIRST_THREAD_POSTS if thread == 0 else POSTS_EACH

    def cluster_of(self, number: int) -> int:
        return number % self.clusters

    def cluster_of_thread(self, thread: int) -> int:
        return self.cluster_of(thread) if thread < self.spread_threads else 0

    def cluster_of_activity(self, activity: int) -> int:
        return self.cluster_of(activity) if activity < self.spread_activities else 1

    def activity_starts(self, activity: int) -> datetime:
        place = activity // self.clusters * 3 - 20
        if activity >= self.spread_activities:
            place = activity - self.spread_activities - 60
        return (self.at + timedelta(days=place)).replace(hour=10, minute=0, second=0)

    def thread_rows(self) -> Iterable[dict[str, Any]]:
        for n in range(self.threads):
            schools = self.schools_of(self.cluster_of_thread(n))
            school = schools[n % len(schools)]
            yield self.record("thread", n) | {
                "cluster_id": key("cluster", self.cluster_of_thread(n)), "title": f"About the {WORDS[n % 12]} and the {WORDS[n // 12 % 12]}",
                "category": "conversation", "school_id": key("school", school), "author_id": key("person", 2 * school),
                "post_count": self.posts_in(n), "last_posted_at": self.at - timedelta(minutes=n), "last_author_name": f"Teacher {2 * school}",
                "last_school_name": self.name_of(school),
            }  # fmt: skip

    def place_of_post(self, thread: int, n: int) -> datetime:
        return self.at - timedelta(minutes=thread, seconds=self.posts_in(thread) - n)

    def activity_rows(self) -> Iterable[dict[str, Any]]:
        blank = dict.fromkeys(
            (
                "description",
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
        for n in range(self.activities):
            schools = self.schools_of(self.cluster_of_activity(n))
            owner, partner, starts = schools[0], schools[1], self.activity_starts(n)
            yield self.record("activity", n) | blank | {
                "cluster_id": key("cluster", self.cluster_of_activity(n)), "title": f"Call about the {WORDS[n % 12]}", "kind": "meeting",
                "owner_school_id": key("school", owner), "partner_school_id": key("school", partner), "teacher_id": key("person", 2 * owner),
                "starts_at": starts, "ends_at": starts + timedelta(hours=1), "zone": "Europe/London", "place": "By video", "status": "confirmed",
                "plan": "Begin with the song. " * 10, "class_profile": "28 pupils, aged 8 and 9.", "sequence": 0, "revised_at": self.at, "version": 1,
            }  # fmt: skip

    def guests(self) -> Iterable[dict[str, Any]]:
        """To every tenth activity two further schools are invited: one comes, one has not answered."""
        for n in range(0, self.activities, 10):
            schools, starts = self.schools_of(self.cluster_of_activity(n)), self.activity_starts(n)
            for place, school in enumerate(schools[2:4]):
                said = (
                    {"answer": "asked"}
                    if place
                    else {"answer": "yes", "answered_for": starts, "answered_at": self.at, "pupils": 20}
                )
                yield self.record("activity_guest", n * 2 + place) | dict.fromkeys(("answered_for", "answered_at", "pupils")) | said | {
                    "activity_id": key("activity", n), "school_id": key("school", school), "version": 1,
                }  # fmt: skip

    def ready(self) -> Iterable[dict[str, Any]]:
        """The first teacher of every third school."""
        for n in range(0, self.schools, 3):
            yield self.record("stand_in_offer", n) | {
                "school_id": key("school", n), "person_id": key("person", 2 * n), "oriented_on": self.at.date() - timedelta(days=n % 300),
                "words": "Songs and science",
            }  # fmt: skip

    def handoff_rows(self) -> Iterable[dict[str, Any]]:
        blank = dict.fromkeys(("note", "materials", "introduction", "debrief", "next_step"), "")
        for n in range(self.handoffs):
            schools = self.schools_of(self.cluster_of(n))
            yield self.record("handoff", n) | blank | {
                "cluster_id": key("cluster", self.cluster_of(n)), "activity_id": key("activity", n), "owner_school_id": key("school", schools[0]),
                "asked_by_id": key("person", 2 * schools[0]), "state": "open", "filling": "asked", "reason": "illness",
                "title": f"Call about the {WORDS[n % 12]}", "plan": "Begin with the song. " * 10, "class_profile": "28 pupils, aged 8 and 9.",
                "promised": "A call on the day, and a letter after it.", "needed_at": self.at + timedelta(days=1), "version": 1,
            }  # fmt: skip

    def asks(self) -> Iterable[dict[str, Any]]:
        for n in range(self.handoffs):
            schools = self.schools_of(self.cluster_of(n))
            for place, school in enumerate(schools[2:5]):
                yield self.record("ask", n * 3 + place) | {
                    "handoff_id": key("handoff", n), "school_id": key("school", school), "status": "asked", "words": "",
                }  # fmt: skip

    def duties(self) -> Iterable[dict[str, Any]]:
        for n in range(self.spread_threads // 4):
            cluster = self.cluster_of(n)
            schools = self.schools_of(cluster)
            yield self.record("duty", n) | {
                "kind": "reply", "subject_id": key("thread", n), "cluster_id": key("cluster", cluster),
                "school_id": key("school", schools[n // self.clusters % len(schools)]), "title": f"About the {WORDS[n % 12]}",
                "due_at": self.at + timedelta(days=n % 20 - 5), "open_key": f"scale:{n}",
            }  # fmt: skip

    def duties_of_the_first(self) -> Iterable[dict[str, Any]]:
        for n in range(FIRST_PERSON_OWES):
            activity = n % self.spread_activities
            yield self.record("first_duty", n) | {
                "kind": DutyKind.DELIVER_ACTIVITY, "subject_id": key("activity", activity), "person_id": key("person", 0),
                "cluster_id": key("cluster", self.cluster_of(activity)), "title": f"Call about the {WORDS[n % 12]}",
                "due_at": self.at + timedelta(days=n % 20 - 5), "open_key": f"scale:first:{n}",
            }  # fmt: skip

    def feeds(self) -> Iterable[dict[str, Any]]:
        owner = key("person", 2 * self.schools_of(1)[0])
        yield self.record("feed", 0) | {
            "person_id": owner, "scope": FeedScope.CLUSTER, "cluster_id": key("cluster", 1), "turn": 1,
        }  # fmt: skip

    def audit(self) -> Iterable[dict[str, Any]]:
        for n in range(self.entries):
            thread = n % self.threads
            cluster = self.cluster_of_thread(thread)
            yield {
                "id": key("audit", n), "at": self.at - timedelta(minutes=self.entries - n), "kind": "thread_started", "cluster_id": key("cluster", cluster),
                "by_id": key("person", 2 * self.schools_of(cluster)[0]), "subject_id": key("thread", thread), "facts": {},
            }  # fmt: skip
