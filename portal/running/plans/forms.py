"""Forms of tasks and classes."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from portal.core.i18n import _, _l
from portal.running.partnerships.queries import NetworkSchool
from portal.running.plans.models import Help, Wish
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
    send,
)

HELP = (
    (Help.CLASS.value, _l("Lend a class")),
    (Help.CALL.value, _l("Cover a call")),
    (Help.MATERIAL.value, _l("Share material")),
    (Help.OTHER.value, _l("Something else")),
)


def _title() -> Any:
    return line(
        _l("What is to be done?"),
        required=_l("Say what is to be done."),
        hint=_l("For example: take photos of the river in March."),
        longest=160,
    )


def _details() -> Any:
    return paragraph(_l("More about it (optional)"), longest=4000, rows=4)


def _due() -> Any:
    return day(_l("By which day?"), required=_l("Enter a day."))


class ProjectTaskForm(PortalForm):
    read_by_others = ("title", "details")
    makes_new = True

    title = _title()
    school = pick_from_list(_l("Which school does it?"), required=_l("Choose a school."), coerce=as_uuid)
    due_on = _due()
    details = _details()
    submit = send(_l("Add the task"))

    def offer(self, schools: Sequence[NetworkSchool]) -> None:
        self.school.choices = [("", _("Choose a school")), *((s.id, s.name) for s in schools)]

    @property
    def wish(self) -> Wish:
        """What was typed."""
        return Wish(title=self.title.data, details=self.details.data or "", school_id=self.school.data, due_on=self.due_on.data)  # fmt: skip


class SupportTaskForm(PortalForm):
    read_by_others = ("title", "details")
    makes_new = True

    for_school = pick_from_list(_l("Which school is helped?"), required=_l("Choose a school."), coerce=as_uuid)
    help = pick_one(_l("What kind of help?"), HELP, required=_l("Choose what kind of help."))
    title = _title()
    school = pick_from_list(_l("Which school helps? (optional)"), required=None, coerce=as_uuid)
    due_on = _due()
    details = _details()
    submit = send(_l("Ask for help"))

    def offer(self, helped: Sequence[NetworkSchool], helping: Sequence[NetworkSchool]) -> None:
        """The schools that can be helped, and those that can help; nothing is asked where there is only one to be helped."""
        if len(helped) == 1:
            del self.for_school
        else:
            self.for_school.choices = [("", _("Choose a school")), *((s.id, s.name) for s in helped)]
        self.school.choices = [("", _("Whichever school takes it on")), *((s.id, s.name) for s in helping)]

    @property
    def for_school_id(self) -> UUID | None:
        """The school that was chosen; None when there was nothing to choose."""
        return self.for_school.data if "for_school" in self else None

    @property
    def wish(self) -> Wish:
        """What was typed."""
        return Wish(title=self.title.data, details=self.details.data or "", school_id=self.school.data,
                    due_on=self.due_on.data, help=Help(self.help.data))  # fmt: skip


class ChangeTaskForm(EditingForm):
    read_by_others = ("title", "details")

    title = _title()
    school = pick_from_list(_l("Which school does it?"), required=None, coerce=as_uuid)
    due_on = _due()
    details = _details()
    submit = send(_l("Save"))

    def offer(self, schools: Sequence[NetworkSchool], *, may_be_open: bool) -> None:
        nobody = _("Whichever school takes it on") if may_be_open else _("Choose a school")
        self.school.choices = [("", nobody), *((s.id, s.name) for s in schools)]

    @property
    def wish(self) -> Wish:
        """What was typed."""
        due_on: date | None = self.due_on.data
        return Wish(title=self.title.data, details=self.details.data or "", school_id=self.school.data, due_on=due_on)


class BlockForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("What stands in the way?"),
        required=_l("Say what stands in the way, in a few words."),
        hint=_l("Everyone in the network can read it."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Say that it is held up"))


class GiveBackForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("Why can your school not do it? (optional)"),
        hint=_l("Everyone in the network can read it. Nobody has to give a reason."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Pass it on"))


class ClassForm(EditingForm):
    read_by_others = ("year_group", "words")

    school = pick_from_list(_l("Which school?"), required=_l("Choose a school."), coerce=as_uuid)
    year_group = line(
        _l("Which year group or class?"),
        required=_l("Say which year group it is."),
        hint=_l("For example: Year 5, ages 9 and 10. No names of pupils."),
        longest=80,
    )
    pupil_count = number(_l("How many pupils?"), least=1, most=2000, required=_l("Say how many pupils take part."))
    words = paragraph(_l("About the class (optional, no names)"), longest=1000, rows=3)
    submit = send(_l("Save the class"))

    def offer(self, schools: Sequence[NetworkSchool]) -> None:
        """The person's schools; nothing is asked where there is only one."""
        if len(schools) == 1:
            del self.school
        else:
            self.school.choices = [("", _("Choose a school")), *((s.id, s.name) for s in schools)]

    @property
    def school_id(self) -> UUID | None:
        """The school that was chosen; None when there was nothing to choose."""
        return self.school.data if "school" in self else None
