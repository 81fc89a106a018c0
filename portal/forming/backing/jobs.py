"""What the clock does: two weeks before the half year and the year after support ended, the coordinator is asked how it goes."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.backing import queries, services
from portal.forming.backing.models import CHECKS, SupportRecord

AHEAD = timedelta(days=14)


@every(timedelta(hours=6))
def ask_after_support() -> None:
    """Support that ended half a year and a year ago."""
    for months in CHECKS:
        ended_by = clock.today("UTC") + AHEAD - relativedelta(months=months)
        for key in queries.list_to_check(ended_by, months):
            try:
                perform(services.ask_how_it_goes, session().get_one(SupportRecord, key), by=SYSTEM, months=months)
            except Refusal:
                session().rollback()
