"""A school takes the dates of another, or its own of last year."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from portal.core import clock
from portal.core.actors import Actor
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.profiles.models import PeriodSource, SchoolPeriod
from portal.identity.schools.models import School
from portal.identity.terms import events, queries
from portal.identity.terms.services.taking import put_in
from portal.identity.terms.year import Stretch

A_YEAR = timedelta(weeks=52)  # a whole number of weeks, so that Mondays stay Mondays


def copy_from_school(school: School, *, by: Actor, source_id: uuid.UUID) -> int:
    """Take the dates, from today on, of another school of the authority. Raises RuleBroken when it cannot be copied from."""
    today = clock.today(school.zone)
    if source_id not in {one.id for one in queries.schools_to_copy(school, today)}:
        raise RuleBroken("source", _("Choose one of these schools."))
    theirs = queries.periods_between(source_id, today - timedelta(days=366), today + 3 * A_YEAR)
    return _take(school, [_as_stretch(one) for one in theirs if one.ends_on >= today], by)


def last_year_of(school_id: uuid.UUID, today: date) -> Sequence[Stretch]:
    """The school's dates of the year before `today`, each moved by 52 weeks; only those that then still lie ahead."""
    before = queries.periods_between(school_id, today - A_YEAR - timedelta(days=31), today + timedelta(days=31))
    moved = [_as_stretch(one, A_YEAR) for one in before]
    return [one for one in moved if one.ends_on >= today]


def copy_last_year(school: School, *, by: Actor) -> int:
    """Take last year's dates for this year. People look through them afterwards: Easter moves."""
    return _take(school, last_year_of(school.id, clock.today(school.zone)), by)


def _as_stretch(period: SchoolPeriod, moved_by: timedelta = timedelta()) -> Stretch:
    return Stretch(period.kind, period.name, period.starts_on + moved_by, period.ends_on + moved_by)


def _take(school: School, stretches: Sequence[Stretch], by: Actor) -> int:
    number = put_in(school, stretches, PeriodSource.COPIED)
    record(events.TermDatesTaken(by_id=by.id, school_id=school.id, how="copied", number=number))
    return number
