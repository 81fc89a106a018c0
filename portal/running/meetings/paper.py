"""Agenda and minutes as lines: the page to print and the PDF say the same."""

from dataclasses import dataclass
from typing import Any

from portal.core import clock
from portal.core.i18n import _, ngettext
from portal.running.meetings import words
from portal.running.meetings.models import Answer, DecisionStatus, Meeting, MeetingDecision
from portal.web.moments import day, span


@dataclass(frozen=True)
class Section:
    """A heading, a text under it, and lines."""

    title: str
    lines: tuple[str, ...] = ()
    text: str = ""


def where_and_when(meeting: Meeting) -> str:
    """The date in words with its zone, and the place."""
    when = span(meeting.starts_at, meeting.ends_at, meeting.zone)
    return ". ".join(part for part in (when, meeting.place, meeting.link) if part)


def agenda(meeting: Meeting, matters: list[str]) -> list[Section]:
    """What the meeting talks about."""
    points = [point.title + (f": {point.words}" if point.words else "") for point in meeting.points]
    asked = [decision.proposal for decision in meeting.decisions if decision.status == DecisionStatus.OPEN]
    return _filled(
        Section(_("What members want to talk about"), tuple(points)),
        Section(_("What is to be decided"), tuple(asked)),
        Section(_("What is open"), tuple(matters)),
        Section(_("Who is expected"), tuple(_expected(meeting))),
    )


def _filled(*sections: Section) -> list[Section]:
    return [one for one in sections if one.lines or one.text]


def _expected(meeting: Meeting) -> list[str]:
    lines = []
    for seat in meeting.committee.open_seats():
        held = meeting.attendance_of(seat.id)
        said = str(words.ANSWER[held.answer]) if held is not None and held.answer is not None else _("not answered yet")
        lines.append(f"{_seat(seat)}: {said}")
    return lines


def _seat(seat: Any) -> str:
    return f"{seat.holder} ({seat.holds_for})" if seat.holder else str(seat.holds_for)


def minutes(meeting: Meeting) -> list[Section]:
    """What was said, decided and agreed to be done."""
    seats = {seat.id: seat for seat in meeting.committee.seats}
    came = [_seat(seats[one.seat_id]) for one in meeting.attendances if one.came and one.seat_id in seats]
    sorry = [one for one in meeting.attendances if not one.came and one.answer == Answer.APOLOGIES]
    apologies = [_apology(one, seats) for one in sorry if one.seat_id in seats]
    actions = [
        _("%(task)s (%(who)s, by %(day)s)", task=one.task, who=one.owner or _("the committee"), day=day(one.due_on))
        for one in meeting.actions
    ]
    points = [point.title for point in meeting.points]
    return _filled(
        Section(_("Who was there"), tuple(came)),
        Section(_("Could not come"), tuple(apologies)),
        Section(_("On the agenda"), (*points, *(meeting.matters or ()))),
        Section(_("What was said"), text=meeting.minutes),
        Section(_("What was decided"), tuple(_decided(decision) for decision in meeting.decisions)),
        Section(_("Who does what"), tuple(actions)),
    )


def _apology(one: Any, seats: dict[Any, Any]) -> str:
    speaker = seats.get(one.spoken_by_id)
    name = _seat(seats[one.seat_id])
    return _("%(who)s; %(other)s spoke for them", who=name, other=_seat(speaker)) if speaker is not None else name


def _decided(decision: MeetingDecision) -> str:
    outcome = f"{decision.proposal} {words.OUTCOME[decision.status]}."
    agreed_at = decision.meeting.agreed_at
    if agreed_at is not None and decision.closes_on is not None and decision.was_open_at(agreed_at):
        until = day(decision.closes_on)
        outcome += " " + _("When the minutes were agreed it was still open, until %(day)s.", day=until)
    return f"{outcome} {counts(decision)}" if decision.quorum is not None else outcome


def counts(decision: MeetingDecision) -> str:
    """The figures of a closed decision, in words."""
    return _(
        "For it: %(yes)s. Against it: %(no)s. Abstained: %(none)s. %(of)s, at least %(quorum)s had to take part.",
        yes=decision.said_for,
        no=decision.said_against,
        none=decision.abstained,
        of=ngettext("%(num)d school has a vote", "%(num)d schools have a vote", decision.schools or 0),
        quorum=decision.quorum,
    )


def foot(meeting: Meeting, brand: str) -> str:
    """Where the sheet comes from, and its seal."""
    made = _("Made by %(portal)s on %(day)s.", portal=brand, day=day(clock.now()))
    return f"{made} {_('Seal: %(seal)s', seal=meeting.seal[:16])}" if meeting.seal else made
