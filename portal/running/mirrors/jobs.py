"""What becomes due by itself: an invitation whose link nobody used runs out."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.mirrors import queries, services
from portal.running.mirrors.models import MirrorInvitation


@every(timedelta(hours=1))
def expire_mirror_invitations() -> None:
    """One act in one transaction for each."""
    past = queries.list_past(clock.now())
    session().rollback()
    for key in past:
        perform(services.expire_invitation, session().get(MirrorInvitation, key), by=SYSTEM)
