"""From the call to sealed minutes: who is asked, what is on the agenda, who gets mail, what cannot be changed any more."""

import uuid
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster, Stale
from portal.core.outbox import OutboxMail
from portal.forming.clusters.queries import get_membership
from portal.forming.clusters.services import complete_leaving
from portal.forming.committees import services as seats
from portal.forming.committees.queries import get_seat
from portal.identity.schools import services as schools
from portal.identity.schools.queries import get_school
from portal.oversight.notifications.models import Notification
from portal.running.meetings import services
from portal.running.meetings.models import How, Meeting, MeetingAction, MeetingStatus
from portal.running.meetings.queries import get_action, open_matters
from portal.running.meetings.workflow import DECISION, MEETING
from tests.forming.support import act, leave, open_duties
from tests.running.activities.test_feed import link
from tests.running.meetings.support import call, committee, council, hold, meeting, seat_of
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def told(kind: str) -> set[Any]:
    return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


def kinds(cast: Cast) -> list[str]:
    return sorted(kind for kind, *_more in open_duties(cast.river))


def test_a_meeting_from_call_to_seal(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
        first = call(cast, one)
        seated = {cast.coordinator.id, cast.vale_contact.id, cast.ford_teacher.id, cast.authority.id}
        assert told("meeting_called") == seated - {cast.coordinator.id}
        assert kinds(cast) == ["answer_meeting"] * 4 + ["write_minutes"]

        chief = next(s.id for s in meeting(cast, first).committee.open_seats() if s.holder == "Sophea Lim")
        with pytest.raises(RuleBroken):
            act(cast, "ford_teacher", services.answer, meeting(cast, first), comes=True, spoken_by_id=chief)
        hill = seat_of(cast, first, "coordinator")
        act(cast, "ford_teacher", services.answer, meeting(cast, first), comes=False, spoken_by_id=hill)
        act(cast, "coordinator", services.answer, meeting(cast, first), comes=True)
        with pytest.raises(NotAllowedNow):
            act(cast, "vale_teacher", services.answer, meeting(cast, first), comes=True)
        assert kinds(cast).count("answer_meeting") == 2
        act(cast, "authority", services.propose_point, meeting(cast, first), title="The new bus line")
        with pytest.raises(NotAllowedNow):
            act(cast, "vale_contact", services.write_minutes, meeting(cast, first), version=1, minutes="x", came=[])

        hold(cast, clock, first, "coordinator", "vale_contact")
        done = meeting(cast, first)
        assert (done.status, done.committee.met_on) == (MeetingStatus.HELD, done.on_day)
        assert done.present_school_ids() == {cast.school[key] for key in ("hill", "vale", "ford")}
        mailed = set(session().scalars(sa.select(OutboxMail.address).where(OutboxMail.subject.contains("minutes"))))
        assert mailed == {cast.ford_teacher.email, cast.authority.email}, "who was not there"
        assert "write_minutes" not in kinds(cast)
        with pytest.raises(Stale):
            act(cast, "coordinator", services.write_minutes, done, version=1, minutes="x", came=[])
        act(cast, "coordinator", services.write_minutes, done, version=done.version, minutes="Better.", came=[hill])

        with pytest.raises(RuleBroken, match="next meeting"):
            act(cast, "coordinator", services.agree_minutes, meeting(cast, first))
        second = call(cast, one, days=20)
        assert next(m.words for m in open_matters(committee(cast, one), second)) == "Agree the minutes of meeting 1"
        clock.hold(meeting(cast, second).starts_at + timedelta(minutes=5))
        act(cast, "coordinator", services.agree_minutes, meeting(cast, first))
        sealed = meeting(cast, first)
        assert (sealed.status, sealed.agreed_in_id, len(sealed.seal)) == (MeetingStatus.AGREED, second, 64)
        assert services.is_whole(sealed) is True
        for deed, words in (
            (services.write_minutes, {"version": sealed.version, "minutes": "x", "came": []}),
            (services.propose_decision, {"proposal": "x", "how": How.VOTE}),
            (services.note_action, {"task": "x", "seat_id": hill, "due_on": clocks.today()}),
            (services.agree_minutes, {}),
            (services.cancel_meeting, {}),
        ):
            with pytest.raises(NotAllowedNow):
                act(cast, "coordinator", deed, meeting(cast, first), **words)
            session().rollback()
        commit(app, lambda: session().execute(sa.update(Meeting).where(Meeting.id == first).values(minutes="Other.")))
        assert services.is_whole(meeting(cast, first)) is False


def test_moved_and_called_off(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
        first = call(cast, one)
        act(cast, "coordinator", services.answer, meeting(cast, first), comes=True)
        ask = {"proposal": "A picture book.", "how": How.CONSENT}
        asked = act(cast, "ford_teacher", services.propose_decision, meeting(cast, first), **ask).id
        last_day = {**ask, "closes_on": clocks.today() + timedelta(days=20)}
        act(cast, "ford_teacher", services.propose_decision, meeting(cast, first), **last_day)
        on = clocks.today() + timedelta(days=15)
        there = services.When(on=on, starts=time(9), ends=time(10), zone="Africa/Nairobi")
        act(cast, "vale_contact", services.move_meeting, meeting(cast, first), version=1, when=there)
        moved = meeting(cast, first)
        assert (moved.starts_at.hour, moved.on_day, moved.attendances[0].answer) == (6, on, None)
        assert kinds(cast) == ["answer_meeting"] * 4 + ["vote_decision"] * 3 + ["write_minutes"]
        assert {owed.due_at for owed in duty.open_duties(DutyKind.VOTE_DECISION, asked)} == {moved.ends_at}
        with pytest.raises(SomeoneWasFaster):
            act(cast, "coordinator", services.move_meeting, meeting(cast, first), version=1, when=there)
        for words, field in (
            ({"ends": time(8)}, "ends"),
            ({"on": clocks.today() - timedelta(days=1)}, "on"),
            ({"zone": "Moon/Base"}, "zone"),
        ):
            when = services.When(**{"on": on, "starts": time(9), "ends": time(10), "zone": "UTC", **words})
            with pytest.raises(RuleBroken) as refused:
                act(cast, "coordinator", services.call_meeting, committee(cast, one), when=when)
            assert refused.value.field == field
            session().rollback()
        act(cast, "coordinator", services.cancel_meeting, meeting(cast, first))
        called_off = meeting(cast, first)
        assert (called_off.status, kinds(cast)) == (MeetingStatus.CANCELLED, ["vote_decision"] * 3)
        assert [one.status.value for one in called_off.decisions] == ["withdrawn", "open"], "one has a day of its own"


def test_what_was_agreed_to_be_done(app: Flask, cast: Cast, clock: Any) -> None:
    """It is owed by who took it on, passes to the school when they leave it, and to the lead school when the school leaves the cluster."""
    with app.app_context():
        one = council(cast)
        first = call(cast, one)
        due = clocks.today() + timedelta(days=30)
        ford = seat_of(cast, first, "ford_teacher")
        act(cast, "vale_contact", services.note_action, meeting(cast, first), task="List", seat_id=ford, due_on=due)
        done = act(
            cast, "vale_contact", services.note_action, meeting(cast, first), task="Map", seat_id=ford, due_on=due
        )
        act(cast, "ford_teacher", services.close_action, get_action(cast.river, done.id), is_done=True)
        assert ("do_action", cast.school["ford"], cast.ford_teacher.id, None) in open_duties(cast.river)
        member = next(m for m in get_school(cast.school["ford"]).members if m.person_id == cast.ford_teacher.id)
        act(cast, "ford_contact", schools.complete_leaving, member)
        assert ("do_action", cast.school["ford"], None, "contact") in open_duties(cast.river)
        assert ("answer_meeting", cast.school["ford"], None, "contact") not in open_duties(cast.river)
        left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=clocks.today())
        act(cast, "ford_contact", complete_leaving, get_membership(cast.river, left))
        action = session().scalars(sa.select(MeetingAction).where(MeetingAction.closed_at.is_(None))).one()
        assert (action.school_id, action.person_id) == (cast.school["hill"], None)
        assert ("do_action", cast.school["hill"], None, "contact") in open_duties(cast.river)
        with pytest.raises(RuleBroken):
            act(cast, "coordinator", services.close_action, get_action(cast.river, action.id), is_done=False)
        act(cast, "teacher", services.close_action, get_action(cast.river, action.id), is_done=False, words="No need.")
        assert "do_action" not in kinds(cast)


def test_who_sits_there_now_is_asked(app: Flask, cast: Cast) -> None:
    with app.app_context():
        one = council(cast)
        first = call(cast, one)
        ford = seat_of(cast, first, "ford_teacher")
        act(cast, "ford_contact", seats.name_holder, get_seat(cast.river, ford), person_id=cast.ford_contact.id)
        assert ("answer_meeting", cast.school["ford"], cast.ford_contact.id, None) in open_duties(cast.river)
        assert ("answer_meeting", cast.school["ford"], cast.ford_teacher.id, None) not in open_duties(cast.river)
        act(cast, "ford_contact", seats.end_seat, get_seat(cast.river, ford))
        assert not [1 for kind, school, *_more in open_duties(cast.river) if school == cast.school["ford"]]


def test_the_calendar_shows_it_and_a_feed_gives_it(app: Flask, cast: Cast, reader_for: Readers) -> None:
    with app.app_context():
        first = call(cast, council(cast))
        on = meeting(cast, first).on_day
    month = f"?month={on:%Y-%m}"
    reader_for(cast.ford_teacher).get(f"/calendar{month}").follow("16:00 Meeting: Council").sees("Hill hall")
    reader_for(cast.ford_teacher).get(f"/calendar?view=week&week={on}").sees(
        "16:00 to 17:00 UK time", "Meeting: Council"
    )
    reader_for(cast.outsider).get(f"/calendar{month}").does_not_see("Meeting: Council")
    for key, who, is_there in (("hill", cast.teacher, True), ("tumaini", cast.abroad, False)):
        reader = reader_for(who).get(f"/schools/{cast.school[key]}/calendar{month}")
        assert ("16:00 Meeting: Council" in reader.text) is is_there
    answer = app.test_client().get(link(reader_for(cast.ford_teacher)))
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Meeting: Council"]
    starts = events[0]["dtstart"]  # a time of day in the zone of the meeting, not a whole day
    assert (starts.dt.date(), f"{starts.dt:%H:%M}", starts.params["TZID"]) == (on, "16:00", "Europe/London")
    assert events[0]["dtend"].dt > starts.dt


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
    page = f"/clusters/{cast.river}/committees/{one}"
    carys = reader_for(cast.coordinator).get(page).sees("It wants to meet by").follow("Call a meeting")
    carys.sees("What is open").fill(place="Hill hall").press("Call the meeting").sees("Hill hall", "Not answered yet")
    there = carys.path
    finn = reader_for(cast.ford_teacher).get("/what-needs-me").follow("Say whether you come to the meeting: Council")
    finn.follow("Say whether you come").fill(comes="apologies").press("Send the answer").sees("Cannot come").follow(
        "Put something on the agenda"
    )
    finn.fill(title="A joint picnic").press("Put it on the agenda").sees("A joint picnic")
    finn.follow("Agenda to print").sees(
        "Agenda: Council, meeting 1", "A joint picnic", "Finn Baker (Ford Special School)"
    )
    assert finn.get(there + "/minutes.pdf").raw.startswith(b"%PDF")
    carys.get(there + "/minutes").sees("The meeting has not begun yet")
    reader_for(cast.ford_contact).get(there + "/minutes", expect=403)
    reader_for(cast.outsider).get(there, expect=404)
    with app.app_context():
        clock.hold(meeting(cast, uuid.UUID(there.split("/")[-1])).ends_at)
    vera = reader_for(cast.vale_contact).get("/what-needs-me").follow("Write the minutes of the meeting: Council")
    vera.follow("Write down who does what").fill(task="Book the hall", due_on_day="1").press(
        "Write it down", expect=422
    )
    seat = next(str(o["value"]) for o in vera.page.select("select[name=seat] option") if "Vera" in o.text)
    due = clocks.today() + timedelta(days=9)
    vera.fill(seat=seat, due_on=[str(due.day), str(due.month), str(due.year)]).press("Write it down")
    vera.sees("Book the hall").follow("Write the minutes")
    vera.fill(minutes="We agreed on May.").press("Save the minutes").sees("We agreed on May.", "Minutes to agree")
    vera.follow("Minutes to print").sees(
        "Minutes: Council, meeting 1", "Book the hall (Vera Singh, Vale Primary School"
    )
    assert vera.get(there + "/minutes.pdf").raw.startswith(b"%PDF")
    vera.get(there).press("Agree the minutes").sees("Minutes are agreed at the next meeting")
    vera.follow("Say how it ended Book the hall").press("Save").sees("Done")
    reader_for(cast.authority).get(page).follow("All meetings").follow("Meeting 1").sees("We agreed on May.")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_cost_the_same(app: Flask, cast: Cast, reader_for: Readers, count: int) -> None:
    with app.app_context():
        one = council(cast)
        first = call(cast, one)

    def more() -> None:
        held = meeting(cast, first)
        for n in range(2, count + 2):
            session().add(
                Meeting(
                    committee_id=one,
                    cluster_id=cast.river,
                    number=n,
                    starts_at=held.starts_at,
                    ends_at=held.ends_at,
                    zone="UTC",
                    on_day=held.on_day,
                    status=MeetingStatus.HELD,
                )
            )
            session().add(
                MeetingAction(
                    meeting_id=first,
                    cluster_id=cast.river,
                    task=f"T{n}",
                    school_id=cast.school["vale"],
                    due_on=held.on_day,
                )
            )

    commit(app, more)
    carys = reader_for(cast.coordinator)
    base = f"/clusters/{cast.river}"
    costs = [
        len(carys.get(base + path).statements)
        for path in (
            "",
            f"/committees/{one}",
            f"/committees/{one}/meetings",
            f"/meetings/{first}",
            f"/meetings/{first}/print",
        )
    ]
    assert all(cost <= most for cost, most in zip(costs, [40, 12, 10, 32, 32], strict=True)), costs


def test_every_command_from_every_state() -> None:
    for lifecycle in (MEETING, DECISION):
        assert set(lifecycle.words) == set(lifecycle.commands)
    assert len(MEETING.moves) == 3
    assert len(DECISION.moves) == 5
