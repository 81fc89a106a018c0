"""What the clock does: decisions whose last day is over are counted; a committee that has not met gets a kind word."""

import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.committees.models import PATIENCE, Committee
from portal.running.meetings import queries, services
from portal.running.meetings.models import MeetingDecision

AT_A_TIME = 100


@every(timedelta(hours=1))
def close_decisions() -> None:
    """Count what schools said by the last day."""
    after: uuid.UUID | None = None
    while keys := queries.list_decisions_to_close(clock.today(), after, limit=AT_A_TIME):
        session().rollback()
        for key in keys:
            try:
                perform(services.close_decision, session().get(MeetingDecision, key), by=SYSTEM)
            except (Refusal, NotFound):
                session().rollback()
        after = keys[-1]
    session().rollback()


@every(timedelta(hours=12))
def find_silent_committees() -> None:
    """Whoever last met two weeks ago and more is looked at; whether that is too long the committee itself has said."""
    after: uuid.UUID | None = None
    while found := queries.list_silent(clock.today() - PATIENCE, after, limit=AT_A_TIME):
        today = clock.today()
        keys = [committee.id for committee in found if committee.is_silent(today)]
        after = found[-1].id
        session().rollback()
        for key in keys:
            try:
                perform(services.find_silent, session().get(Committee, key), by=SYSTEM)
            except (Refusal, NotFound):
                session().rollback()
    session().rollback()
