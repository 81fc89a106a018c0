"""Forms of parts, supporters, feeder links and mentoring."""

from collections.abc import Iterable, Sequence
from typing import Any

from portal.core.i18n import _, _l
from portal.forming.parts.models import Part
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    line,
    number,
    paragraph,
    pick_from_list,
    pick_several,
    send,
    tick,
)


def _part_words(part: Part) -> str:
    return _("%(part)s (%(set)s)", part=part.name, set=part.set.name)


class PartForm(PortalForm):
    part = pick_from_list(_l("Which part does this school play?"), required=_l("Choose a part."), coerce=as_uuid)
    through = pick_from_list(
        _l("Through which school is it linked? (only for parts such as satellite, annex or mentee)"),
        required=None,
        coerce=as_uuid,
    )
    submit = send(_l("Save"))

    def offer(self, parts: Iterable[Part], schools: Iterable[tuple[Any, str]]) -> None:
        """The parts on offer, and the other schools of the cluster by membership."""
        self.part.choices = [("", _("Choose a part")), *((p.id, _part_words(p)) for p in parts)]
        self.through.choices = [("", _("Through no other school")), *schools]


class SupporterForm(PortalForm):
    read_by_others = ("words",)
    makes_new = True

    name = line(
        _l("Name of the organisation or adviser"),
        required=_l("Enter a name."),
        hint=_l("For example: Marlbury Museum. It needs no account and sees nothing by this."),
        longest=200,
    )
    part = pick_from_list(_l("What does it do for the cluster?"), required=_l("Choose one."), coerce=as_uuid)
    words = paragraph(_l("More about it (optional)"), longest=1000, rows=3)
    submit = send(_l("Add the supporter"))

    def offer(self, parts: Iterable[Part]) -> None:
        self.part.choices = [("", _("Choose")), *((p.id, p.name) for p in parts)]


class FeederForm(PortalForm):
    from_school = pick_from_list(_l("Pupils of which school"), required=_l("Choose a school."), coerce=as_uuid)
    to_school = pick_from_list(_l("normally move on to which school?"), required=_l("Choose a school."), coerce=as_uuid)
    submit = send(_l("Note it"))

    def offer(self, schools: Sequence[tuple[Any, str]]) -> None:
        self.from_school.choices = [("", _("Choose a school")), *schools]
        self.to_school.choices = [("", _("Choose a school")), *schools]


class MentoringForm(PortalForm):
    read_by_others = ("goals",)
    makes_new = True

    mentor = pick_from_list(_l("Which school takes others along?"), required=_l("Choose a school."), coerce=as_uuid)
    mentees = pick_several(_l("Which schools does it mentor?"), required=_l("Choose a school."), coerce=as_uuid)
    goals = paragraph(
        _l("What do you want to reach?"),
        required=_l("Say what you want to reach."),
        hint=_l("Two or three goals are enough. For example: both schools reach the Foundation level by July."),
        longest=2000,
        rows=4,
    )
    ends_on = day(_l("Until which day? (optional)"))
    submit = send(_l("Ask the schools"))

    def offer(self, mentors: Sequence[tuple[Any, str]], schools: Sequence[tuple[Any, str]]) -> None:
        self.mentor.choices = [("", _("Choose a school")), *mentors]
        self.mentees.choices = list(schools)


class GoOnForm(PortalForm):
    ends_on = day(
        _l("Until which day does it go on? (optional)"), hint=_l("Leave it empty to go on without a last day.")
    )
    submit = send(_l("Go on"))


class SessionForm(PortalForm):
    read_by_others = ("words", "next_step")
    makes_new = True

    held_on = day(_l("When did you meet?"), required=_l("Enter the day."))
    words = paragraph(
        _l("What did you do?"), required=_l("Say what you did."), hint=_l("Name no pupils."), longest=4000, rows=4
    )
    next_step = paragraph(_l("What comes next? (optional)"), longest=1000, rows=2)
    submit = send(_l("Add to the log"))


def _name(label: Any) -> Any:
    return line(label, required=_l("Enter a name."), longest=80)


def _position() -> Any:
    return number(_l("Place in the list"), least=1, most=99, required=_l("Enter a number."))


def _through() -> Any:
    return tick(_l("A school that plays it is linked through another school"))


def _guidance() -> Any:
    return paragraph(_l("What does it mean? (optional)"), longest=1000, rows=3)


class AddSetForm(PortalForm):
    read_by_others = ("name",)
    makes_new = True

    name = _name(_l("Name of the set"))
    for_supporters = tick(_l("These parts are for organisations that are not schools"))
    submit = send(_l("Add the set"))


class ChangeSetForm(EditingForm):
    read_by_others = ("name",)

    name = _name(_l("Name of the set"))
    position = _position()
    retired = tick(_l("Offer it no more"), hint=_l("Schools that play a part of it go on doing so."))
    submit = send(_l("Save the set"))


class AddPartForm(PortalForm):
    read_by_others = ("name", "guidance")
    makes_new = True

    name = _name(_l("Name of the part"))
    guidance = _guidance()
    through = _through()
    submit = send(_l("Add the part"))


class ChangePartForm(EditingForm):
    read_by_others = ("name", "guidance")

    name = _name(_l("Name of the part"))
    guidance = _guidance()
    through = _through()
    position = _position()
    retired = tick(_l("Offer it no more"), hint=_l("Schools that play it go on doing so."))
    submit = send(_l("Save the part"))
