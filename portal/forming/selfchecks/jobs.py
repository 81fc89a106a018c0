"""What the clock does: a year after its last self-check a cluster is asked again."""

import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.forming.selfchecks import queries, services

AT_A_TIME = 100


@every(timedelta(hours=12))
def ask_again() -> None:
    """Clusters that made one and whose last is older than a year."""
    after: uuid.UUID | None = None
    while keys := queries.list_to_repeat(clock.today() - services.AGAIN_AFTER, after, limit=AT_A_TIME):
        session().rollback()
        for key in keys:
            try:
                perform(services.begin_check, session().get(Cluster, key), by=SYSTEM)
            except (Refusal, NotFound):
                session().rollback()
        after = keys[-1]
    session().rollback()
