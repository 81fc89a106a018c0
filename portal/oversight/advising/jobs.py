"""Every hour: a cluster that nobody looks after gets an adviser; where nobody can be found, the programme managers owe one."""

from datetime import timedelta

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.oversight.advising import candidates, queries, services

AT_ONCE = 100


@every(timedelta(hours=1))
def find_advisers() -> int:
    """One act for each cluster. Returns how many found somebody."""
    waiting, closed = candidates.waiting(AT_ONCE), candidates.owed_for_closed(AT_ONCE)
    session().rollback()
    found = 0
    for cluster_id in waiting:
        found += perform(services.find_adviser, queries.get_case(cluster_id), by=SYSTEM) is not None
    for cluster_id in closed:
        perform(services.look_no_more, queries.get_case(cluster_id), by=SYSTEM)
    return found
