"""Finding notices, and the people they go to."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from portal.applying.programmes.models import Round
from portal.core.bilingual import WELSH
from portal.core.database import fetch, session
from portal.core.duty import Duty
from portal.core.outbox import OutboxMail
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster, Office, OfficeStatus
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.schools.models import MemberStatus, School, SchoolFunction, SchoolMember
from portal.oversight.notifications.models import MailStop, NoticeRhythm, Notification
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.oversight.notifications.sharing import SHARED
from portal.running.activities.models import Activity, ActivityGuest
from portal.running.handoffs.models import Handoff

MOST_TOLD = 500
MOST_ZONES = 1000
MOST_ROUNDS = 50
MOST_CANDIDATES = 20_000
KEYS_AT_ONCE = 10_000


def active_people(person_ids: Iterable[uuid.UUID | None]) -> Sequence[Person]:
    """Those of these people whose account is active, held in the order of their ids so that two acts that tell the same people do not lock each other."""
    wanted = sorted({person_id for person_id in person_ids if person_id is not None})
    if not wanted:
        return []
    query = sa.select(Person).where(Person.id.in_(wanted), Person.status == PersonStatus.ACTIVE).order_by(Person.id)
    return session().scalars(query.limit(MOST_TOLD).with_for_update(key_share=True)).all()


def people(person_ids: Collection[uuid.UUID]) -> Sequence[Person]:
    """Those of these people whose account is active, in the order of their ids."""
    query = sa.select(Person).where(Person.id.in_(sorted(person_ids)), Person.status == PersonStatus.ACTIVE)
    return session().scalars(query.order_by(Person.id).limit(MOST_TOLD)).all()


def known_once(keys: Sequence[str]) -> set[str]:
    """Which of these keys were told already."""
    if not keys:
        return set()
    found = session().scalars(sa.select(Notification.once).where(Notification.once.in_(keys)).limit(MOST_TOLD))
    return {key for key in found if key is not None}


def list_notices(person_id: uuid.UUID, after: str | None = None) -> Page[Notification]:
    """What a person was told, newest first."""
    query = sa.select(Notification).where(Notification.person_id == person_id)
    return page_by_key(query, Notification.id, after=after, newest_first=True)


def has_unread_about(person_id: uuid.UUID, subject_id: uuid.UUID) -> bool:
    """Is there a notice about this that the person has not read?"""
    query = sa.select(Notification.id).where(
        Notification.person_id == person_id, Notification.subject_id == subject_id, Notification.read_at.is_(None)
    )
    return session().scalars(query.limit(1)).first() is not None


def cluster_names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these clusters."""
    return _names(Cluster, ids)


def school_names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these schools."""
    return _names(School, ids)


def rounds_in_welsh() -> dict[str, str]:
    """What the latest rounds are called, and in Welsh (empty where nobody gave it). One statement."""
    query = sa.select(Round).options(load_only(Round.name, Round.in_welsh)).order_by(Round.id.desc()).limit(MOST_ROUNDS)
    named = {one.name: one.said("name", WELSH) for one in session().scalars(query)}
    return {english: said.words if said.language == WELSH else "" for english, said in named.items()}


def days_of(ids: set[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """When these stand-ins are needed, these activities that repeat take place, or those to which these invitations are: what is owed on one series is
    called alike, and only the days tell it apart. One statement."""
    if not ids:
        return {}
    wanted = sorted(ids)
    stand_ins: Any = sa.select(Handoff.id, Handoff.needed_at.label("day")).where(
        Handoff.id.in_(wanted), Handoff.activity_id.is_not(None)
    )
    times: Any = sa.select(Activity.id, Activity.starts_at).where(
        Activity.id.in_(wanted), Activity.series_id.is_not(None)
    )
    guests: Any = sa.select(ActivityGuest.id, Activity.starts_at).join(
        Activity, Activity.id == ActivityGuest.activity_id
    )
    guests = guests.where(ActivityGuest.id.in_(wanted), Activity.series_id.is_not(None))
    found = session().execute(sa.union_all(stand_ins, times, guests).order_by("id").limit(len(wanted)))
    return {row[0]: row[1] for row in found if row[1] is not None}


def _names(table: Any, ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    if not ids:
        return {}
    found = fetch(_names_of(table), {"ids": sorted(ids), "limit": len(ids)})
    return {row[0]: row[1] for row in found}


@cache
def _names_of(table: Any) -> Any:
    query = sa.select(table.id, table.name).where(table.id.in_(sa.bindparam("ids", expanding=True)))
    return query.order_by(table.id).limit(sa.bindparam("limit"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may owe something, and the zone they live in."""

    id: uuid.UUID
    zone: str


def zones_of_people() -> list[str]:
    """Every zone in which somebody with an active account lives."""
    lived_in = sa.select(Person.zone).where(Person.status == PersonStatus.ACTIVE).distinct()
    return sorted(session().scalars(lived_in.limit(MOST_ZONES)))


def people_who_may_owe(
    until: datetime, *, zones: Sequence[str], after: uuid.UUID | None = None, limit: int = MOST_CANDIDATES
) -> list[Candidate]:
    """People in these zones named in, or holding what is named in, a duty that is open and due before `until`; ordered by id, `limit` at a time."""
    open_now = (Duty.closed_at.is_(None), Duty.suspended_at.is_(None), Duty.due_at <= until)
    of_nobody = Duty.person_id.is_(None)
    schools = sa.select(SchoolMember.person_id).join(Duty, Duty.school_id == SchoolMember.school_id)
    schools = schools.where(Duty.office.is_(None), of_nobody)
    holds = sa.and_(
        Duty.school_id == SchoolFunction.school_id, Duty.office == sa.cast(SchoolFunction.function, sa.String(40))
    )
    functions = sa.select(SchoolFunction.person_id).join(Duty, holds)
    serves = sa.and_(Duty.cluster_id == Office.cluster_id, Duty.office == sa.cast(Office.kind, sa.String(40)))
    offices = sa.select(Office.person_id).join(Duty, serves).where(Duty.school_id.is_(None), of_nobody)
    roles = sa.select(RoleGrant.person_id).join(Duty, Duty.role == sa.cast(RoleGrant.role, sa.String(40)))
    both = [
        sa.and_(RoleGrant.role == role, Duty.role == of.value, Duty.kind.in_(kinds))
        for role, (of, kinds) in SHARED.items()
    ]
    shared = sa.select(RoleGrant.person_id).join(Duty, sa.or_(*both))
    owing = sa.union(
        sa.select(Duty.person_id).where(*open_now),
        sa.select(Duty.understudy_id).where(*open_now),
        schools.where(SchoolMember.status == MemberStatus.MEMBER, *open_now),
        functions.where(SchoolFunction.ended_on.is_(None), of_nobody, *open_now),
        offices.where(Office.status == OfficeStatus.ACCEPTED, *open_now),
        roles.where(RoleGrant.ended_at.is_(None), *open_now),
        shared.where(RoleGrant.ended_at.is_(None), *open_now),
    ).subquery()
    query = sa.select(Person.id, Person.zone).where(
        Person.id.in_(sa.select(owing.c[0])), Person.status == PersonStatus.ACTIVE, Person.zone.in_(zones)
    )
    if after is not None:
        query = query.where(Person.id > after)
    return [Candidate(*row) for row in session().execute(query.order_by(Person.id).limit(limit))]


def letters_written(keys: Sequence[str]) -> set[str]:
    """Which of these letters are in the outbox already, by their once-only keys."""
    written: set[str] = set()
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        found = session().scalars(sa.select(OutboxMail.once).where(OutboxMail.once.in_(some)).limit(len(some)))
        written |= {key for key in found if key is not None}
    return written


def frequencies(person_ids: Sequence[uuid.UUID], groups: Collection[Group]) -> dict[tuple[uuid.UUID, Group], Frequency]:
    """How often these people want mail about these groups, as far as they have said."""
    query = sa.select(NoticeRhythm.person_id, NoticeRhythm.group, NoticeRhythm.frequency)
    said = query.where(NoticeRhythm.person_id.in_(person_ids), NoticeRhythm.group.in_(sorted(groups)))
    return {(row[0], row[1]): row[2] for row in session().execute(said.limit(MOST_TOLD * len(Group)))}


def rhythm_of(person_id: uuid.UUID) -> dict[Group, NoticeRhythm]:
    """What one person has said, by group."""
    said = sa.select(NoticeRhythm).where(NoticeRhythm.person_id == person_id)
    return {row.group: row for row in session().scalars(said.order_by(NoticeRhythm.id).limit(len(Group)))}


def people_with_gathered_notices(
    *, zones: Sequence[str], after: uuid.UUID | None = None, limit: int = 500
) -> list[Candidate]:
    """People in these zones for whom notices were gathered for a mail of the day or the week; ordered by id, `limit` at a time."""
    waiting = sa.select(Notification.person_id).where(Notification.gathered.is_not(None))
    query = sa.select(Person.id, Person.zone).where(Person.id.in_(waiting), Person.status == PersonStatus.ACTIVE)
    query = query.where(Person.zone.in_(zones))
    if after is not None:
        query = query.where(Person.id > after)
    return [Candidate(*row) for row in session().execute(query.order_by(Person.id).limit(limit))]


def gathered_notices(person_id: uuid.UUID, due: Sequence[Frequency], *, limit: int = 100) -> Sequence[Notification]:
    """What was gathered for this person, oldest first."""
    mine = (Notification.person_id == person_id, Notification.gathered.in_(due))
    return session().scalars(sa.select(Notification).where(*mine).order_by(Notification.id).limit(limit)).all()


def stops_among(person_ids: Sequence[uuid.UUID], abouts: Collection[str]) -> set[tuple[uuid.UUID, str]]:
    """Who of these people has stopped mail about which of these."""
    query = sa.select(MailStop.person_id, MailStop.about)
    found = query.where(MailStop.person_id.in_(person_ids), MailStop.about.in_(sorted(abouts)))
    return {(row[0], row[1]) for row in session().execute(found.limit(MOST_TOLD * len(Group)))}


def stopped(person_ids: Sequence[uuid.UUID], abouts: Sequence[str]) -> set[uuid.UUID]:
    """Those of these people who have stopped mail about any of these."""
    query = sa.select(MailStop.person_id).where(MailStop.person_id.in_(person_ids), MailStop.about.in_(abouts))
    return set(session().scalars(query.limit(MOST_TOLD * 2)))


def stops_of(person_id: uuid.UUID) -> Sequence[MailStop]:
    """Everything that a person has stopped."""
    query = sa.select(MailStop).where(MailStop.person_id == person_id)
    return session().scalars(query.order_by(MailStop.id).limit(MOST_TOLD)).all()


def find_stop(person_id: uuid.UUID, about: str) -> MailStop | None:
    """What says that this person has stopped this."""
    return session().scalar(sa.select(MailStop).where(MailStop.person_id == person_id, MailStop.about == about))


def count_gathered(person_id: uuid.UUID, due: Sequence[Frequency]) -> int:
    """How much was gathered for this person."""
    mine = (Notification.person_id == person_id, Notification.gathered.in_(due))
    return session().scalar(sa.select(sa.func.count()).select_from(Notification).where(*mine)) or 0


def gather_no_more(person_id: uuid.UUID, due: Sequence[Frequency]) -> None:
    """What was gathered for this person has been brought, or is not wanted."""
    mine = (Notification.person_id == person_id, Notification.gathered.in_(due))
    session().execute(sa.update(Notification).where(*mine).values(gathered=None))
