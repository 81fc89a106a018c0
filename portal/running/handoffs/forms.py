"""Forms of the stand-ins."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from portal.core.i18n import _, _l
from portal.running.handoffs.ladder import ORDER
from portal.running.handoffs.models import HandoffAsk, Pack, Reason, Rung, Whom
from portal.running.handoffs.ranking import Ranked
from portal.running.handoffs.words import REASON, reasons
from portal.web.forms import (
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
)

EVERYONE, BACK_UP = "everyone", "back_up"


class WhomForm(PortalForm):
    """Whom to ask."""

    whom = pick_one(_l("Whom shall we ask?"), required=_l("Choose whom to ask."))
    with_partners = tick(_l("Ask partner schools too"))
    submit = send(_l("Ask"))

    def offer(self, candidates: Sequence[Ranked], back_up: Any = None, but_not: Collection[UUID | None] = ()) -> None:
        """The named back-up teacher first, then everyone, then each school, the most likely first, with what speaks for it and against it."""
        self.back_up = back_up
        shown = [c for c in candidates if c.id not in but_not]
        schools = [(str(c.id), c.name) for c in shown]
        first = [(BACK_UP, _("%(name)s, the back-up teacher", name=back_up.name))] if back_up is not None else []
        everyone = [(EVERYONE, _("All schools of the cluster"))] if any(not c.is_partner for c in candidates) else []
        self.whom.choices = [*first, *everyone, *schools]
        hints: list[dict[str, Any]] = [{} for _one in (*first, *everyone)]
        hints += [{"hint": {"text": reasons(c.reasons)}} for c in shown]
        self.whom.render_kw = {"params": {"items": hints}}
        if self.whom.data is None and self.whom.choices:
            self.whom.data = self.whom.choices[0][0]

    def chosen(self) -> Whom:
        """Whom, as ids."""
        if self.whom.data == BACK_UP and self.back_up is not None:
            return Whom(school_id=self.back_up.school_id, person_id=self.back_up.id)
        if self.whom.data == EVERYONE:
            return Whom(everyone=True, with_partners=bool(self.with_partners.data))
        return Whom(school_id=as_uuid(self.whom.data))


class AskForm(WhomForm):
    """A stand-in for an activity: whom, why (for the own school alone), and what a stranger to the class needs."""

    read_by_others = ("promised", "class_profile", "materials", "plan", "note")

    reason = pick_from_list(
        _l("Why can you not?"),
        [(reason.value, words) for reason, words in REASON.items()],
        default=Reason.OTHER.value,  # nobody says by mistake that a teacher is ill
        required=_l("Choose why."),
        hint=_l("Only your own school sees this. You never have to say more."),
    )
    dates = pick_several(_l("Which other dates, too?"), hint=_l("Each can be taken on by another school."))
    note = paragraph(_l("A word to whoever takes it on (optional)"), rows=2, longest=2000)
    promised = paragraph(_l("What was promised"), rows=2)
    plan = paragraph(_l("Plan"), hint=_l("So that somebody who does not know the class can do it."), rows=5)
    materials = paragraph(_l("What is needed"), rows=3)
    class_profile = paragraph(_l("About the class"), hint=_l("Never the name of a child."), rows=3)
    submit = send(_l("Ask for a stand-in"))

    def offer_dates(self, dates: Sequence[tuple[UUID, str]]) -> None:
        """The later dates of the series; no field without."""
        if dates:
            self.dates.choices = [(str(key), words) for key, words in dates]
        else:
            del self.dates

    def chosen_dates(self) -> list[UUID]:
        return _ids(self.dates)

    def pack(self) -> Pack:
        """What was written for the stand-in."""
        return Pack(
            note=self.note.data or "",
            promised=self.promised.data or "",
            plan=self.plan.data or "",
            materials=self.materials.data or "",
            class_profile=self.class_profile.data or "",
        )


class AskForReplyForm(WhomForm):
    """Another school answers instead."""

    read_by_others = ("note",)

    owner = pick_from_list(
        _l("For which school?"), required=_l("Choose the school that owes the reply."), coerce=as_uuid
    )
    reason = pick_from_list(
        _l("Why can you not?"),
        [(reason.value, words) for reason, words in REASON.items()],
        default=Reason.OTHER.value,  # nobody says by mistake that a teacher is ill
        required=_l("Choose why."),
        hint=_l("Only your own school sees this. You never have to say more."),
    )
    note = paragraph(_l("What should the answer say? (optional)"), rows=3, longest=2000)
    submit = send(_l("Ask another school to answer"))

    def pack(self) -> Pack:
        return Pack(note=self.note.data or "")


def _offer_dates(form: Any, dates: Sequence[tuple[UUID, str]]) -> None:
    """All of them are ticked at first; no field when there is one date alone. A date that another school took meanwhile is left to it by the service."""
    if len(dates) < 2:
        del form.dates
        return
    form.dates.choices = [(str(key), words) for key, words in dates]
    form.dates.validate_choice = False
    if not form.is_submitted():
        form.dates.data = [key for key, _words in form.dates.choices]


def _ids(field: Any) -> list[UUID]:
    found: list[UUID] = []
    for value in (field.data or []) if field is not None else []:
        with suppress(ValueError):
            found.append(UUID(value))
    return found


class AcceptForm(PortalForm):
    """Yes: with a line or two by which the partner knows who will appear."""

    read_by_others = ("introduction",)

    school = pick_from_list(_l("For which school do you answer?"), required=_l("Choose a school."), coerce=as_uuid)
    introduction = paragraph(
        _l("Introduce yourself in a line or two (optional)"),
        hint=_l("The partner school reads it."),
        rows=2,
        longest=600,
    )
    dates = pick_several(_l("Which dates can you do?"), hint=_l("Others are asked for the dates that you leave out."))
    submit = send(_l("Yes, we will do it"))

    def offer(self, asks: Sequence[HandoffAsk], dates: Sequence[tuple[UUID, str]] = ()) -> None:
        self.school.choices = [(ask.school_id, ask.school.name) for ask in asks]
        _offer_dates(self, dates)

    def chosen_dates(self) -> list[UUID] | None:
        return _ids(self.dates) if self.dates is not None else None


class DeclineForm(PortalForm):
    """No, this time; perhaps with a word."""

    read_by_others = ("words",)

    school = pick_from_list(_l("For which school do you answer?"), required=_l("Choose a school."), coerce=as_uuid)
    dates = pick_several(_l("Which dates can you not do?"), hint=_l("You stay asked for the others."))
    away_that_week = tick(
        _l("We are not free in all that week"), hint=_l("Then you are not asked for anything else in it.")
    )
    words = line(_l("A word about it (optional)"), longest=300)
    submit = send(_l("Not this time"))

    def offer(self, asks: Sequence[HandoffAsk], dates: Sequence[tuple[UUID, str]] = ()) -> None:
        self.school.choices = [(ask.school_id, ask.school.name) for ask in asks]
        _offer_dates(self, dates)

    def chosen_dates(self) -> list[UUID] | None:
        return _ids(self.dates) if self.dates is not None else None


class ReadyForm(PortalForm):
    """Ready to stand in: since which orientation, and what for."""

    read_by_others = ("words",)

    oriented_on = day(
        _l("When did you have your orientation?"),
        required=_l("Enter the day of your orientation."),
        hint=_l(
            "Your school tells you about the partner schools and how to keep children safe in a call. It counts for a year."
        ),
    )
    words = line(_l("What can you do? (optional)"), hint=_l("For example: songs, science, Year 3 to 6."), longest=200)
    submit = send(_l("I am ready to stand in"))


class QueryForm(PortalForm):
    """What the partner school would like to know about who comes."""

    read_by_others = ("words",)

    words = paragraph(
        _l("What would you like to know?"),
        hint=_l("It goes on the board of the cluster. Never write the name of a child, or a phone number."),
        required=_l("Write what you would like to know."),
        rows=4,
        longest=2000,
    )
    submit = send(_l("Ask"))


class DeliverForm(PortalForm):
    read_by_others = ("words",)

    pupil_count = number(
        _l("How many pupils took part? (optional)"),
        hint=_l("At the end where you were. The partner school counts its own."),
        least=0,
        most=5000,
    )
    words = line(_l("One sentence about it (optional)"), hint=_l("Never the name of a child."), longest=500)
    submit = send(_l("It took place"))


class HandBackForm(PortalForm):
    read_by_others = ("debrief", "next_step")

    debrief = line(_l("How was it? One sentence (optional)"), longest=500)
    next_step = line(_l("What comes next? (optional)"), longest=500)
    submit = send(_l("Pass it back"))


class SwapForm(PortalForm):
    """Two teachers have agreed between themselves."""

    read_by_others = ("note",)

    teacher = pick_from_list(_l("Who comes instead?"), required=_l("Choose the teacher who comes."))
    note = paragraph(_l("A word to whoever takes it on (optional)"), rows=2, longest=2000)
    submit = send(_l("Write it down"))

    def offer(self, teachers: Sequence[Any]) -> None:
        """A teacher of two schools stands there twice: once for each."""
        self.teacher.choices = [(f"{one.id}.{one.school_id}", f"{one.name}, {one.school}") for one in teachers]

    def chosen(self) -> tuple[UUID, UUID]:
        """(person, school)."""
        person, _dot, school = str(self.teacher.data).partition(".")
        return UUID(person), UUID(school)


def _hours(label: Any) -> Any:
    return number(label, least=1, most=240, required=_l("Enter a number from 1 to 240."))


class LadderForm(PortalForm):
    """How long each rung is waited on, in hours of school days."""

    back_up = _hours(_l("The back-up teacher"))
    schools = _hours(_l("The schools of the cluster"))
    coordinator = _hours(_l("The cluster coordinator"))
    lead = _hours(_l("The head of the lead school"))
    partners = _hours(_l("The partner schools"))
    submit = send(_l("Save"))

    def hours(self) -> dict[Rung, int]:
        return {rung: self[rung.value].data for rung in ORDER if rung.value in self}


class ReleaseRuleForm(PortalForm):
    """Whether the head is to agree the time, and who may beside the head."""

    is_on = tick(
        _l("The head agrees the time before one of our teachers stands in"),
        hint=_l("Only for activities during our lessons. Nobody agrees their own time."),
    )
    delegate = pick_from_list(
        _l("Who else may agree? (optional)"),
        required=None,
        hint=_l("For example the deputy head, or who plans cover."),
        coerce=as_uuid,
    )
    submit = send(_l("Save"))

    def offer(self, people: Sequence[Any]) -> None:
        self.delegate.choices = [("", _("nobody else")), *((one.id, one.name) for one in people)]
