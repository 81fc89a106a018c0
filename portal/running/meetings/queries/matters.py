"""What is open for a meeting: gathered from what is owed, what was agreed last time, what is not decided, and how partnerships are doing."""

import uuid
from collections.abc import Callable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.database import session
from portal.core.i18n import _
from portal.forming.committees.models import Committee
from portal.running.health.queries import list_health
from portal.running.meetings.models import DecisionStatus, Meeting, MeetingAction, MeetingDecision, MeetingStatus
from portal.running.partnerships.models import Partnership, PartnershipStatus

MOST_OF_A_KIND = 10
MOST_PARTNERSHIPS = 10
SILENT_AFTER = 28


class Matter(NamedTuple):
    """Something that is open, in a line, and where it is."""

    words: str
    path: str


Source = Callable[[Committee], Sequence[Matter]]
sources: list[Source] = []
"""Rooms above add what is owed in the cluster, in words (see `portal/rooms.py`). Each makes a fixed number of statements."""


def open_matters(committee: Committee, meeting_id: uuid.UUID | None = None) -> list[Matter]:
    """What is open for a meeting of this committee, a few lines of each kind. A fixed number of statements."""
    found = [*_minutes(committee, meeting_id), *_actions(committee, meeting_id), *_decisions(committee, meeting_id)]
    found += _seats(committee)
    found += _partnerships(committee.cluster_id)
    for source in sources:
        found += list(source(committee))[:MOST_OF_A_KIND]
    return found


def _minutes(committee: Committee, meeting_id: uuid.UUID | None) -> list[Matter]:
    query = sa.select(Meeting).where(Meeting.committee_id == committee.id, Meeting.status == MeetingStatus.HELD)
    if meeting_id is not None:
        query = query.where(Meeting.id != meeting_id)
    held = session().scalars(query.order_by(Meeting.number, Meeting.id).limit(MOST_OF_A_KIND))
    return [Matter(_("Agree the minutes of meeting %(number)s", number=one.number), _path(one)) for one in held]


def _path(meeting: Meeting) -> str:
    return f"/clusters/{meeting.cluster_id}/meetings/{meeting.id}"


def _actions(committee: Committee, meeting_id: uuid.UUID | None) -> list[Matter]:
    query = sa.select(MeetingAction).join(Meeting, Meeting.id == MeetingAction.meeting_id)
    query = query.where(Meeting.committee_id == committee.id, MeetingAction.closed_at.is_(None))
    if meeting_id is not None:
        query = query.where(Meeting.id != meeting_id)
    loaded = (joinedload(MeetingAction.school), joinedload(MeetingAction.person), joinedload(MeetingAction.meeting))
    actions = session().scalars(
        query.options(*loaded).order_by(MeetingAction.due_on, MeetingAction.id).limit(MOST_OF_A_KIND)
    )
    return [
        Matter(_("From last time: %(task)s (%(who)s)", task=one.task, who=one.owner), _path(one.meeting))
        for one in actions
    ]


def _decisions(committee: Committee, meeting_id: uuid.UUID | None) -> list[Matter]:
    query = (
        sa.select(MeetingDecision)
        .join(Meeting, Meeting.id == MeetingDecision.meeting_id)
        .options(joinedload(MeetingDecision.meeting))
    )
    query = query.where(Meeting.committee_id == committee.id, MeetingDecision.status == DecisionStatus.OPEN)
    if meeting_id is not None:
        query = query.where(Meeting.id != meeting_id)
    found = session().scalars(query.order_by(MeetingDecision.id).limit(MOST_OF_A_KIND))
    return [Matter(_("Not decided yet: %(what)s", what=_short(one.proposal)), _path(one.meeting)) for one in found]


def _short(words: str) -> str:
    first = words.strip().splitlines()[0] if words.strip() else ""
    return first if len(first) <= 120 else first[:117] + "..."


def _seats(committee: Committee) -> list[Matter]:
    today, path = clock.today(committee.cluster.zone), f"/clusters/{committee.cluster_id}/committees/{committee.id}"
    empty = [s for s in committee.open_seats() if not s.holder]
    over = [s for s in committee.open_seats() if s.until_on is not None and s.until_on < today]
    found = [Matter(_("Nobody sits for %(seat)s", seat=s.holds_for), path) for s in empty]
    found += [Matter(_("The term of %(seat)s is over", seat=s.holds_for), path) for s in over]
    return found[:MOST_OF_A_KIND]


def _partnerships(cluster_id: uuid.UUID) -> list[Matter]:
    """Partnerships of which one end is silent with no holiday to explain it, or that are on hold."""
    going = (PartnershipStatus.ACTIVE, PartnershipStatus.PAUSED)
    query = sa.select(Partnership).where(Partnership.cluster_id == cluster_id, Partnership.status.in_(going))
    query = query.options(sa.orm.selectinload(Partnership.pairs)).order_by(Partnership.id).limit(MOST_PARTNERSHIPS)
    partnerships = session().scalars(query).all()
    health = list_health([one for one in partnerships if one.status == PartnershipStatus.ACTIVE])
    found = []
    for one in partnerships:
        path = f"/clusters/{cluster_id}/partnership"
        if one.status == PartnershipStatus.PAUSED:
            found.append(Matter(_("Partnership on hold: %(name)s", name=one.name), path))
        elif any(link.is_quiet(SILENT_AFTER) for link in health.get(one.id, ())):
            found.append(Matter(_("It has been quiet for four weeks: %(name)s", name=one.name), path))
    return found[:MOST_OF_A_KIND]
