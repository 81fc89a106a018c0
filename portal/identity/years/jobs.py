"""What becomes due by itself: a school year begins, the head is written to again, who is not confirmed is told, and then the membership ends."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.identity.schools.models import School
from portal.identity.years import calendar, letters, queries, services
from portal.identity.years.models import SchoolYear

AT_A_TIME, AT_MOST = 200, 5_000
LETTERS, BETWEEN_LETTERS = 3, timedelta(days=14)


@every(timedelta(hours=1))
def turn_school_years() -> None:
    """Open the years that have begun; at most so many at a time, the others an hour later."""
    today, opened = clock.today(), 0
    others: list[str] = list(calendar.BEGINS)
    for (month, day), countries in calendar.starts():
        opened += _open(_last(today, month, day), countries, others=False, most=AT_MOST - opened)
    _open(_last(today, *calendar.ELSEWHERE), others, others=True, most=AT_MOST - opened)


def _last(today: date, month: int, day: int) -> date:
    this = date(today.year, month, day)
    return this if this <= today else date(today.year - 1, month, day)


def _open(begins_on: date, countries: list[str], *, others: bool, most: int) -> int:
    opened, after = 0, None
    while opened < most:
        keys = queries.list_schools_without_year(
            begins_on, countries=countries, others=others, after=after, limit=AT_A_TIME
        )
        session().rollback()
        for key in keys:
            _try(services.open_year, School, key, begins_on=begins_on, write=letters.write_to_head)
        opened += len(keys)
        if len(keys) < AT_A_TIME:
            break
        after = keys[-1]
    return opened


@every(timedelta(hours=1))
def follow_school_years() -> None:
    """Tell who is not confirmed, end what has run out, and write to heads who have not answered."""
    for key in _all(lambda after: queries.list_years_with_unconfirmed(clock.now(), after)):
        _try(services.move_members_on, SchoolYear, key)
    before = clock.now() - BETWEEN_LETTERS
    for key in _all(lambda after: queries.list_years_to_write(before, letters=LETTERS, after=after)):
        _try(services.ask_head, SchoolYear, key, write=letters.write_to_head)


def _all(find: Callable[[uuid.UUID | None], Sequence[uuid.UUID]]) -> Iterator[uuid.UUID]:
    after: uuid.UUID | None = None
    while found := find(after):
        session().rollback()
        yield from found
        after = found[-1]
    session().rollback()


def _try(deed: Any, table: Any, key: Any, **words: Any) -> None:
    """One act in one transaction; a refusal leaves it to people."""
    try:
        perform(deed, session().get(table, key), by=SYSTEM, **words)
    except Refusal:
        session().rollback()
