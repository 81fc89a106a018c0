"""Finding handoffs: the card, the list of a cluster, who can be asked, what the clock must look at."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core import clock
from portal.core.database import fetch, session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.types import Key
from portal.forming.clusters.models import LIVE, ClusterMembership, Office, OfficeKind, OfficeStatus, Side
from portal.identity.accounts.models import OneTimeLink, Person
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember
from portal.running.activities.models import Activity
from portal.running.activities.queries import twins_of
from portal.running.handoffs.models import (
    TAKEN,
    UNFINISHED,
    AskStatus,
    Filling,
    Handoff,
    HandoffAsk,
    HandoffState,
    ReleaseRule,
    Rung,
    RungHours,
)

MOST = 500


def get_handoff(cluster_id: uuid.UUID, handoff_id: uuid.UUID) -> Handoff:
    """The handoff of this cluster with its activity or thread, its schools and people, and who was asked. Two statements."""
    values = {"handoff_id": handoff_id, "cluster_id": cluster_id}
    found: Handoff | None = session().scalars(_handoff(), values).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


@cache
def _handoff() -> Any:
    return _handoff_by_id().where(
        Handoff.id == sa.bindparam("handoff_id"), Handoff.cluster_id == sa.bindparam("cluster_id")
    )


def _handoff_by_id() -> Any:
    return (
        sa.select(Handoff)
        .options(
            joinedload(Handoff.cluster),
            joinedload(Handoff.thread),
            joinedload(Handoff.owner_school),
            joinedload(Handoff.accepted_school),
            joinedload(Handoff.accepted_by),
            joinedload(Handoff.asked_by),
            joinedload(Handoff.activity).options(
                joinedload(Activity.owner_school), joinedload(Activity.partner_school), joinedload(Activity.teacher)
            ),
            selectinload(Handoff.asks).joinedload(HandoffAsk.school),
        )
        .execution_options(populate_existing=True)
    )


def unfinished_for_activity(activity_id: uuid.UUID) -> Handoff | None:
    """The handoff of this activity that is not over."""
    where = (Handoff.activity_id == activity_id, Handoff.state.in_(UNFINISHED))
    return session().scalar(sa.select(Handoff).where(*where))


def latest_for_activity(activity_id: uuid.UUID) -> uuid.UUID | None:
    """The newest handoff of this activity, over or not."""
    query = sa.select(Handoff.id).where(Handoff.activity_id == activity_id).order_by(Handoff.id.desc()).limit(1)
    return session().scalar(query)


def list_unfinished_for_thread(thread_id: uuid.UUID) -> Sequence[Handoff]:
    """The handoffs of replies owed in this thread that are not over, oldest first."""
    where = (Handoff.thread_id == thread_id, Handoff.state.in_(UNFINISHED))
    return session().scalars(sa.select(Handoff).where(*where).order_by(Handoff.id).limit(50)).all()


def list_unfinished_of_school(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Handoff]:
    """What this school owns or has taken on in this cluster and is not over, oldest first."""
    where = (
        Handoff.cluster_id == cluster_id,
        Handoff.state.in_(UNFINISHED),
        sa.or_(Handoff.owner_school_id == school_id, Handoff.accepted_school_id == school_id),
    )
    return session().scalars(sa.select(Handoff).where(*where).order_by(Handoff.id).limit(MOST)).all()


@dataclass(frozen=True)
class Candidate:
    """A school that can be asked. `is_partner`: asked only when chosen."""

    id: uuid.UUID
    name: str
    is_partner: bool


def list_candidates(cluster_id: uuid.UUID, *, owner_school_id: uuid.UUID) -> list[Candidate]:
    """The other schools of the network: home schools first, then partner schools and those of a mirrored cluster. One statement."""
    own = ClusterMembership.cluster_id == cluster_id
    is_home = sa.and_(own, ClusterMembership.side == Side.HOME)
    query = (
        sa.select(School.id, School.name, sa.func.max(sa.case((is_home, 1), else_=0)).label("home"))
        .join(ClusterMembership, ClusterMembership.school_id == School.id)
        .where(
            ClusterMembership.cluster_id.in_(
                sa.union_all(sa.select(sa.literal(cluster_id, Key())), sa.select(twins_of(cluster_id).subquery().c[0]))
            ),
            ClusterMembership.status.in_(LIVE),
            School.id != owner_school_id,
        )
        .group_by(School.id, School.name)
    )
    rows = session().execute(query.order_by(sa.desc("home"), School.name, School.id).limit(200))
    return [Candidate(row.id, row.name, not row.home) for row in rows]


def away_that_week(cluster_id: uuid.UUID, needed_at: datetime | None) -> set[uuid.UUID]:
    """The schools that said, to any asking in this cluster, that they are not free in the week of this instant (Monday to Sunday, UTC)."""
    if needed_at is None:
        return set()
    day = needed_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = day - timedelta(days=day.weekday())
    query = sa.select(HandoffAsk.school_id).join(Handoff, Handoff.id == HandoffAsk.handoff_id)
    query = query.where(
        Handoff.cluster_id == cluster_id,
        Handoff.needed_at >= monday,
        Handoff.needed_at < monday + timedelta(days=7),
        HandoffAsk.status == AskStatus.DECLINED,
        HandoffAsk.away_that_week.is_(True),
    )
    return set(session().scalars(query.order_by(HandoffAsk.id).limit(MOST)))


# several dates of a series


def list_sisters(handoff: Handoff) -> Sequence[Handoff]:
    """The other dates of the same series for which somebody is still looked for, with who is asked; the soonest first. Nothing without a series."""
    if handoff.activity is None or handoff.activity.series_id is None:
        return []
    return _of_series(handoff, Handoff.filling.in_((Filling.ASKED, Filling.UNFILLED)))


def list_batch(handoff: Handoff, school_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """The stand-ins of a series that were asked for together with this one, of any of these schools, whatever became of them; the soonest first: as the
    mail that asked numbered them."""
    if handoff.activity is None or handoff.activity.series_id is None:
        return [handoff.id]
    together = timedelta(minutes=1)
    query = (
        sa.select(Handoff.id, Activity.starts_at)
        .join(Activity, Activity.id == Handoff.activity_id)
        .join(HandoffAsk, HandoffAsk.handoff_id == Handoff.id)
        .where(
            Activity.series_id == handoff.activity.series_id,
            Handoff.owner_school_id == handoff.owner_school_id,
            Handoff.created_at.between(handoff.created_at - together, handoff.created_at + together),
            HandoffAsk.school_id.in_(school_ids),
        )
        .distinct()
    )
    rows = session().execute(query.order_by(Activity.starts_at, Handoff.id).limit(60)).all()
    return [row.id for row in rows]


def list_pending_sisters(handoff: Handoff) -> Sequence[Handoff]:
    """The other dates of the same series that this very teacher has taken on and whose time out of class is still to be agreed; the soonest first."""
    if handoff.activity is None or handoff.activity.series_id is None:
        return []
    return _of_series(
        handoff,
        Handoff.filling == Filling.ACCEPTED_RELEASE_PENDING,
        Handoff.accepted_school_id == handoff.accepted_school_id,
        Handoff.accepted_by_id == handoff.accepted_by_id,
    )


def list_taken_sisters(handoff: Handoff) -> Sequence[Any]:
    """The other dates of the same series that this very teacher has taken on and that are not over: (id, starts_at, ends_at, zone, partner_zone), the soonest
    first. One statement, and none without a series."""
    if handoff.activity is None or handoff.activity.series_id is None or handoff.accepted_by_id is None:
        return []
    partner = aliased(School)
    query: Any = (
        sa.select(Handoff.id, Activity.starts_at, Activity.ends_at, Activity.zone, partner.zone.label("partner_zone"))
        .join(Activity, Activity.id == Handoff.activity_id)
        .outerjoin(partner, partner.id == Activity.partner_school_id)
        .where(
            Activity.series_id == handoff.activity.series_id,
            Handoff.accepted_school_id == handoff.accepted_school_id,
            Handoff.accepted_by_id == handoff.accepted_by_id,
            Handoff.filling.in_(TAKEN),
            Handoff.state.in_(UNFINISHED),
            Handoff.id != handoff.id,
        )
    )
    return session().execute(query.order_by(Activity.starts_at, Handoff.id).limit(60)).all()


def _of_series(handoff: Handoff, *where: Any) -> Sequence[Handoff]:
    series_id = handoff.activity.series_id if handoff.activity is not None else None
    query = _handoff_by_id().join(Activity, Activity.id == Handoff.activity_id)
    query = query.where(
        Activity.series_id == series_id,
        Handoff.owner_school_id == handoff.owner_school_id,
        Handoff.state == HandoffState.OPEN,
        Handoff.id != handoff.id,
        *where,
    )
    found: Sequence[Handoff] = (
        session().scalars(query.order_by(Activity.starts_at, Handoff.id).limit(60)).unique().all()
    )
    return found


def is_member(person_id: uuid.UUID, school_id: uuid.UUID) -> bool:
    """Is this person a member of that school?"""
    where = (
        SchoolMember.person_id == person_id,
        SchoolMember.school_id == school_id,
        SchoolMember.status == MemberStatus.MEMBER,
    )
    return session().scalar(sa.select(SchoolMember.id).where(*where)) is not None


def contacts_of(school_ids: Sequence[uuid.UUID]) -> Sequence[Any]:
    """The contacts of these schools by name and school, never an address: (name, school)."""
    return fetch(_contacts(), {"schools": list(school_ids)})


@cache
def _contacts() -> Any:
    query = (
        sa.select(Person.name, School.name.label("school"))
        .join(SchoolFunction, SchoolFunction.person_id == Person.id)
        .join(School, School.id == SchoolFunction.school_id)
        .where(
            SchoolFunction.school_id.in_(sa.bindparam("schools", expanding=True)),
            SchoolFunction.function == Function.CONTACT,
            SchoolFunction.ended_on.is_(None),
        )
    )
    return query.order_by(School.name, Person.name, Person.id).limit(20)


class Line(NamedTuple):
    """One handoff as a list shows it."""

    id: uuid.UUID
    title: str
    state: HandoffState
    filling: Filling
    needed_at: datetime | None
    is_for_reply: bool
    owner: str
    stand_in: str | None
    stand_in_person: str | None
    starts_at: datetime | None
    zone: str | None


def list_handoffs(cluster_id: uuid.UUID, *, after: str | None = None) -> Page[Line]:
    """The handoffs of a cluster: those that are not over first, the newest first within both. One statement."""
    page = page_by_key(
        _lines().where(Handoff.cluster_id == cluster_id),
        _UNFINISHED_FIRST,
        Handoff.id,
        after=after,
        newest_first=True,
        rows=True,
    )
    return Page(items=[Line._make(row) for row in page.items], next=page.next, first=page.first)


_UNFINISHED_FIRST = sa.case((Handoff.state.in_(UNFINISHED), 1), else_=0)


def list_open(cluster_id: uuid.UUID, *, limit: int = 10) -> list[Line]:
    """What still waits for a stand-in or is under way, the soonest first."""
    return [Line._make(row) for row in fetch(_open(), {"cluster_id": cluster_id, "limit": limit})]


@cache
def _open() -> Any:
    query = _lines().where(Handoff.cluster_id == sa.bindparam("cluster_id"), Handoff.state.in_(UNFINISHED))
    return query.order_by(Handoff.needed_at.is_(None), Handoff.needed_at, Handoff.id).limit(sa.bindparam("limit"))


def _lines() -> Any:
    owner, stand_in = aliased(School), aliased(School)
    query: Any = (
        sa.select(
            Handoff.id,
            Handoff.title,
            Handoff.state,
            Handoff.filling,
            Handoff.needed_at,
            Handoff.thread_id.is_not(None),
            owner.name,
            stand_in.name,
            Person.name,
            Activity.starts_at,
            Activity.zone,
        )
        .join(owner, owner.id == Handoff.owner_school_id)
        .outerjoin(stand_in, stand_in.id == Handoff.accepted_school_id)
        .outerjoin(Person, Person.id == Handoff.accepted_by_id)
        .outerjoin(Activity, Activity.id == Handoff.activity_id)
    )
    return query


# time out of class


def release_rule_of(school_id: uuid.UUID) -> ReleaseRule | None:
    """Whether the school wants to agree the time out of class, and who may; None: it has never said so."""
    query = sa.select(ReleaseRule).where(ReleaseRule.school_id == school_id).options(joinedload(ReleaseRule.delegate))
    return session().scalar(query)


def handoff_of_link(link: OneTimeLink) -> Handoff | None:
    """The handoff whose time a mailed link is about, while the answer is waited for."""
    query = _handoff_by_id().where(Handoff.id == link.subject_id)
    found: Handoff | None = session().scalars(query).unique().one_or_none()
    return found if found is not None and found.waits_for_release else None


def list_late_releases() -> Sequence[Handoff]:
    """Those whose head should have answered and for which this was not told yet, oldest first."""
    where = (
        Handoff.state == HandoffState.OPEN,
        Handoff.filling == Filling.ACCEPTED_RELEASE_PENDING,
        Handoff.release_due_at <= clock.now(),
        Handoff.release_late_at.is_(None),
    )
    return session().scalars(sa.select(Handoff).where(*where).order_by(Handoff.id).limit(MOST)).all()


# what the clock must look at


def list_to_climb() -> Sequence[Handoff]:
    """Those that nobody has taken on and for which a further rung can be asked, the soonest needed first, with who is asked."""
    where = (
        Handoff.state == HandoffState.OPEN,
        Handoff.filling.in_((Filling.ASKED, Filling.UNFILLED)),
        Handoff.rung != Rung.PROGRAMME,
    )
    query = sa.select(Handoff).options(selectinload(Handoff.asks)).where(*where)
    return session().scalars(query.order_by(Handoff.needed_at, Handoff.id).limit(MOST)).all()


def hours_of_rungs() -> dict[Rung, int]:
    """How long each rung is waited on, where the programme has said so."""
    rows = session().execute(sa.select(RungHours.rung, RungHours.hours).order_by(RungHours.rung).limit(10))
    return {row.rung: row.hours for row in rows}


def lead_school_of(cluster_id: uuid.UUID) -> uuid.UUID | None:
    """The school that leads the cluster."""
    where = (
        Office.cluster_id == cluster_id,
        Office.kind == OfficeKind.LEAD_SCHOOL,
        Office.status == OfficeStatus.ACCEPTED,
    )
    return session().scalar(sa.select(Office.school_id).where(*where).order_by(Office.id).limit(1))


def list_to_begin() -> Sequence[Handoff]:
    """Activities taken on whose time has come, oldest first."""
    where = (
        Handoff.state == HandoffState.OPEN,
        Handoff.filling.in_(TAKEN),
        Handoff.activity_id.is_not(None),
        Handoff.needed_at <= clock.now(),
    )
    return session().scalars(sa.select(Handoff).where(*where).order_by(Handoff.id).limit(MOST)).all()


def list_to_lapse() -> Sequence[Handoff]:
    """Those that nobody has taken on when their time has gone by, oldest first."""
    where = (
        Handoff.state == HandoffState.OPEN,
        Handoff.filling.in_((Filling.ASKED, Filling.UNFILLED)),
        Handoff.needed_at <= clock.now(),
    )
    return session().scalars(sa.select(Handoff).where(*where).order_by(Handoff.id).limit(MOST)).all()


def list_to_hand_back(before: datetime) -> Sequence[Handoff]:
    """Done by a stand-in before this instant, or over since then without a word, and not passed back; oldest first."""
    over = sa.func.coalesce(Handoff.delivered_at, Activity.ends_at)
    query = sa.select(Handoff).outerjoin(Activity, Activity.id == Handoff.activity_id)
    query = query.where(Handoff.state == HandoffState.ACTIVE, over <= before)
    return session().scalars(query.order_by(Handoff.id).limit(MOST)).all()


def home_schools(candidates: Sequence[Candidate]) -> list[uuid.UUID]:
    """Those asked when everyone is asked."""
    return [c.id for c in candidates if not c.is_partner]
