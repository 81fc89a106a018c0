"""What the clock does: in spring every cluster at work gets its review laid out."""

import uuid
from datetime import date, timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.running.annual import queries, services

SPRING = (3, 1)
AT_A_TIME = 100
YOUNGEST = timedelta(days=60)
"""A cluster that began later has little to look back on; it begins next year."""


@every(timedelta(hours=12))
def open_annual_reviews() -> None:
    """From 1 March to 31 May."""
    today = clock.today()
    if not date(today.year, *SPRING) <= today <= date(today.year, *services.DUE):
        return
    after: uuid.UUID | None = None
    while keys := queries.list_clusters_without(today.year, clock.now() - YOUNGEST, after, limit=AT_A_TIME):
        session().rollback()
        for key in keys:
            try:
                perform(services.open_review, session().get(Cluster, key), by=SYSTEM, year=today.year)
            except (Refusal, NotFound):
                session().rollback()
        after = keys[-1]
    session().rollback()
