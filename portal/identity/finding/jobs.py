"""What becomes due by itself: schools get their row, signs of life are noted, a search that has run out ends, a silent school is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.identity.finding import queries, services
from portal.identity.finding.models import SchoolListing

_BATCH = 200
_ANSWERS_OF = timedelta(days=365)


@every(timedelta(hours=1))
def list_schools() -> None:
    """Give every school that has none its row, a batch at a time."""
    while keys := [school.id for school in queries.list_schools_without_row(_BATCH)]:
        session().rollback()
        perform(services.list_new_schools, by=SYSTEM, school_ids=keys)


@every(timedelta(hours=1))
def note_signs_of_life() -> None:
    """Who was here today, by the sessions of the last day."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    seen = queries.schools_seen_since(today)
    session().rollback()
    for batch in _batches(seen):
        perform(services.note_signs_of_life, by=SYSTEM, seen=batch)


@every(timedelta(days=1))
def note_reply_times() -> None:
    """How soon each school usually answers."""
    hours = queries.usual_hours(clock.now() - _ANSWERS_OF)
    session().rollback()
    for batch in _batches(hours):
        perform(services.note_reply_times, by=SYSTEM, hours=batch)


@every(timedelta(hours=1))
def end_searches() -> None:
    """A school that was looking until a day that is past everywhere on earth, or at least where it is."""
    _each(queries.list_searches_past(clock.now().date() + timedelta(days=1)), services.end_looking)


@every(timedelta(days=1))
def tell_quiet_schools() -> None:
    """A word to the contacts before a school is left out."""
    _each(queries.list_quiet(clock.now()), services.note_quiet)


def _each(keys: Sequence[int], deed: Callable[..., None]) -> None:
    session().rollback()
    for key in keys:
        perform(deed, session().get(SchoolListing, key), by=SYSTEM)


def _batches(values: Mapping[Any, Any]) -> Iterator[dict[Any, Any]]:
    pairs = iter(values.items())
    while batch := dict(islice(pairs, _BATCH)):
        yield batch
