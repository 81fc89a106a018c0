"""What becomes of open proposals when their meeting moves, is called off, or somebody takes them back."""

from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.events import Event, record
from portal.running.meetings import events
from portal.running.meetings.models import DecisionStatus, Meeting, MeetingDecision
from portal.running.meetings.workflow import DECISION


def fact(kind: Any, meeting: Meeting, by: Actor, **facts: Any) -> Event:
    """A fact about a meeting."""
    named = {"name": meeting.committee.name, **facts}
    return kind(by_id=by.id, cluster_id=meeting.cluster_id, subject_id=meeting.id, **named)  # type: ignore[no-any-return]


def withdraw_decision(decision: MeetingDecision, *, by: Actor) -> None:
    """The proposal is taken back; nobody need say anything."""
    DECISION.advance(decision, "withdraw", decided_at=clock.now())
    duty.settle(DutyKind.VOTE_DECISION, decision.id, by=by, outcome="withdrawn")
    withdrawn = DecisionStatus.WITHDRAWN.value
    record(fact(events.DecisionMade, decision.meeting, by, decision_id=decision.id, outcome=withdrawn))


def _waiting(meeting: Meeting) -> list[MeetingDecision]:
    """The open ones that wait for the meeting itself: they have no last day of their own."""
    return [one for one in meeting.decisions if one.status == DecisionStatus.OPEN and one.closes_on is None]


def follow_move(meeting: Meeting) -> None:
    """The meeting has another time: what waits for it waits until then."""
    for decision in _waiting(meeting):
        for owed in duty.open_duties(DutyKind.VOTE_DECISION, decision.id):
            owed.due_at = meeting.ends_at
    session().flush()


def follow_cancel(meeting: Meeting, *, by: Actor) -> None:
    """The meeting is called off: what waited for it is taken back. It can be proposed at the next one."""
    for decision in _waiting(meeting):
        withdraw_decision(decision, by=by)
