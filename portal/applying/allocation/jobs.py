"""The work itself: found by the job runner, outside any request."""

import logging
import uuid
from datetime import timedelta

from portal.applying.allocation import problem, queries, services
from portal.applying.allocation.matching import match
from portal.applying.allocation.models import Allocation, AllocationStatus
from portal.applying.applications.queries import get_application
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The run was cancelled meanwhile."""


@every(timedelta(minutes=1))
def work_on_allocations() -> int:
    """Choose reviewers where that was asked for, and tell them where that was released. Safe to run again: what is done is not done twice."""
    found = queries.list_for_the_runner()
    for allocation_id in found:
        work_on(allocation_id)
    return len(found)


def work_on(allocation_id: uuid.UUID) -> None:
    """One run, to its end or to a named error."""
    allocation = queries.get_allocation(allocation_id)
    if allocation.status == AllocationStatus.RELEASING:
        _release(allocation)
        return
    try:
        perform(services.begin, allocation, by=SYSTEM)
        _match(allocation_id)
    except Stopped:
        session().rollback()
    except Exception as problem_:  # it ends in a named error that the page shows, never in silence
        session().rollback()
        log.exception("an allocation failed")
        perform(services.fail, queries.get_allocation(allocation_id), by=SYSTEM, error=type(problem_).__name__)


def _match(allocation_id: uuid.UUID) -> None:
    laid, waiting, readers = problem.lay_out(queries.get_allocation(allocation_id))
    session().commit()

    def after_turn(turn: int) -> None:
        if not perform(services.note_turn, queries.get_allocation(allocation_id), by=SYSTEM, turn=turn):
            raise Stopped

    plan = match(laid, after_turn=after_turn)
    try:
        perform(
            services.propose,
            queries.get_allocation(allocation_id),
            by=SYSTEM,
            plan=plan,
            waiting=waiting,
            readers=readers,
        )
    except Refusal as refusal:
        raise Stopped from refusal


def _release(allocation: Allocation) -> None:
    for application_id in queries.list_to_release(allocation.round_id):
        perform(services.release_one, get_application(application_id), by=SYSTEM)
    perform(services.finish, queries.get_allocation(allocation.id), by=SYSTEM)
