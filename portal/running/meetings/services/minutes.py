"""Write a meeting down, and agree the minutes at the next one: then they are sealed."""

import hashlib
import json
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.committees.models import Committee
from portal.running.meetings import events, queries
from portal.running.meetings.models import DecisionStatus, Meeting, MeetingDecision, MeetingStatus
from portal.running.meetings.services.calling import attendance
from portal.running.meetings.services.deciding import may_count
from portal.running.meetings.services.proposals import fact
from portal.running.meetings.workflow import MEETING


def write_minutes(meeting: Meeting, *, by: Actor, version: int, minutes: str, came: Collection[uuid.UUID]) -> None:
    """What was said and who came. The first time the meeting counts as held and what was open then is kept with it; until the minutes are agreed they can
    be changed. Raises Stale when someone else wrote meanwhile."""
    if meeting.status not in (MeetingStatus.CALLED, MeetingStatus.HELD):
        raise NotAllowedNow(_("These minutes are agreed, or the meeting was called off. They stay as they are."))
    now = clock.now()
    if now < meeting.starts_at:
        raise NotAllowedNow(_("The meeting has not begun yet."))
    if version != meeting.version:
        raise Stale(_("Someone else wrote in these minutes meanwhile."), {"minutes": meeting.minutes})
    seats = {seat.id for seat in meeting.committee.seats}
    if not set(came) <= seats:
        raise RuleBroken("came", _("Choose from the list."))
    is_first = meeting.status == MeetingStatus.CALLED
    values = {"minutes": minutes, "minutes_by_id": by.id, "version": version + 1}
    if is_first:
        matters = [matter.words for matter in queries.open_matters(meeting.committee, meeting.id)]
        MEETING.advance(meeting, "hold", held_at=now, matters=matters, **values)
        met(meeting.committee, meeting)
        for kind in (DutyKind.WRITE_MINUTES, DutyKind.ANSWER_MEETING):
            duty.settle(kind, meeting.id, by=by, outcome="held")
    else:
        change(meeting, {"status": MeetingStatus.HELD, "version": version}, values)
    for seat in meeting.committee.open_seats():
        attendance(meeting, seat.id).came = seat.id in came
    session().flush()
    record(fact(events.MinutesWritten, meeting, by, on=meeting.on_day, is_first=is_first))


def met(committee: Committee, meeting: Meeting) -> None:
    """The committee has met on that day: nobody need be told that it has not."""
    if committee.met_on is None or committee.met_on < meeting.on_day:
        committee.met_on, committee.alarmed_on = meeting.on_day, None
    session().flush()


def agree_minutes(meeting: Meeting, *, by: Actor) -> None:
    """The next meeting agrees them. From then on nothing in them changes, and the seal shows it. A decision whose last day is still to come stands in them
    as open; one that can be counted is counted first."""
    agreeing = queries.agreeing_meeting(meeting, clock.now())
    if agreeing is None:
        raise RuleBroken(None, _("Minutes are agreed at the next meeting, and that has not begun yet."))
    if any(decision.status == DecisionStatus.OPEN and may_count(decision) for decision in meeting.decisions):
        raise RuleBroken(None, _("A decision of this meeting is still open. Close it first."))
    now = clock.now()
    MEETING.advance(
        meeting,
        "agree",
        agreed_at=now,
        agreed_in_id=agreeing.id,
        seal=seal_of(meeting, now),
        version=meeting.version + 1,
    )
    record(fact(events.MinutesAgreed, meeting, by, on=meeting.on_day, seal=meeting.seal))


def seal_of(meeting: Meeting, agreed_at: datetime) -> str:
    """SHA-256 of what the minutes come to: words, who came, what was open, what was decided and by whom, what was agreed to be done. People and schools go
    in by their keys, so that a changed name changes nothing. What was still to be decided when they were agreed goes in as that, whatever became of it."""
    content = {
        "committee": str(meeting.committee_id),
        "number": meeting.number,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "minutes": meeting.minutes,
        "matters": meeting.matters or [],
        "points": [point.title for point in meeting.points],
        "came": sorted(str(one.seat_id) for one in meeting.attendances if one.came),
        "spoken_for": sorted(f"{one.seat_id}:{one.spoken_by_id}" for one in meeting.attendances if one.spoken_by_id),
        "decisions": [_sealed(decision, agreed_at) for decision in meeting.decisions],
        "actions": [f"{action.task}:{action.due_on.isoformat()}" for action in meeting.actions],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _sealed(decision: MeetingDecision, agreed_at: datetime) -> dict[str, Any]:
    if decision.was_open_at(agreed_at):
        until = decision.closes_on.isoformat() if decision.closes_on else ""
        return {"proposal": decision.proposal, "outcome": DecisionStatus.OPEN.value, "until": until}
    votes = sorted(f"{vote.school_id}:{vote.choice.value}:{vote.words}" for vote in decision.votes)
    return {"proposal": decision.proposal, "outcome": decision.status.value, "votes": votes}


def is_whole(meeting: Meeting) -> bool | None:
    """Do agreed minutes still come to what was sealed? None where nothing is sealed."""
    if meeting.seal is None or meeting.agreed_at is None:
        return None
    return seal_of(meeting, meeting.agreed_at) == meeting.seal
