"""The queue of schools that wait for a look, and what is known of each."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School, Verification
from portal.identity.verification.models import FlagKind, SchoolEvidence, SchoolFlag, Vouch
from portal.policy.people import Role

MOST_WAITING_COUNTRIES = 250
LOOKS = (DutyKind.VERIFY_SCHOOL, DutyKind.RECHECK_SCHOOL)
# providers at which anyone may have an address: it says nothing of a school, so nothing is compared with it
FREE_PROVIDERS = frozenset(
    provider
    for line in (
        "163.com aol.com btinternet.com free.fr gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.co.uk hotmail.com icloud.com",
        "laposte.net live.com mail.com mail.ru me.com msn.com orange.fr outlook.com proton.me protonmail.com qq.com rediffmail.com",
        "sky.com wanadoo.fr web.de yahoo.co.in yahoo.co.uk yahoo.com yahoo.fr yandex.ru",
    )
    for provider in line.split()
)


class Since(StrEnum):
    """How long a school has waited."""

    ANY = ""
    TWO_DAYS = "two_days"
    LATE = "late"
    TWO_WEEKS = "two_weeks"


class Sort(StrEnum):
    """Which look is owed: the first, or another one at a school that is verified."""

    ANY = ""
    FIRST = "first"
    AGAIN = "again"


@dataclass(frozen=True)
class Wanted:
    """What of the queue is shown."""

    since: Since = Since.ANY
    country: str = ""
    flagged: bool = False
    sort: Sort = Sort.ANY


@dataclass(frozen=True)
class Waiting:
    """A school that waits for a look: since when, until when the programme looks, what was flagged, how many vouch for it."""

    school: School
    sort: Sort
    since: datetime
    due_at: datetime | None
    flags: tuple[SchoolFlag, ...] = ()
    vouches: int = 0

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < clock.now()


@dataclass(frozen=True)
class Standing:
    """What is known of one school beside its own row, the newest last."""

    evidence: Sequence[SchoolEvidence] = ()
    vouches: Sequence[Vouch] = ()
    flags: Sequence[SchoolFlag] = ()
    decisions: Sequence[Any] = ()
    looks: Sequence[Duty] = field(default=())

    @property
    def live_vouches(self) -> list[Vouch]:
        return [vouch for vouch in self.vouches if vouch.is_live]

    @property
    def open_flags(self) -> list[SchoolFlag]:
        return [flag for flag in self.flags if flag.settled_at is None]


# the queue


def list_waiting(wanted: Wanted | None = None, after: str | None = None) -> Page[Waiting]:
    """Schools whose look is owed, the longest wait first, in three statements."""
    query: Any = sa.select(School, Duty.kind, Duty.created_at, Duty.due_at).select_from(Duty)
    query = query.join(School, School.id == Duty.subject_id).where(*_owed_looks(), *_wanted(wanted or Wanted()))
    query = query.options(joinedload(School.proposed_by), joinedload(School.entry))
    page = page_by_key(query, Duty.created_at, Duty.id, after=after, rows=True)
    keys = [row[0].id for row in page.items]
    flags, vouches = _open_flags_of(keys), _vouches_for(keys)
    waiting = [
        Waiting(
            school,
            Sort.AGAIN if kind == DutyKind.RECHECK_SCHOOL else Sort.FIRST,
            since,
            due_at,
            tuple(flags.get(school.id, ())),
            vouches.get(school.id, 0),
        )
        for school, kind, since, due_at in page.items
    ]
    return Page(items=waiting, next=page.next, first=page.first)


def _owed_looks() -> tuple[sa.ColumnElement[bool], ...]:
    return (Duty.role == Role.PROGRAMME_MANAGER.value, Duty.kind.in_(LOOKS), Duty.closed_at.is_(None))


def _wanted(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    now, where = clock.now(), list[sa.ColumnElement[bool]]()
    match wanted.since:
        case Since.TWO_DAYS:
            where.append(Duty.created_at <= now - timedelta(days=2))
        case Since.LATE:
            where.append(Duty.due_at < now)
        case Since.TWO_WEEKS:
            where.append(Duty.created_at <= now - timedelta(days=14))
        case Since.ANY:
            pass
    if wanted.country:
        where.append(School.country == wanted.country)
    if wanted.flagged:
        where.append(sa.exists().where(SchoolFlag.school_id == School.id, SchoolFlag.settled_at.is_(None)))
    if wanted.sort != Sort.ANY:
        where.append(Duty.kind == (DutyKind.RECHECK_SCHOOL if wanted.sort == Sort.AGAIN else DutyKind.VERIFY_SCHOOL))
    return where


def waiting_by_country() -> dict[str, int]:
    """How many looks are owed, by the country of the school."""
    query = sa.select(School.country, sa.func.count()).select_from(Duty).join(School, School.id == Duty.subject_id)
    query = query.where(*_owed_looks()).group_by(School.country).order_by(School.country).limit(MOST_WAITING_COUNTRIES)
    return {row[0]: row[1] for row in session().execute(query)}


def _open_flags_of(school_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[SchoolFlag]]:
    found: dict[uuid.UUID, list[SchoolFlag]] = {}
    query = sa.select(SchoolFlag).where(SchoolFlag.school_id.in_(school_ids), SchoolFlag.settled_at.is_(None))
    for flag in session().scalars(query.order_by(SchoolFlag.id).limit(500)):
        found.setdefault(flag.school_id, []).append(flag)
    return found


def _vouches_for(school_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    query = sa.select(Vouch.school_id, sa.func.count()).where(
        Vouch.school_id.in_(school_ids), Vouch.withdrawn_at.is_(None)
    )
    rows = session().execute(query.group_by(Vouch.school_id).order_by(Vouch.school_id).limit(500))
    return {row[0]: row[1] for row in rows}


# one school


def standing_of(school_id: uuid.UUID) -> Standing:
    """Evidence, vouches, flags and decisions of a school, and which looks are owed."""
    held = session()
    evidence = sa.select(SchoolEvidence).where(
        SchoolEvidence.school_id == school_id, SchoolEvidence.withdrawn_at.is_(None)
    )
    evidence = evidence.options(joinedload(SchoolEvidence.file), joinedload(SchoolEvidence.added_by))
    vouches = sa.select(Vouch).where(Vouch.school_id == school_id).options(joinedload(Vouch.voucher_school))
    flags = sa.select(SchoolFlag).where(SchoolFlag.school_id == school_id).options(joinedload(SchoolFlag.person))
    decisions = (
        sa.select(Verification, Person.name)
        .join(Person, Person.id == Verification.decided_by_id)
        .where(Verification.school_id == school_id)
    )
    looks = sa.select(Duty).where(Duty.subject_id == school_id, Duty.kind.in_(LOOKS), Duty.closed_at.is_(None))
    return Standing(
        held.scalars(evidence.order_by(SchoolEvidence.id).limit(50)).all(),
        held.scalars(vouches.order_by(Vouch.id).limit(50)).all(),
        held.scalars(flags.order_by(SchoolFlag.id).limit(50)).all(),
        held.execute(decisions.order_by(Verification.id).limit(50)).all(),
        held.scalars(looks.order_by(Duty.id).limit(5)).all(),
    )


def get_evidence(school_id: uuid.UUID, evidence_id: uuid.UUID) -> SchoolEvidence:
    """A document of this very school that was not taken back. Raises NotFound."""
    where = (
        SchoolEvidence.id == evidence_id,
        SchoolEvidence.school_id == school_id,
        SchoolEvidence.withdrawn_at.is_(None),
    )
    query = sa.select(SchoolEvidence).where(*where)
    found = session().scalar(query.options(joinedload(SchoolEvidence.file), joinedload(SchoolEvidence.school)))
    if found is None:
        raise NotFound
    return found


def count_evidence(school_id: uuid.UUID) -> int:
    """How many documents lie there."""
    where = (SchoolEvidence.school_id == school_id, SchoolEvidence.withdrawn_at.is_(None))
    return session().scalar(sa.select(sa.func.count()).select_from(SchoolEvidence).where(*where)) or 0


def get_vouch(school_id: uuid.UUID, vouch_id: uuid.UUID) -> Vouch:
    """A vouch for this very school, standing or taken back. Raises NotFound."""
    query = sa.select(Vouch).where(Vouch.id == vouch_id, Vouch.school_id == school_id)
    found = session().scalar(query.options(joinedload(Vouch.school), joinedload(Vouch.voucher_school)))
    if found is None:
        raise NotFound
    return found


def live_vouches(school_id: uuid.UUID, cluster_id: uuid.UUID | None = None) -> Sequence[Vouch]:
    """The vouches that stand for a school (in one cluster, where given), oldest first."""
    query = sa.select(Vouch).where(Vouch.school_id == school_id, Vouch.withdrawn_at.is_(None))
    if cluster_id is not None:
        query = query.where(Vouch.cluster_id == cluster_id)
    return session().scalars(query.order_by(Vouch.id).limit(50)).all()


def get_flag(school_id: uuid.UUID, flag_id: uuid.UUID) -> SchoolFlag:
    """A flag of this very school. Raises NotFound."""
    query = sa.select(SchoolFlag).where(SchoolFlag.id == flag_id, SchoolFlag.school_id == school_id)
    found = session().scalar(query.options(joinedload(SchoolFlag.person)))
    if found is None:
        raise NotFound
    return found


def open_flags(school_id: uuid.UUID, *kinds: FlagKind) -> Sequence[SchoolFlag]:
    """What is flagged about a school and not settled, of these kinds, oldest first."""
    query = sa.select(SchoolFlag).where(SchoolFlag.school_id == school_id, SchoolFlag.settled_at.is_(None))
    if kinds:
        query = query.where(SchoolFlag.kind.in_(kinds))
    return session().scalars(query.order_by(SchoolFlag.id).limit(100)).all()


# addresses


def domains_of(school: School) -> list[str]:
    """Where the school's own addresses are, as far as that is known: the website in the register, else the domain of the head's address."""
    website = school.entry.website if school.entry is not None else ""
    return [host] if (host := host_of(website)) else _own([school.head_email])


def _own(addresses: Iterable[str]) -> list[str]:
    found = {address.rpartition("@")[2].lower() for address in addresses}
    return sorted(found - FREE_PROVIDERS - {""})


def host_of(website: str) -> str:
    """The host of a website as registers write it, with or without a scheme, without www; empty when there is none."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".") if "." in host else ""


def is_at(address: str, domains: Iterable[str]) -> bool:
    """Is the address at one of these domains, or at a part of one?"""
    domain = address.rpartition("@")[2].lower()
    return any(domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}") for host in domains)
