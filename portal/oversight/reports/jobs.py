"""The clock of reports: what nobody has taken in hand in time."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.oversight.reports import queries, services
from portal.oversight.reports.models import Report


@every(timedelta(minutes=10))
def escalate_reports() -> None:
    """One act in one transaction for each."""
    due = queries.list_due(clock.now())
    session().rollback()
    for key in due:
        perform(services.escalate, session().get(Report, key), by=SYSTEM)
