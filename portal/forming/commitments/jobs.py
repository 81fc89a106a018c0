"""What becomes due by itself: the day on which a working agreement is looked at again."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.commitments import queries, services
from portal.forming.commitments.models import WorkingAgreement


@every(timedelta(hours=6))
def remind_of_working_agreements() -> None:
    """Ask the coordinators whose agreement is near its day."""
    for key in queries.list_to_review(clock.today() + services.REMIND_BEFORE):
        try:
            perform(services.remind_of_review, session().get(WorkingAgreement, key), by=SYSTEM)
        except Refusal:
            session().rollback()
