"""Forms of meetings."""

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from typing import Any

from portal.core import clock
from portal.core.i18n import _, _l
from portal.forming.committees.models import Committee, Seat
from portal.running.meetings import words
from portal.running.meetings.models import Answer, Choice, How, Meeting, MeetingDecision
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    line,
    number,
    paragraph,
    pick_from_list,
    pick_one,
    pick_several,
    send,
    tick,
    time_of_day,
)
from portal.web.forms import link as web_link
from portal.web.moments import zone_name


class _When:
    on = day(_l("On which day?"), required=_l("Choose a day."))
    starts = time_of_day(_l("From"), required=_l("Say when it begins."))
    ends = time_of_day(_l("To"), required=_l("Say when it ends."))
    zone = pick_from_list(
        _l("On whose clocks?"), required=_l("Choose a zone."), hint=_l("The times above are read on these clocks.")
    )
    place = line(_l("Where? (optional)"), longest=200)
    link = web_link(_l("Link of the call (optional)"))


def offer_zones(form: Any, committee: Committee) -> None:
    """The zones of the schools that have a seat; the cluster's first."""
    own = committee.cluster.zone
    zones = list(dict.fromkeys([own, *(s.school.zone for s in committee.open_seats() if s.school is not None)]))
    if form.zone.data and form.zone.data not in zones and not form.is_submitted():
        zones.append(form.zone.data)
    form.zone.choices = [(zone, zone_name(zone)) for zone in zones]
    form.zone.data = form.zone.data or own


class CallForm(_When, PortalForm):
    read_by_others = ("place",)
    makes_new = True
    submit = send(_l("Call the meeting"))


class MoveForm(_When, EditingForm):
    read_by_others = ("place",)

    submit = send(_l("Save"))

    @classmethod
    def of(cls, meeting: Meeting) -> "MoveForm":
        """With what holds now."""
        return cls(
            on=meeting.on_day,
            starts=meeting.local_start.time(),
            ends=meeting.local_end.time(),
            zone=meeting.zone,
            place=meeting.place,
            link=meeting.link,
            version=meeting.version,
        )


class AnswerForm(PortalForm):
    read_by_others = ("words",)

    comes = pick_one(
        _l("Do you come?"),
        [(Answer.COMING.value, _l("Yes, I come")), (Answer.APOLOGIES.value, _l("No, I cannot come"))],
        required=_l("Say whether you come."),
    )
    spoken_by = pick_from_list(
        _l("If not: who speaks for you? (optional)"),
        required=None,
        hint=_l("Someone else of the committee. Talk with them first."),
        coerce=as_uuid,
    )
    words = paragraph(_l("Anything the others should know? (optional)"), longest=1000, rows=3)
    submit = send(_l("Send the answer"))

    def offer(self, seats: Iterable[Seat], me: Any) -> None:
        """The other seats on which somebody sits."""
        others = [(s.id, f"{s.holder}, {s.holds_for}") for s in seats if s.person_id != me and s.holder]
        self.spoken_by.choices = [("", _("Nobody")), *others]


class PointForm(PortalForm):
    read_by_others = ("title", "words")
    makes_new = True
    title = line(_l("What do you want to talk about?"), required=_l("Say it in a few words."), longest=200)
    words = paragraph(_l("A sentence or two about it (optional)"), longest=2000, rows=3)
    submit = send(_l("Put it on the agenda"))


class MinutesForm(EditingForm):
    read_by_others = ("minutes",)

    came = pick_several(_l("Who was there?"), hint=_l("Tick everyone who came."), coerce=as_uuid)
    minutes = paragraph(
        _l("What was said?"),
        required=_l("Write down what was said. A few sentences are enough."),
        hint=_l("Decisions and who does what have their own places on the page before. Name no pupils."),
        longest=20000,
        rows=12,
    )
    submit = send(_l("Save the minutes"))

    def offer(self, seats: Sequence[Seat]) -> None:
        """Every seat, with who sits on it."""
        self.came.choices = [(s.id, f"{s.holds_for}: {s.holder}" if s.holder else s.holds_for) for s in seats]


def ready_minutes(meeting: Meeting) -> str:
    """The points of the agenda, to be written under."""
    return "\n\n".join(f"{n}. {point.title}\n" for n, point in enumerate(meeting.points, start=1))


class DecisionForm(PortalForm):
    read_by_others = ("proposal",)
    makes_new = True
    proposal = paragraph(_l("What is proposed?"), required=_l("Write what the schools decide about."), rows=4)
    how = pick_one(
        _l("How do you decide?"),
        [(how.value, said) for how, said in words.HOW.items()],
        required=_l("Choose how you decide."),
        default=How.CONSENT.value,
    )
    closes_on = day(
        _l("Until which day can schools answer? (optional)"),
        hint=_l("After it the portal counts. Left empty, the chair closes it."),
    )
    submit = send(_l("Ask the schools"))


class VoteForm(PortalForm):
    read_by_others = ("words",)

    school = pick_one(_l("For which school?"), required=_l("Choose a school."), coerce=as_uuid)
    choice = pick_one(_l("What does it say?"), required=_l("Choose an answer."))
    words = paragraph(_l("Anything to add? (needed if you object by consent)"), longest=1000, rows=3)
    submit = send(_l("Send the answer"))

    def offer(self, decision: MeetingDecision, schools: Sequence[tuple[Any, str]]) -> None:
        """The schools that the person can speak for, and the answers."""
        self.school.choices = list(schools)
        if len(schools) == 1 and not self.school.data:
            self.school.data = schools[0][0]
        self.choice.choices = [(choice.value, said) for choice, said in words.CHOICES[decision.how].items()]

    @property
    def chosen(self) -> Choice:
        """The answer."""
        return Choice(self.choice.data)


class ActionForm(PortalForm):
    read_by_others = ("task",)
    makes_new = True
    task = line(_l("What is to be done?"), required=_l("Say what is to be done."), longest=300)
    seat = pick_from_list(_l("Who does it?"), required=_l("Choose who does it."), coerce=as_uuid)
    due_on = day(_l("By which day?"), required=_l("Choose a day."))
    submit = send(_l("Write it down"))

    def offer(self, seats: Sequence[Seat]) -> None:
        """Every seat."""
        named = [(s.id, f"{s.holder}, {s.holds_for}" if s.holder else s.holds_for) for s in seats]
        self.seat.choices = [("", _("Choose")), *named]


class CloseActionForm(PortalForm):
    read_by_others = ("words",)

    outcome = pick_one(
        _l("How did it end?"),
        [("done", _l("It is done")), ("dropped", _l("It is let go"))],
        required=_l("Choose one."),
        default="done",
    )
    words = paragraph(_l("A sentence about it (needed if it is let go)"), longest=1000, rows=3)
    submit = send(_l("Save"))


class CadenceForm(PortalForm):
    first_weeks = number(
        _l("At first: every how many weeks?"),
        least=1,
        most=52,
        required=_l("Enter a number."),
        hint=_l("4 is monthly."),
    )
    first_months = number(
        _l("For how many months?"), least=0, most=36, required=_l("Enter a number."), hint=_l("After that: see below.")
    )
    then_weeks = number(
        _l("Then: every how many weeks?"),
        least=1,
        most=104,
        required=_l("Enter a number."),
        hint=_l("13 is each quarter."),
    )
    quorum_percent = number(
        _l("How many of 100 schools must take part in a decision?"),
        least=1,
        most=100,
        required=_l("Enter a number."),
        hint=_l("50 is half of them. It is rounded up."),
    )
    check_in_counts = tick(
        _l("A check-in of two minutes may stand for a meeting"),
        hint=_l("When there is little to talk about, a sentence on how things are is enough."),
    )
    submit = send(_l("Save"))


class CheckInForm(PortalForm):
    read_by_others = ("words",)
    makes_new = True
    words = paragraph(
        _l("How are things?"),
        required=_l("Write a sentence: what goes well, what needs help."),
        hint=_l("It counts as a meeting. Everyone who sits in the committee can read it. Name no pupils."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Check in"))


def usual_times(form: CallForm) -> None:
    """In two weeks, after school, for an hour: a proposal that can be changed."""
    if not form.is_submitted():
        form.starts.data, form.ends.data = time(16, 0), time(17, 0)
        form.on.data = clock.today() + timedelta(weeks=2)
