"""What becomes due by itself: a request that nobody answered runs out."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.approaches import queries, services
from portal.forming.approaches.models import PartnershipRequest


@every(timedelta(hours=1))
def expire_partnership_requests() -> None:
    """One act in one transaction for each."""
    past = queries.list_requests_past(clock.now())
    session().rollback()
    for key in past:
        perform(services.expire_request, session().get(PartnershipRequest, key), by=SYSTEM)
