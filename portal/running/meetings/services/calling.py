"""Call a meeting, move it, call it off; say whether one comes, and what one wants to talk about."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import ClusterStatus
from portal.forming.committees.models import Committee, Seat, SeatRole
from portal.identity.schools.models import School
from portal.policy import SignedIn
from portal.running.meetings import events, queries
from portal.running.meetings.models import AgendaPoint, Answer, Attendance, Meeting, MeetingKind, MeetingStatus
from portal.running.meetings.services.proposals import fact, follow_cancel, follow_move
from portal.running.meetings.workflow import MEETING

FARTHEST = timedelta(days=730)
WRITE_WITHIN = timedelta(days=3)
MOST_POINTS = 50


@dataclass(frozen=True, kw_only=True)
class When:
    """A date and two times on the clocks of a zone, and where."""

    on: date
    starts: time
    ends: time
    zone: str
    place: str = ""
    link: str = ""


def call_meeting(committee: Committee, *, by: Actor, when: When) -> Meeting:
    """The committee meets: everyone who sits in it is told and asked whether they come; the clerk owes the minutes."""
    check_open(committee)
    starts_at, ends_at = _instants(when)
    made = Meeting(
        committee_id=committee.id,
        cluster_id=committee.cluster_id,
        number=next_number(committee.id),
        starts_at=starts_at,
        ends_at=ends_at,
        zone=when.zone,
        on_day=when.on,
        place=when.place,
        link=when.link,
        called_by_id=by.id,
    )
    session().add(made)
    session().flush()
    duty.settle(DutyKind.HOLD_MEETING, committee.id, by=by, outcome="called")
    _ask(made, committee, by)
    record(fact(events.MeetingCalled, made, by, on=made.on_day))
    return made


def check_open(committee: Committee) -> None:
    """Refuse for a committee that is over, or of a closed cluster."""
    if committee.closed_at is not None or committee.cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This committee is over. Its record stays."))


def next_number(committee_id: uuid.UUID) -> int:
    """The number of a committee's next meeting."""
    return (
        session().scalar(sa.select(sa.func.max(Meeting.number)).where(Meeting.committee_id == committee_id)) or 0
    ) + 1


def _instants(when: When) -> tuple[datetime, datetime]:
    if not moments.is_zone(when.zone):
        raise RuleBroken("zone", _("Choose a zone from the list."))
    starts = moments.instant(when.on, when.starts, when.zone, field="starts")
    ends = moments.instant(when.on, when.ends, when.zone, field="ends")
    if ends <= starts:
        raise RuleBroken("ends", _("The end must be after the beginning."))
    if not clock.now() < starts <= clock.now() + FARTHEST:
        raise RuleBroken("on", _("Choose a day and time from now on, within the next two years."))
    return starts, ends


def _ask(meeting: Meeting, committee: Committee, by: Actor) -> None:
    """Who sits there with an account says whether they come; who writes the minutes owes them."""
    ask_who_sits(meeting, committee, by=by)
    officers = {seat.role: seat for seat in committee.open_seats() if seat.person_id is not None}
    clerk = officers.get(SeatRole.CLERK) or officers.get(SeatRole.CHAIR)
    duty.owe(
        DutyKind.WRITE_MINUTES,
        subject_id=meeting.id,
        cluster_id=meeting.cluster_id,
        school_id=clerk.school_id if clerk else None,
        person_id=clerk.person_id if clerk else None,
        office=None if clerk else "contact_teacher",
        title=committee.name,
        due_at=meeting.ends_at + WRITE_WITHIN,
    )


def ask_who_sits(meeting: Meeting, committee: Committee, *, by: Actor) -> None:
    """Exactly those who sit there now, have an account and have not answered owe an answer."""
    answered = {one.seat_id for one in meeting.attendances if one.answer is not None}
    asked = {s.person_id: s for s in committee.open_seats() if s.person_id is not None and s.id not in answered}
    for owed in duty.open_duties(DutyKind.ANSWER_MEETING, meeting.id):
        if owed.person_id not in asked:
            duty.close(owed, by=by, outcome="no_seat")
        else:
            del asked[owed.person_id]
    for person_id, seat in asked.items():
        duty.owe(
            DutyKind.ANSWER_MEETING,
            subject_id=meeting.id,
            cluster_id=meeting.cluster_id,
            school_id=seat.school_id,
            person_id=person_id,
            title=committee.name,
            due_at=meeting.starts_at,
        )
    session().flush()


def follow_seats(committee: Committee, *, by: Actor) -> None:
    """Seats were given, named or ended: those who sit there now are asked about the meetings to come."""
    for meeting in queries.list_called(committee.id):
        ask_who_sits(meeting, committee, by=by)


def follow_leaver(school: School, *, person_id: uuid.UUID, by: Actor) -> None:
    """Who leaves the school comes to no meeting for it; what they had taken on stays with the school."""
    for owed in duty.list_owed_by_person(person_id, school_id=school.id):
        if owed.kind == DutyKind.ANSWER_MEETING:
            duty.close(owed, by=by, outcome="left")
    for action in queries.list_actions_of(school.id, person_id):
        change(action, {"closed_at": None}, {"person_id": None})
    session().flush()


def move_meeting(meeting: Meeting, *, by: Actor, version: int, when: When) -> None:
    """Another date, time or place: everyone is told and asked again."""
    _check_called(meeting)
    starts_at, ends_at = _instants(when)
    values = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "zone": when.zone,
        "on_day": when.on,
        "place": when.place,
        "link": when.link,
        "version": meeting.version + 1,
    }
    moved = starts_at != meeting.starts_at
    change(meeting, {"status": MeetingStatus.CALLED, "version": version}, values)
    if moved:
        for kind in (DutyKind.ANSWER_MEETING, DutyKind.WRITE_MINUTES):
            duty.settle(kind, meeting.id, by=by, outcome="moved")
        for one in meeting.attendances:
            one.answer, one.spoken_by_id = None, None
        follow_move(meeting)
        _ask(meeting, meeting.committee, by)
    record(fact(events.MeetingMoved, meeting, by, on=meeting.on_day))


def _check_called(meeting: Meeting) -> None:
    if meeting.status != MeetingStatus.CALLED:
        raise NotAllowedNow(_("This meeting was held already, or called off."))


def cancel_meeting(meeting: Meeting, *, by: Actor) -> None:
    """It is called off; nobody owes anything for it, and what waited for it to be decided is taken back."""
    MEETING.advance(meeting, "cancel", version=meeting.version + 1)
    for kind in (DutyKind.ANSWER_MEETING, DutyKind.WRITE_MINUTES):
        duty.settle(kind, meeting.id, by=by, outcome="cancelled")
    follow_cancel(meeting, by=by)
    record(fact(events.MeetingCancelled, meeting, by, on=meeting.on_day))


def answer(
    meeting: Meeting, *, by: SignedIn, comes: bool, spoken_by_id: uuid.UUID | None = None, words: str = ""
) -> None:
    """Say whether one comes; who cannot may ask another seat of the committee to speak meanwhile."""
    _check_called(meeting)
    mine = _own_seat(meeting.committee, by)
    others = {seat.id for seat in meeting.committee.open_seats() if seat.id != mine.id}
    if spoken_by_id is not None and (comes or spoken_by_id not in others):
        raise RuleBroken("spoken_by", _("Choose someone else of the committee, only when you cannot come."))
    held = attendance(meeting, mine.id)
    held.answer = Answer.COMING if comes else Answer.APOLOGIES
    held.spoken_by_id, held.words = spoken_by_id, words
    session().flush()
    duty.settle(DutyKind.ANSWER_MEETING, meeting.id, by=by, person_id=by.id, outcome="answered")
    record(fact(events.MeetingAnswered, meeting, by, on=meeting.on_day, comes=comes, person_id=by.id))


def _own_seat(committee: Committee, by: SignedIn) -> Seat:
    found = next((seat for seat in committee.open_seats() if seat.person_id == by.id), None)
    if found is None:
        raise NotAllowedNow(_("You do not sit in this committee now."))
    return found


def attendance(meeting: Meeting, seat_id: uuid.UUID) -> Attendance:
    """The row of this seat, made where there is none."""
    held = meeting.attendance_of(seat_id)
    if held is None:
        held = Attendance(meeting=meeting, seat_id=seat_id)
        session().add(held)
    return held


def propose_point(meeting: Meeting, *, by: Actor, title: str, words: str = "") -> AgendaPoint:
    """Put something on the agenda."""
    _check_called(meeting)
    if meeting.kind != MeetingKind.MEETING or len(meeting.points) >= MOST_POINTS:
        raise NotAllowedNow(_("The agenda is full. Keep this for the next meeting."))
    made = AgendaPoint(meeting_id=meeting.id, title=title, words=words, proposed_by_id=by.id)
    session().add(made)
    session().flush()
    session().expire(meeting, ["points"])
    record(fact(events.PointProposed, meeting, by, on=meeting.on_day))
    return made
