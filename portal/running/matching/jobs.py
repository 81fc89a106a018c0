"""What becomes due by itself: requests run out, a search ends on its day, facts are looked over once a day."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.matching import queries, services
from portal.running.matching.models import ClusterRequest, ClusterWish


@every(timedelta(hours=1))
def keep_matching() -> None:
    """One act in one transaction for each."""
    now = clock.now()
    _each(queries.list_requests_past(now), services.expire_request, ClusterRequest)
    _each(queries.list_wishes_past(now.date() + timedelta(days=1)), services.end_wish, ClusterWish)
    _each(queries.list_wishes_kept_before(now - timedelta(days=1)), services.look_over, ClusterWish)


def _each(keys: Sequence[Any], deed: Callable[..., None], table: type[Any]) -> None:
    session().rollback()
    for key in keys:
        perform(deed, session().get(table, key), by=SYSTEM)
