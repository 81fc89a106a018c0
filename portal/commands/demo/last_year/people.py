"""Schools, people and clusters of the round of last year."""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.applying.allocation.models import ReviewerProfile
from portal.commands.demo.last_year.laid import Rows
from portal.commands.demo.last_year.places import (
    ABROAD,
    COORDINATORS,
    DOMAIN,
    HEADS,
    HOMES,
    NATIONS,
    READERS,
    THEMES,
    WELSH_FIRST,
    Home,
)
from portal.commands.demo.world import World
from portal.core.database import session
from portal.core.text import fold
from portal.forming.clusters.models import Cluster, ClusterMembership, Office, OfficeKind, OfficeStatus
from portal.identity.accounts.models import CONDUCT_VERSION, Person, RoleGrant
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import Function, School, SchoolFunction, SchoolMember, Verification
from portal.identity.schools.services.verification import make_findable
from portal.policy import Role

YEARS_AGO = -700
"""Days before today when all of them came to the portal."""
FIRST_NUMBER = 901_001


@dataclass(frozen=True)
class Side:
    """A school with who speaks for it: coordinator (at home) or contact, and head."""

    school_id: uuid.UUID
    name: str
    coordinator_id: uuid.UUID
    head_id: uuid.UUID


@dataclass(frozen=True)
class Together:
    """A cluster: its two member schools, the leading one first, and its partner school abroad."""

    id: uuid.UUID
    name: str
    theme: str
    lead: Side
    other: Side
    abroad: Side


@dataclass
class Cast:
    """Everybody of this part of the world."""

    clusters: list[Together] = field(default_factory=list)
    readers: list[uuid.UUID] = field(default_factory=list)
    addresses: dict[uuid.UUID, str] = field(default_factory=dict)


def lay(world: World) -> Cast:
    """Put them into the database."""
    rows, cast, at = Rows(), Cast(), world.at(days=YEARS_AGO)
    password_hash = world.people["manager"].password_hash

    def person(key: str, name: str, zone: str = "Europe/London") -> uuid.UUID:
        address = f"{key}@{DOMAIN}"
        made = rows.add(
            Person, at, name=name, folded_name=fold(name)[:200], email=address, password_hash=password_hash, status="active", zone=zone,
            confirmed_at=at, conduct_version=CONDUCT_VERSION, is_demonstration=True, seen_at=world.at(days=-20),
        )  # fmt: skip
        cast.addresses[made] = address
        return made

    home = [_home(rows, at, world, n, place, person) for n, place in enumerate(HOMES)]
    abroad = [_abroad(rows, at, world, n, person) for n in range(len(ABROAD))]
    for n, side in enumerate(home):
        cast.clusters.append(_cluster(rows, world, n, side, home[(n + 1) % len(home)], abroad[n % len(abroad)]))
    for n, (name, _habit, themes) in enumerate(READERS, start=1):
        reader = person(f"reader{n}", name)
        rows.add(RoleGrant, at, person_id=reader, role=Role.REVIEWER)
        rows.add(ReviewerProfile, at, person_id=reader, themes=themes, most=20)
        cast.readers.append(reader)
    kept_away = person("manager3", "Marguerite Ellwood")
    rows.add(RoleGrant, at, person_id=kept_away, role=Role.PROGRAMME_MANAGER)
    rows.add(SchoolMember, at, school_id=home[0].school_id, person_id=kept_away, status="member", job="Governor")
    rows.lay()
    for side in (*home, *abroad):
        make_findable(session().get_one(School, side.school_id))
    return cast


def _home(rows: Rows, at: datetime, world: World, n: int, home: Home, person: Any) -> Side:
    name = f"{home.kind} {home.place}" if home.kind in WELSH_FIRST else f"{home.place} {home.kind}"
    number, code = str(FIRST_NUMBER + n), f"L{NATIONS[home.nation][0]}{len(home.authority) % 10}"
    town, postcode = home.place, f"ZZ{7 + n % 3} {n % 9 + 1}{'ABDEFGHJ'[n % 8]}L"
    entry = rows.add(
        RegisterEntry, at, register="gias", number=number, name=name, folded_name=fold(name), status="open", phase=home.phase,
        authority_code=code, authority_name=home.authority, town=town, postcode=postcode, country="GB", country_name=NATIONS[home.nation],
        region=home.region, free_meals=home.meals, pupils=80 + 37 * n % 700,
        digest=hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
    )  # fmt: skip
    coordinator, head = person(f"coordinator{n + 1}", COORDINATORS[n]), person(f"principal{n + 1}", HEADS[n])
    school = rows.add(
        School, at, name=name, register="gias", number=number, register_entry_id=entry, status="verified", verification_level="register_match",
        country="GB", nation=home.nation, town=town, postcode=postcode, authority_code=code, authority_name=home.authority, phase=home.phase,
        type_name="Community school", head_name=HEADS[n], head_email=f"principal{n + 1}@{DOMAIN}", head_confirmed_at=at, verified_at=at,
        proposed_by_id=coordinator,
    )  # fmt: skip
    _staff(rows, at, world, school, coordinator, head)
    return Side(school, name, coordinator, head)


def _abroad(rows: Rows, at: datetime, world: World, n: int, person: Any) -> Side:
    name, _short, country, town, zone, language, its_contact, its_head = ABROAD[n]
    contact = person(f"overseas{n + 1}", its_contact, zone)
    head = person(f"overseashead{n + 1}", its_head, zone)
    school = rows.add(
        School, at, name=name, status="verified", verification_level="document_seen", country=country, town=town, zone=zone, language=language,
        phase="primary", head_name=its_head, head_email=f"overseashead{n + 1}@{DOMAIN}", head_confirmed_at=at, verified_at=at,
        evidence_named="Letter of the district education office, seen on paper.", proposed_by_id=contact,
    )  # fmt: skip
    _staff(rows, at, world, school, contact, head)
    return Side(school, name, contact, head)


def _staff(rows: Rows, at: datetime, world: World, school: uuid.UUID, contact: uuid.UUID, head: uuid.UUID) -> None:
    for who, job, function in (
        (contact, "International contact", Function.CONTACT),
        (head, "Head", Function.SIGNATORY),
    ):
        rows.add(
            SchoolMember, at, school_id=school, person_id=who, status="member", job=job,
            confirmed_on=world.at(days=-30).date(),
        )  # fmt: skip
        rows.add(SchoolFunction, at, school_id=school, person_id=who, function=function)
    rows.add(
        Verification, at, school_id=school, decided_by_id=world.people["admin"].id, outcome="verified", level="document_seen",
        register_evidence="Name, number and address agree with what was shown.",
        person_evidence="Telephoned the school office; the head confirmed who acts for the school.",
    )  # fmt: skip


def _cluster(rows: Rows, world: World, n: int, lead: Side, other: Side, abroad: Side) -> Together:
    at, theme = world.at(days=YEARS_AGO + 10, minute=n), THEMES[n % len(THEMES)]
    name = f"{HOMES[n].place} and {ABROAD[n % len(ABROAD)][1]}"
    made = rows.add(
        Cluster, at, name=name, folded_name=fold(name)[:120], status="active", theme=theme, form=("theme", "feeder_family", "same_type")[n % 3],
        theme_reasons="Something that pupils of both sides meet every day.", started_by_school_id=lead.school_id, started_by_id=lead.coordinator_id,
        rationale="The schools are neighbours, and share more than a fence.",
    )  # fmt: skip
    for side, which in ((lead, "home"), (other, "home"), (abroad, "partner")):
        rows.add(
            ClusterMembership, at, cluster_id=made, school_id=side.school_id, side=which, status="joined", joined_at=at, answered_at=at,
            answered_by_id=side.coordinator_id,
        )  # fmt: skip
    held = {"cluster_id": made, "school_id": lead.school_id, "status": OfficeStatus.ACCEPTED, "accepted_at": at}
    rows.add(Office, at, kind=OfficeKind.LEAD_SCHOOL, person_id=None, **held)
    rows.add(Office, at, kind=OfficeKind.CONTACT_TEACHER, person_id=lead.coordinator_id, **held)
    return Together(made, name, theme, lead, other, abroad)
