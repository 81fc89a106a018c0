"""What the clock does: once a day the rules are looked at again, for what changes without a school coming or going: an office that is empty."""

import uuid
from datetime import timedelta

from portal.applying.changes import queries, services
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster

AT_A_TIME = 100


@every(timedelta(hours=24))
def look_at_rules() -> None:
    """Every cluster whose application was sent and is not over."""
    after: uuid.UUID | None = None
    while keys := queries.list_clusters_that_applied(after, limit=AT_A_TIME):
        session().rollback()
        for key in keys:
            try:
                perform(services.look_again, session().get(Cluster, key), by=SYSTEM)
            except (Refusal, NotFound):
                session().rollback()
        after = keys[-1]
    session().rollback()
