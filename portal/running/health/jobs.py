"""What the clock does for partnerships: silence is noticed once no holiday explains it, a pause reminds of itself, what is no longer new is established."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.health import queries, services
from portal.running.partnerships.models import Partnership

AT_A_TIME = 100


@every(timedelta(hours=6))
def look_after_partnerships() -> None:
    """Look at every partnership that goes on or is on hold; write only where something is to be said."""
    for batch in _batches(queries.list_going_on):
        for deed, key in _due(batch):
            _try(deed, key)
    for batch in _batches(queries.list_on_hold):
        near = [one.id for one in batch if services.restart_is_near(one)]
        session().rollback()
        for key in near:
            _try(services.remind_of_restart, key)


def _due(batch: Sequence[Partnership]) -> list[tuple[Callable[..., Any], uuid.UUID]]:
    """What is to be done for these partnerships, read without writing."""
    links = queries.list_health(batch)
    ids = [one.id for one in batch]
    since = {one.id: clock.now() - timedelta(days=one.silent_after_days) for one in batch}
    asked = queries.asked_lately(ids, min(since.values()))
    waiting, done = queries.open_hellos(ids), queries.done_together({one.cluster_id for one in batch})
    found: list[tuple[Callable[..., Any], uuid.UUID]] = []
    for one in batch:
        quiet = {link.school_id for link in links[one.id] if link.is_quiet(one.silent_after_days)}
        heard = any(subject == one.id and school not in quiet for subject, school in waiting)
        if heard or any((one.id, school) not in asked for school in quiet):
            found.append((services.ask_for_hello, one.id))
        if services.has_grown_up(one, done.get(one.cluster_id, 0)):
            found.append((services.grow_up, one.id))
    session().rollback()
    return found


def _batches(find: Callable[..., Sequence[Partnership]]) -> Iterator[Sequence[Partnership]]:
    after: uuid.UUID | None = None
    while batch := find(after, limit=AT_A_TIME):
        after = batch[-1].id
        yield batch


def _try(deed: Callable[..., Any], key: uuid.UUID) -> None:
    """One act in one transaction; a refusal leaves it to people."""
    try:
        perform(deed, session().get(Partnership, key), by=SYSTEM)
    except (Refusal, NotFound):
        session().rollback()
