"""What the clock does: whoever has joined a school of a cluster is welcomed there."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.forming.newcomers import queries, services

LOOK_BACK = timedelta(days=90)


@every(timedelta(hours=1))
def welcome_newcomers() -> None:
    """Teachers who joined within the last three months and were not welcomed yet."""
    for cluster_id, school_id, person_id in queries.list_to_welcome(clock.now() - LOOK_BACK):
        cluster = session().get(Cluster, cluster_id)
        try:
            perform(services.welcome, cluster, by=SYSTEM, school_id=school_id, person_id=person_id)
        except Refusal:
            session().rollback()
