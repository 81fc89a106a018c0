"""What happens when: meetings, minutes and decisions. Who sits in the committee is told; who was not there gets the minutes by mail."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.committees.models import Committee
from portal.oversight.notifications import recipients
from portal.running.meetings import events
from portal.running.meetings.models import Choice, Meeting, MeetingAction, MeetingDecision
from portal.running.meetings.words import CHOICES, OUTCOME
from portal.subscriptions.forming_gathering import contacts, tell_them
from portal.subscriptions.words import _
from portal.web.moments import span


def _meeting(event: Any) -> Meeting:
    return session().get_one(Meeting, event.subject_id)


def _to(event: Any, people: Iterable[uuid.UUID | None], title: Any, *, mail: bool = True, words: Any = "") -> None:
    tell_them(event, people, title, f"/meetings/{event.subject_id}", mail=mail, words=words)


def _when(meeting: Meeting) -> str:
    parts = (span(meeting.starts_at, meeting.ends_at, meeting.zone), meeting.place, meeting.link)
    return ". ".join(part for part in parts if part)


def _called(event: events.MeetingCalled) -> None:
    meeting = _meeting(event)
    title = _("%(committee)s meets. Say whether you come.", committee=event.name)
    _to(event, meeting.seated_ids, title, words=_when(meeting))


def _moved(event: events.MeetingMoved) -> None:
    meeting = _meeting(event)
    title = _("The meeting of %(committee)s has changed", committee=event.name)
    _to(event, meeting.seated_ids, title, words=_when(meeting))


def _cancelled(event: events.MeetingCancelled) -> None:
    meeting = _meeting(event)
    title = _("The meeting of %(committee)s is called off", committee=event.name)
    _to(event, meeting.seated_ids, title, words=_when(meeting))


def _point(event: events.PointProposed) -> None:
    meeting = _meeting(event)
    _to(
        event,
        meeting.officer_ids,
        _("Something new is on the agenda of %(committee)s", committee=event.name),
        mail=False,
    )


def _minutes(event: events.MinutesWritten) -> None:
    if not event.is_first:
        return
    meeting = _meeting(event)
    came = {one.seat_id for one in meeting.attendances if one.came}
    seats = meeting.committee.open_seats()
    title = _("The minutes of %(committee)s are written", committee=event.name)
    _to(event, [s.person_id for s in seats if s.id in came], title, mail=False)
    _to(event, [s.person_id for s in seats if s.id not in came], title, words=meeting.minutes[:3000])


def _checked_in(event: events.CheckedIn) -> None:
    meeting = _meeting(event)
    _to(event, meeting.seated_ids, _("%(committee)s has checked in", committee=event.name), mail=False)


def _proposed(event: events.DecisionProposed) -> None:
    decision = session().get_one(MeetingDecision, event.decision_id)
    title = _("A decision is proposed in %(committee)s. What does your school say?", committee=event.name)
    people = [*decision.voter_ids, *contacts(decision.voting_school_ids)]
    tell_them(event, people, title, f"/decisions/{decision.id}", mail=True, words=decision.proposal[:1000])


def _voted(event: events.VoteCast) -> None:
    """A school reads what was noted as its word, and can put it right until it is counted."""
    if not event.noted:
        return
    decision = session().get_one(MeetingDecision, event.decision_id)
    seats = [s.person_id for s in decision.committee.open_seats() if s.school_id == event.school_id]
    title = _("%(committee)s has noted what your school said. Is it right?", committee=event.name)
    words = f"{decision.proposal[:1000]}\n\n{CHOICES[decision.how][Choice(event.choice)]}"
    people = [*seats, *contacts([event.school_id])]
    tell_them(event, people, title, f"/decisions/{decision.id}", mail=True, words=words)


def _made(event: events.DecisionMade) -> None:
    decision = session().get_one(MeetingDecision, event.decision_id)
    title = _("A decision in %(committee)s is closed", committee=event.name)
    words = f"{decision.proposal[:1000]}\n\n{OUTCOME[decision.status]}"
    _to(event, decision.seated_ids, title, words=words)


def _action(event: events.ActionAgreed) -> None:
    action = session().get_one(MeetingAction, event.action_id)
    people = [action.person_id] if action.person_id else contacts([action.school_id])
    title = _("%(committee)s agreed that you do this: %(task)s", committee=event.name, task=action.task)
    tell_them(event, people, title, f"/meeting-actions/{action.id}", mail=True)


def _silent(event: events.CommitteeSilent) -> None:
    chair = session().get_one(Committee, event.subject_id).chair()
    people = [chair.person_id if chair else None]
    if event.cluster_id is not None:
        people += recipients.coordinators_of(event.cluster_id)
    title = _(
        "%(committee)s has not met for a while. A date, or a check-in of two minutes, is enough.", committee=event.name
    )
    tell_them(event, people, title, f"/committees/{event.subject_id}", mail=True)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.MeetingCalled: (_called,),
    events.MeetingMoved: (_moved,),
    events.MeetingCancelled: (_cancelled,),
    events.PointProposed: (_point,),
    events.MinutesWritten: (_minutes,),
    events.CheckedIn: (_checked_in,),
    events.DecisionProposed: (_proposed,),
    events.VoteCast: (_voted,),
    events.DecisionMade: (_made,),
    events.ActionAgreed: (_action,),
    events.CommitteeSilent: (_silent,),
}
