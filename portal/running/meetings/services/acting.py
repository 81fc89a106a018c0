"""What somebody does by a day."""

import uuid
from datetime import date, time, timedelta

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.running.meetings import events
from portal.running.meetings.models import Meeting, MeetingAction, MeetingStatus
from portal.running.meetings.services.proposals import fact

FARTHEST = timedelta(days=730)


def note_action(meeting: Meeting, *, by: Actor, task: str, seat_id: uuid.UUID | None, due_on: date) -> MeetingAction:
    """Someone of the committee does something by a day. Where nobody with an account sits on the seat, its school does; else the coordinator reminds."""
    if meeting.status not in (MeetingStatus.CALLED, MeetingStatus.HELD):
        raise NotAllowedNow(_("These minutes are agreed, or the meeting was called off. They stay as they are."))
    seat = next((s for s in meeting.committee.open_seats() if s.id == seat_id), None)
    if seat is None:
        raise RuleBroken("seat", _("Choose who does it."))
    today = clock.today(meeting.zone)
    if not today - timedelta(days=31) <= due_on <= today + FARTHEST:
        raise RuleBroken("due_on", _("Choose a day within the next two years."))
    made = MeetingAction(
        meeting_id=meeting.id,
        cluster_id=meeting.cluster_id,
        task=task,
        school_id=seat.school_id,
        person_id=seat.person_id,
        due_on=due_on,
    )
    session().add(made)
    session().flush()
    session().expire(meeting, ["actions"])
    is_owned = seat.person_id is not None or seat.school_id is not None
    duty.owe(
        DutyKind.DO_ACTION,
        subject_id=made.id,
        cluster_id=meeting.cluster_id,
        school_id=seat.school_id,
        person_id=seat.person_id,
        office=None if is_owned else "contact_teacher",
        title=task,
        due_at=moments.instant(due_on, time(17, 0), meeting.zone),
    )
    who = {"school_id": seat.school_id, "person_id": seat.person_id}
    record(fact(events.ActionAgreed, meeting, by, action_id=made.id, due_on=due_on, **who))
    return made


def close_action(action: MeetingAction, *, by: Actor, is_done: bool, words: str = "") -> None:
    """It is done; or it is let go, and somebody says why."""
    if not is_done and not words:
        raise RuleBroken("words", _("Say why it is let go."))
    values = {"closed_at": clock.now(), "is_done": is_done, "outcome_words": words}
    change(action, {"closed_at": None}, values)
    duty.settle(DutyKind.DO_ACTION, action.id, by=by, outcome="done" if is_done else "dropped")
    record(fact(events.ActionClosed, action.meeting, by, action_id=action.id, is_done=is_done))


def follow_pass_on(
    cluster: Cluster, *, owed: Duty, from_school_id: uuid.UUID, to_school_id: uuid.UUID, by: Actor
) -> None:
    """A school that leaves has passed its action on: the minutes say who does it now."""
    if owed.kind != DutyKind.DO_ACTION:
        return
    action = session().get(MeetingAction, owed.subject_id)
    if action is not None and action.closed_at is None:
        change(action, {"closed_at": None}, {"school_id": to_school_id, "person_id": None})
