"""When lessons are on an ordinary day."""

from collections.abc import Mapping, Sequence
from datetime import time

import sqlalchemy as sa

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.schools.models import School
from portal.identity.terms import events
from portal.identity.terms.models import SchoolHours

Shift = tuple[time, time]


def say_hours(school: School, *, by: Actor, week: Mapping[int, Sequence[Shift]]) -> None:
    """Say when lessons are: by weekday (0 is Monday), one shift or two, on the school's clocks. What was said before is replaced."""
    if not any(week.values()):
        raise RuleBroken("weekdays", _("Choose the days on which there are lessons."))
    for shifts in week.values():
        _check(list(shifts))
    session().execute(sa.delete(SchoolHours).where(SchoolHours.school_id == school.id))
    for weekday, shifts in sorted(week.items()):
        session().add_all(
            SchoolHours(school_id=school.id, weekday=weekday, opens=opens, closes=closes) for opens, closes in shifts
        )
    session().flush()
    record(events.SchoolHoursSaid(by_id=by.id, school_id=school.id))


def _check(shifts: list[Shift]) -> None:
    for opens, closes in shifts:
        if closes <= opens:
            raise RuleBroken("closes", _("Lessons must end after they begin."))
    if len(shifts) == 2 and shifts[1][0] < shifts[0][1]:
        raise RuleBroken("second_opens", _("The second shift must begin after the first has ended."))
