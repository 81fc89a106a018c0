"""Forms of visits, safety lists, questions and turns."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from portal.core.i18n import _, _l
from portal.running.partnerships.queries import Network
from portal.running.visits import words
from portal.running.visits.models import (
    LARGEST_COST,
    CheckState,
    End,
    Lodging,
    Plan,
    SafetyItem,
    Visit,
    VisitCheck,
)
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
)


def _names(people: Iterable[Any]) -> list[tuple[uuid.UUID, str]]:
    """Members by name, each with their school; who belongs to two schools stands there once."""
    found: dict[uuid.UUID, str] = {}
    for one in people:
        found.setdefault(one.id, _("%(person)s, %(school)s", person=one.name, school=one.school))
    return list(found.items())


class _WhatAndWhen(EditingForm):
    """What every form of a visit asks for."""

    read_by_others: ClassVar[tuple[str, ...]] = ("title", "place", "purpose")

    title = line(
        _l("A name for the visit"),
        required=_l("Give the visit a name."),
        hint=_l("For example: Planning week in Kisumu."),
        longest=160,
    )
    purpose = paragraph(
        _l("What is it for?"),
        required=_l("Say what the visit is for."),
        hint=_l("What you want to see, plan or do together."),
        rows=4,
    )
    school = pick_from_list(_l("Which school plans the visit?"), required=_l("Choose a school."), coerce=as_uuid)
    host = pick_from_list(_l("Which school is visited?"), required=_l("Choose the host school."), coerce=as_uuid)
    starts_on = day(_l("First day there"), required=_l("Enter the first day."))
    ends_on = day(_l("Last day there"), required=_l("Enter the last day."))
    travellers = pick_several(
        _l("Who travels?"),
        required=_l("Choose who travels."),
        hint=_l("Teachers and other staff. Pupils are counted below, never named."),
        coerce=as_uuid,
    )
    pupil_count = number(_l("How many pupils come along? (optional)"), least=0, most=500)
    place = line(_l("Where do they meet? (optional)"), longest=300)
    lodging = pick_one(
        _l("Where do they sleep?"),
        [(one.value, label) for one, label in words.LODGING.items()],
        required=_l("Choose where they sleep."),
        default=Lodging.HOTEL.value,
    )
    cost_cap = number(
        _l("The most that it may cost (optional)"),
        least=0,
        most=LARGEST_COST,
        hint=_l("In whole units, without pence."),
    )
    currency = pick_from_list(_l("In which money?"), required=_l("Choose a currency."), default="GBP")
    report_due_on = day(
        _l("By which day do you report to the cluster? (optional)"),
        hint=_l("For example, 27 11 2026. If you leave it empty: four weeks after the last day."),
    )

    def _offer(self, people: Iterable[Any]) -> None:
        self.travellers.choices = _names(people)
        self.currency.choices = words.currencies()

    def _plan(self, school_id: uuid.UUID | None, host_id: uuid.UUID | None) -> Plan:
        return Plan(
            title=self.title.data or "",
            purpose=self.purpose.data or "",
            school_id=school_id,
            host_school_id=host_id,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            travellers=tuple(self.travellers.data or ()),
            place=self.place.data or "",
            lodging=Lodging(self.lodging.data),
            pupil_count=self.pupil_count.data or 0,
            cost_cap=self.cost_cap.data,
            currency=self.currency.data,
            report_due_on=self.report_due_on.data,
        )


class VisitForm(_WhatAndWhen):
    makes_new = True

    submit = send(_l("Ask the host school"))

    def offer(self, network: Network, mine: frozenset[uuid.UUID], people: Iterable[Any]) -> None:
        """The schools and people to choose from; one's own school is not asked where there is only one."""
        joined = [school for school in network.schools if not school.is_invited]
        own = [(school.id, school.name) for school in joined if school.id in mine]
        if len(own) <= 1:
            del self.school
        else:
            self.school.choices = [("", _("Choose a school")), *own]
        only = own[0][0] if len(own) == 1 else None
        self.host.choices = [("", _("Choose a school")), *((s.id, s.name) for s in joined if s.id != only)]
        self._offer(people)

    def plan(self) -> Plan:
        """What was typed."""
        return self._plan(self.school.data if "school" in self else None, self.host.data)


class PastVisitForm(PortalForm):
    """A visit that is over: nobody is asked any more, so it asks for less, and for how it was."""

    read_by_others = ("title", "place", "purpose", "report")
    makes_new = True

    title = line(_l("A name for the visit"), required=_l("Give the visit a name."), longest=160)
    school = pick_from_list(_l("Which school travelled?"), required=_l("Choose a school."), coerce=as_uuid)
    host = pick_from_list(_l("Which school was visited?"), required=_l("Choose the host school."), coerce=as_uuid)
    starts_on = day(_l("First day there"), required=_l("Enter the first day."))
    ends_on = day(_l("Last day there"), required=_l("Enter the last day."))
    travellers = pick_several(
        _l("Who travelled?"),
        required=_l("Choose who travelled."),
        hint=_l("Teachers and other staff of your school. Pupils are counted below, never named."),
        coerce=as_uuid,
    )
    pupil_count = number(_l("How many pupils came along? (optional)"), least=0, most=500)
    place = line(_l("Where did they meet? (optional)"), longest=300)
    purpose = paragraph(_l("What was it for?"), required=_l("Say what the visit was for."), rows=3)
    report = paragraph(
        _l("How was it?"),
        required=_l("Write how it was, in a few sentences."),
        hint=_l("Everyone of the network can read it. No names of pupils."),
        longest=20_000,
        rows=8,
    )
    submit = send(_l("Write it down"))

    def offer(self, network: Network, mine: frozenset[uuid.UUID], people: Iterable[Any]) -> None:
        """The schools and one's own people to choose from; one's own school is not asked where there is only one."""
        joined = [school for school in network.schools if not school.is_invited]
        own = [(school.id, school.name) for school in joined if school.id in mine]
        if len(own) <= 1:
            del self.school
        else:
            self.school.choices = [("", _("Choose a school")), *own]
        only = own[0][0] if len(own) == 1 else None
        self.host.choices = [("", _("Choose a school")), *((s.id, s.name) for s in joined if s.id != only)]
        self.travellers.choices = _names(people)

    def plan(self) -> Plan:
        """What was typed."""
        return Plan(
            title=self.title.data or "",
            purpose=self.purpose.data or "",
            school_id=self.school.data if "school" in self else None,
            host_school_id=self.host.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            travellers=tuple(self.travellers.data or ()),
            place=self.place.data or "",
            pupil_count=self.pupil_count.data or 0,
        )


class ChangeVisitForm(_WhatAndWhen):
    submit = send(_l("Save"))

    def offer(self, people: Iterable[Any]) -> None:
        """The two schools stay: another host is another visit."""
        del self.school
        del self.host
        self._offer(people)

    def plan(self, visit: Visit) -> Plan:
        """What was typed."""
        return self._plan(visit.school_id, visit.host_school_id)


def standing(visit: Visit) -> dict[str, Any]:
    """A visit as its form shows it first."""
    names = (
        "title",
        "purpose",
        "starts_on",
        "ends_on",
        "place",
        "pupil_count",
        "cost_cap",
        "currency",
        "report_due_on",
    )
    known = {name: getattr(visit, name) for name in names}
    travellers = [one.person_id for one in visit.going]
    return {**known, "lodging": visit.lodging.value, "travellers": travellers, "version": visit.version}


class ReasonForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("Why?"),
        required=_l("Say why, in one sentence."),
        hint=_l("Everyone whom it concerns can read it."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Cancel the visit"))


class DeclineForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("What would suit you better? (optional)"),
        hint=_l("For example: another week. Everyone of the network can read it."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("We cannot have visitors then"))


class AdultForm(PortalForm):
    person = pick_from_list(_l("Who is responsible?"), required=_l("Choose a person."), coerce=as_uuid)
    submit = send(_l("Name this person"))

    def offer(self, people: Sequence[tuple[uuid.UUID, str]], named: uuid.UUID | None) -> None:
        """The people to choose from, and who is named now."""
        self.person.choices = [("", _("Choose a person")), *people]
        if named is not None and self.person.data is None:
            self.person.data = named


class CheckForm(EditingForm):
    read_by_others = ("note",)

    state = pick_one(_l("How does it stand?"), required=_l("Choose how it stands."))
    note = paragraph(
        _l("Note"),
        hint=_l("What was checked, where the papers are, or why it is not needed. No names of pupils."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Save"))

    def offer(self, check: VisitCheck) -> None:
        """What can be said of this point."""
        self.state.choices = [
            (one.value, label)
            for one, label in words.CHECK.items()
            if one != CheckState.NOT_NEEDED or check.may_be_left_out
        ]


class ReportForm(PortalForm):
    read_by_others = ("report",)

    report = paragraph(
        _l("How was it?"),
        required=_l("Write how it was, in a few sentences."),
        hint=_l(
            "What you saw, what you planned together, what comes next. Everyone of the network can read it. No names of pupils."
        ),
        longest=20_000,
        rows=10,
    )
    submit = send(_l("Publish the report"))


class DelegateForm(PortalForm):
    person = pick_from_list(_l("Who represents them?"), required=_l("Choose a person."), coerce=as_uuid)
    schools = pick_several(_l("Which schools?"), required=_l("Choose at least one school."), coerce=as_uuid)
    submit = send(_l("Save the list"))

    def offer(self, visit: Visit, network: Network) -> None:
        """Who travels, and the schools that do not."""
        self.person.choices = [("", _("Choose a person")), *((one.person_id, one.person.name) for one in visit.going)]
        away = {visit.host_school_id, *visit.travelling_school_ids}
        away |= {one.school_id for one in visit.represented} - visit.represented_school_ids
        self.schools.choices = [(s.id, s.name) for s in network.schools if not s.is_invited and s.id not in away]


class QuestionForm(PortalForm):
    read_by_others = ("question",)
    makes_new = True

    question = paragraph(
        _l("What shall be asked?"), required=_l("Write your question."), hint=_l("One question at a time."), rows=3
    )
    for_host = tick(_l("The host school may read it before"), hint=_l("Then people there can prepare an answer."))
    submit = send(_l("Give it along"))


class AnswerForm(EditingForm):
    read_by_others = ("answer",)

    answer = paragraph(_l("The answer"), required=_l("Write the answer. If there is none, say so."), rows=5)
    submit = send(_l("Save the answer"))


class SwapForm(PortalForm):
    read_by_others = ("note",)
    makes_new = True

    school = pick_from_list(_l("Your school"), required=_l("Choose a school."), coerce=as_uuid)
    turn = pick_one(
        _l("Which turn?"), [(one.value, label) for one, label in words.TURN.items()], required=_l("Choose which turn.")
    )
    other = pick_from_list(_l("With which school?"), required=_l("Choose a school."), coerce=as_uuid)
    note = paragraph(_l("What would you like to say? (optional)"), longest=1000, rows=3)
    submit = send(_l("Ask for a swap"))

    def offer(self, network: Network, mine: frozenset[uuid.UUID]) -> None:
        """The schools that have turns; one's own is not asked where there is only one."""
        joined = [school for school in network.schools if not school.is_invited]
        own = [(school.id, school.name) for school in joined if school.id in mine]
        only = own[0][0] if len(own) == 1 else None
        if len(own) <= 1:
            del self.school
        else:
            self.school.choices = [("", _("Choose a school")), *own]
        self.other.choices = [("", _("Choose a school")), *((s.id, s.name) for s in joined if s.id != only)]

    @property
    def school_id(self) -> uuid.UUID | None:
        """The school that was chosen; None when there was nothing to choose."""
        return self.school.data if "school" in self else None


class SafetyItemForm(EditingForm):
    title = line(_l("What has to be in order?"), required=_l("Say what has to be in order."), longest=160)
    hint = paragraph(_l("What schools should know about it (optional)"), rows=4)
    end = pick_one(
        _l("Who looks after it?"),
        [(one.value, label) for one, label in words.END.items()],
        required=_l("Choose who looks after it."),
    )
    only_families = tick(_l("Only where somebody stays with a family"))
    may_be_left_out = tick(_l("A school may say “not needed, because …”"))
    is_used = tick(_l("It is on the list of visits that are planned from now on"))
    submit = send(_l("Save"))

    def said(self) -> dict[str, Any]:
        """What was typed."""
        return {
            "title": self.title.data,
            "hint": self.hint.data or "",
            "end": End(self.end.data),
            "only_families": bool(self.only_families.data),
            "may_be_left_out": bool(self.may_be_left_out.data),
        }


def standing_item(item: SafetyItem) -> dict[str, Any]:
    """A point of the programme's list as its form shows it first."""
    names = ("title", "hint", "only_families", "may_be_left_out", "is_used", "version")
    return {**{name: getattr(item, name) for name in names}, "end": item.end.value}
