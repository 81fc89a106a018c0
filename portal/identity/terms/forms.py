"""Forms of a school's year."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage

from portal.core.i18n import _, _l
from portal.identity.profiles import vocabulary
from portal.identity.profiles.models import PeriodKind
from portal.identity.terms.models import SchoolHours
from portal.identity.terms.queries import Source
from portal.identity.terms.year import Stretch
from portal.web.fields import needed
from portal.web.forms import PortalForm, as_uuid, day, line, pick_one, pick_several, send, time_of_day
from portal.web.widgets import FileInput

WEEKDAYS = (
    ("0", _l("Monday")),
    ("1", _l("Tuesday")),
    ("2", _l("Wednesday")),
    ("3", _l("Thursday")),
    ("4", _l("Friday")),
    ("5", _l("Saturday")),
    ("6", _l("Sunday")),
)


class CopyForm(PortalForm):
    source = pick_one(_l("Which school's dates do you have, too?"), required=_l("Choose a school."), coerce=as_uuid)
    submit = send(_l("Copy its dates"))

    def offer(self, sources: Sequence[Source]) -> None:
        self.source.choices = [(one.id, _words_of(one)) for one in sources]


def _words_of(source: Source) -> str:
    place = f"{source.name}, {source.town}" if source.town else source.name
    return str(_("%(school)s: %(number)d dates", school=place, number=source.number))


class CalendarFileForm(PortalForm):
    file = FileField(
        _l("Calendar file"),
        validators=[needed(_l("Choose the calendar file."))],
        widget=FileInput(),
        render_kw={
            "params": {
                "hint": {"text": _l("A file that ends in .ics, at most 4 MB. Your school's website often has one.")}
            },
            "accept": ".ics,text/calendar",
        },
    )
    submit = send(_l("Read the file"))

    def content(self, most: int) -> tuple[str, bytes]:
        """Name and content, one byte more than `most` at most."""
        chosen: FileStorage = self.file.data
        return chosen.filename or "", chosen.stream.read(most + 1)


class TakeForm(PortalForm):
    unknown = pick_one(
        _l("What are the dates whose name does not say it?"),
        [("", _l("Leave them out")), *vocabulary.PERIODS.items()],
        required=None,
        default="",
    )
    submit = send(_l("Use these dates"))

    def kind(self) -> PeriodKind | None:
        return PeriodKind(self.unknown.data) if self.unknown.data else None


class StretchForm(PortalForm):
    read_by_others = ("name",)

    kind = pick_one(_l("What is it?"), vocabulary.PERIODS.items(), required=_l("Choose what it is."))
    name = line(
        _l("Name"), required=_l("Enter a name."), hint=_l("For example: Autumn term, Easter holiday."), longest=80
    )
    starts_on = day(_l("First day"), required=_l("Enter the first day."))
    ends_on = day(_l("Last day"), required=_l("Enter the last day."))
    submit = send(_l("Add these dates"))

    def stretch(self) -> Stretch:
        return Stretch(PeriodKind(self.kind.data), self.name.data, self.starts_on.data, self.ends_on.data)


class HoursForm(PortalForm):
    weekdays = pick_several(
        _l("On which days are there lessons?"), WEEKDAYS, required=_l("Choose the days on which there are lessons.")
    )
    opens = time_of_day(_l("Lessons begin"), required=_l("Enter when lessons begin."))
    closes = time_of_day(_l("Lessons end"), required=_l("Enter when lessons end."))
    second_opens = time_of_day(
        _l("The second shift begins (if there is one)"),
        hint=_l("For schools where other classes come in the afternoon."),
    )
    second_closes = time_of_day(_l("The second shift ends"))
    saturday_closes = time_of_day(
        _l("Lessons end on Saturday (if other than on the other days)"),
        hint=_l("Many schools end earlier on Saturday."),
    )
    submit = send(_l("Save"))

    def is_whole(self) -> bool:
        """A second shift has both a beginning and an end."""
        if (self.second_opens.data is None) == (self.second_closes.data is None):
            return True
        missing = self.second_closes if self.second_closes.data is None else self.second_opens
        missing.errors = [*missing.errors, _("Enter when the second shift begins and when it ends.")]
        return False

    def week(self) -> dict[int, list[tuple[time, time]]]:
        """The shifts of each weekday that was chosen."""
        shifts = [(self.opens.data, self.closes.data)]
        if self.second_opens.data is not None:
            shifts.append((self.second_opens.data, self.second_closes.data))
        week = {int(weekday): list(shifts) for weekday in self.weekdays.data}
        if 5 in week and self.saturday_closes.data is not None:
            week[5] = [(self.opens.data, self.saturday_closes.data)]
        return week


def standing(hours: Sequence[SchoolHours]) -> Mapping[str, Any]:
    """What was said, as the form shows it: an ordinary weekday's shifts, and when Saturday ends if it is another time."""
    if not hours:
        return {"weekdays": list("01234"), "opens": time(9), "closes": time(15)}
    ordinary = min((one.weekday for one in hours if one.weekday != 5), default=5)
    shifts = [one for one in hours if one.weekday == ordinary]
    saturday = [one for one in hours if one.weekday == 5]
    data: dict[str, Any] = {"weekdays": sorted({str(one.weekday) for one in hours})}
    data |= {"opens": shifts[0].opens, "closes": shifts[0].closes}
    if len(shifts) > 1:
        data |= {"second_opens": shifts[1].opens, "second_closes": shifts[1].closes}
    if saturday and saturday[-1].closes != shifts[-1].closes:
        data["saturday_closes"] = saturday[-1].closes
    return data
