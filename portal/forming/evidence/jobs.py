"""What becomes due by itself: requests for letters of support run out, letters grow old."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.evidence import queries, services
from portal.forming.evidence.models import SupporterStatement


@every(timedelta(hours=1))
def expire_statements() -> None:
    """End the requests that nobody answered in time."""
    for key in [statement.id for statement in queries.list_statements_past(clock.now())]:
        try:
            perform(services.expire_statement, session().get(SupporterStatement, key), by=SYSTEM)
        except Refusal:
            session().rollback()


@every(timedelta(hours=6))
def ask_for_newer_letters() -> None:
    """A letter is valid for a year: then its coordinator is asked, once, to have it given anew."""
    for key in [statement.id for statement in queries.list_statements_to_renew(clock.today())]:
        try:
            perform(services.remind_of_lapsed, session().get(SupporterStatement, key), by=SYSTEM)
        except Refusal:
            session().rollback()
