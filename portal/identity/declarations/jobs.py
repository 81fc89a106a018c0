"""What becomes due by itself: safeguarding answers run out; verified schools that never gave any are asked."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.identity.declarations import queries, services
from portal.identity.declarations.models import SafeguardingDeclaration
from portal.identity.schools.models import School


@every(timedelta(hours=6))
def remind_of_safeguarding() -> None:
    """Remind 60, 30 and 7 days before the end; ask those who never answered."""
    until = clock.today() + timedelta(days=max(services.REMINDED_AT) + 1)
    after = None
    while keys := queries.list_running_out(until, after):
        after = keys[-1]
        session().rollback()
        for key in keys:
            perform(services.remind, session().get(SafeguardingDeclaration, key), by=SYSTEM)
    while keys := queries.list_schools_never_asked():
        session().rollback()
        for key in keys:
            perform(services.ask, session().get(School, key), by=SYSTEM)
    session().rollback()
