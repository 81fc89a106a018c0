"""Forms of rotas."""

from collections.abc import Iterable
from typing import Any

from portal.core.i18n import _, _l
from portal.running.rotas import words
from portal.running.rotas.models import MOST_TERMS, RotaKind, RotaTurn
from portal.web.forms import EditingForm, PortalForm, as_uuid, line, number, paragraph, pick_from_list, pick_one, send


class BeginForm(PortalForm):
    read_by_others = ("name",)
    makes_new = True
    kind = pick_one(
        _l("What do the schools take turns in?"),
        [(kind.value, said) for kind, said in words.KIND.items()],
        required=_l("Choose one."),
        default=RotaKind.COORDINATION.value,
    )
    name = line(_l("If it is something of your own: what is it called?"), longest=80)
    submit = send(_l("Begin the rota"))


class PlanForm(PortalForm):
    count = number(
        _l("How many terms do you want to give out?"),
        least=1,
        most=MOST_TERMS,
        required=_l("Enter a number."),
        default=3,
    )
    submit = send(_l("Give these terms out"))


class TurnForm(PortalForm):
    school = pick_from_list(_l("Which school?"), required=_l("Choose a school."), coerce=as_uuid)
    person = pick_from_list(
        _l("Who does it there? (optional)"),
        required=None,
        hint=_l("Someone of that school. Left empty, its international contact sees to it."),
        coerce=as_uuid,
    )
    submit = send(_l("Save"))

    def offer(self, schools: Iterable[Any], people: Iterable[Any]) -> None:
        """The schools that take turns, and their people."""
        self.school.choices = [("", _("Choose a school")), *((school.id, school.name) for school in schools)]
        named = {m.person_id: f"{m.person.name}, {m.school.name}" for m in people}
        self.person.choices = [("", _("Not said yet")), *named.items()]


class SwapForm(PortalForm):
    read_by_others = ("note",)
    makes_new = True
    other = pick_from_list(_l("With which term?"), required=_l("Choose a term."), coerce=as_uuid)
    note = paragraph(_l("What would you like to say? (optional)"), longest=1000, rows=3)
    submit = send(_l("Ask for a swap"))

    def offer(self, turns: Iterable[RotaTurn]) -> None:
        """The terms of other schools that have not begun."""
        self.other.choices = [("", _("Choose a term")), *((t.id, f"{t.label}: {t.school.name}") for t in turns)]


class NoteForm(EditingForm):
    read_by_others = ("note",)
    note = paragraph(
        _l("A word for whoever comes next"),
        required=_l("Write a sentence: what waits, what to know, whom to ask."),
        hint=_l("Open replies, dates, contacts and promises are in the file by themselves. Name no pupils."),
        longest=4000,
        rows=6,
    )
    submit = send(_l("Save"))
