"""Finding meetings, decisions and actions."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus
from portal.forming.committees.models import Committee, Seat
from portal.running.meetings.models import (
    AgendaPoint,
    DecisionStatus,
    Meeting,
    MeetingAction,
    MeetingDecision,
    MeetingKind,
    MeetingStatus,
    Vote,
)

MOST_DECISIONS = 100


def _committee(through: Any) -> list[Any]:
    """What the policy reads of the committee."""
    return [
        through.joinedload(Committee.cluster).selectinload(Cluster.offices),
        through.joinedload(Committee.cluster).selectinload(Cluster.memberships).joinedload(ClusterMembership.school),
        through.selectinload(Committee.seats).options(joinedload(Seat.school), joinedload(Seat.person)),
    ]


def _found(query: Any) -> Any:
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_meeting(cluster_id: uuid.UUID, meeting_id: uuid.UUID) -> Meeting:
    """A meeting of this cluster with everything on its page. Raises NotFound."""
    query = sa.select(Meeting).where(Meeting.id == meeting_id, Meeting.cluster_id == cluster_id)
    query = query.options(
        *_committee(joinedload(Meeting.committee)),
        joinedload(Meeting.minutes_by),
        joinedload(Meeting.agreed_in),
        selectinload(Meeting.points).joinedload(AgendaPoint.proposed_by),
        selectinload(Meeting.attendances),
        selectinload(Meeting.decisions).selectinload(MeetingDecision.votes).joinedload(Vote.school),
        selectinload(Meeting.actions).options(joinedload(MeetingAction.school), joinedload(MeetingAction.person)),
    )
    return _found(query)  # type: ignore[no-any-return]


def get_decision(cluster_id: uuid.UUID, meeting_decision_id: uuid.UUID) -> MeetingDecision:
    """A decision of this cluster with its votes. Raises NotFound."""
    query = sa.select(MeetingDecision).where(
        MeetingDecision.id == meeting_decision_id, MeetingDecision.cluster_id == cluster_id
    )
    through = joinedload(MeetingDecision.meeting)
    query = query.options(
        *_committee(through.joinedload(Meeting.committee)),
        through.selectinload(Meeting.attendances),
        selectinload(MeetingDecision.votes).joinedload(Vote.school),
    )
    return _found(query)  # type: ignore[no-any-return]


def get_action(cluster_id: uuid.UUID, meeting_action_id: uuid.UUID) -> MeetingAction:
    """An action of this cluster. Raises NotFound."""
    query = sa.select(MeetingAction).where(
        MeetingAction.id == meeting_action_id, MeetingAction.cluster_id == cluster_id
    )
    query = query.options(
        *_committee(joinedload(MeetingAction.meeting).joinedload(Meeting.committee)),
        joinedload(MeetingAction.school),
        joinedload(MeetingAction.person),
    )
    return _found(query)  # type: ignore[no-any-return]


def list_meetings(committee_id: uuid.UUID, after: str | None = None, *, size: int = 20) -> Page[Meeting]:
    """The meetings of a committee, the newest first."""
    query = sa.select(Meeting).where(Meeting.committee_id == committee_id)
    return page_by_key(query, Meeting.number, Meeting.id, after=after, size=size, newest_first=True)


def list_decisions(committee_id: uuid.UUID, after: str | None = None) -> Page[MeetingDecision]:
    """What a committee decided, the newest first."""
    query = sa.select(MeetingDecision).join(Meeting, Meeting.id == MeetingDecision.meeting_id)
    query = query.where(Meeting.committee_id == committee_id).options(joinedload(MeetingDecision.meeting))
    return page_by_key(query, MeetingDecision.id, after=after, size=30, newest_first=True)


def next_meeting(committee_id: uuid.UUID, now: datetime) -> Meeting | None:
    """The next one that has a date and is not over."""
    query = sa.select(Meeting).where(
        Meeting.committee_id == committee_id, Meeting.status == MeetingStatus.CALLED, Meeting.ends_at >= now
    )
    return session().scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(1)).first()


def agreeing_meeting(meeting: Meeting, now: datetime) -> Meeting | None:
    """The first later meeting of the committee that has begun: the one at which the minutes are agreed."""
    query = sa.select(Meeting).where(
        Meeting.committee_id == meeting.committee_id,
        Meeting.kind == MeetingKind.MEETING,
        Meeting.status != MeetingStatus.CANCELLED,
        Meeting.starts_at > meeting.starts_at,
        Meeting.starts_at <= now,
    )
    return session().scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(1)).first()


def list_decisions_to_close(today: date, after: uuid.UUID | None, *, limit: int) -> Sequence[uuid.UUID]:
    """Open decisions whose last day is over, in the order of their keys."""
    query = sa.select(MeetingDecision.id).where(
        MeetingDecision.status == DecisionStatus.OPEN, MeetingDecision.closes_on < today
    )
    if after is not None:
        query = query.where(MeetingDecision.id > after)
    return session().scalars(query.order_by(MeetingDecision.id).limit(limit)).all()


def list_open_decisions_of(cluster_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The decisions of a cluster that are open."""
    query = sa.select(MeetingDecision.id).where(
        MeetingDecision.cluster_id == cluster_id, MeetingDecision.status == DecisionStatus.OPEN
    )
    return session().scalars(query.order_by(MeetingDecision.id).limit(MOST_DECISIONS)).all()


class Standing(NamedTuple):
    """A committee, and when it meets next."""

    committee: Committee
    next_at: datetime | None
    next_id: uuid.UUID | None
    zone: str


def standing_in(cluster_id: uuid.UUID, now: datetime) -> list[Standing]:
    """The committees at work in a cluster, by name, each with its next meeting. One statement."""
    coming = sa.and_(
        Meeting.committee_id == Committee.id, Meeting.status == MeetingStatus.CALLED, Meeting.ends_at >= now
    )
    query = sa.select(Committee, Meeting.starts_at, Meeting.id, Meeting.zone).outerjoin(Meeting, coming)
    query = query.where(Committee.cluster_id == cluster_id, Committee.closed_at.is_(None))
    found: dict[uuid.UUID, Standing] = {}
    for row in session().execute(
        query.order_by(Committee.name, Committee.id, Meeting.starts_at, Meeting.id).limit(100)
    ):
        found.setdefault(row[0].id, Standing(row[0], row[1], row[2], row[3] or ""))
    return list(found.values())


def list_silent(began_before: date, after: uuid.UUID | None, *, limit: int) -> Sequence[Committee]:
    """Committees at work that last met (or began) before this day, that nobody was told about and that have no meeting to come, by key."""
    coming = sa.exists().where(Meeting.committee_id == Committee.id, Meeting.status == MeetingStatus.CALLED)
    query = sa.select(Committee).join(Cluster, Cluster.id == Committee.cluster_id)
    query = query.where(
        Committee.closed_at.is_(None),
        Committee.alarmed_on.is_(None),
        sa.func.coalesce(Committee.met_on, Committee.begun_on) < began_before,
        Cluster.status != ClusterStatus.CLOSED,
        ~coming,
    )
    if after is not None:
        query = query.where(Committee.id > after)
    query = query.options(selectinload(Committee.seats))
    return session().scalars(query.order_by(Committee.id).limit(limit)).all()


def list_called(committee_id: uuid.UUID) -> Sequence[Meeting]:
    """The meetings of a committee that have a date and were not held."""
    query = sa.select(Meeting).where(Meeting.committee_id == committee_id, Meeting.status == MeetingStatus.CALLED)
    return session().scalars(query.options(selectinload(Meeting.attendances)).order_by(Meeting.id).limit(50)).all()


def list_actions_of(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[MeetingAction]:
    """What a person of a school has taken on and not done."""
    query = sa.select(MeetingAction).where(
        MeetingAction.school_id == school_id, MeetingAction.person_id == person_id, MeetingAction.closed_at.is_(None)
    )
    return session().scalars(query.order_by(MeetingAction.id).limit(200)).all()
