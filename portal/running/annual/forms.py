"""Forms of the annual review."""

from collections.abc import Sequence
from typing import Any

from portal.core.i18n import _l
from portal.web.forms import EditingForm, as_uuid, paragraph, pick_one, send


class WriteForm(EditingForm):
    read_by_others = ("went_well", "learned", "next_year")

    went_well = paragraph(
        _l("What went well?"), required=_l("Say what went well. One sentence is enough."), longest=4000, rows=4
    )
    learned = paragraph(_l("What was difficult, and what did you learn? (optional)"), longest=4000, rows=4)
    next_year = paragraph(_l("What do you want to do next year? (optional)"), longest=4000, rows=4)
    submit = send(_l("Save"))


class VoiceForm(EditingForm):
    read_by_others = ("words",)

    school = pick_one(_l("Which school?"), required=_l("Choose a school."), coerce=as_uuid)
    words = paragraph(
        _l("How was the year for your school?"),
        required=_l("Write a sentence or two."),
        hint=_l("In any language. Name no pupils."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Save"))

    def offer(self, schools: Sequence[tuple[Any, str]]) -> None:
        """The person's schools."""
        self.school.choices = list(schools)
        if len(schools) == 1 and not self.school.data:
            self.school.data = schools[0][0]
