"""What the clock does with applications."""

import logging
from datetime import timedelta

from portal.applying.applications import queries, sealed, services
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform

log = logging.getLogger(__name__)


@every(timedelta(minutes=10))
def tidy_closed_rounds() -> int:
    """After the deadline: what was never submitted lapses, unfinished new versions are set aside. One transaction each; safe to run again."""
    waiting = [application.id for application in queries.due_to_lapse(clock.now())]
    return sum(perform(services.lapse, queries.get_application(found), by=SYSTEM) for found in waiting)


@every(timedelta(days=1))
def check_seals() -> int:
    """Every night: does each sealed version still give its SHA-256? What does not is told, every night anew until it is settled; what lost its words by age
    is passed over. Returns how many do not agree."""
    broken, read, after = [], 0, None
    while versions := queries.list_sealed(after=after):
        for version in versions:
            copy = sealed.read(version)
            if not copy.is_intact and copy.removed_on is None:
                broken.append(version.id)
        read, after = read + len(versions), versions[-1].id
        session().rollback()
        session().expunge_all()
    for version_id in broken:
        perform(services.report_broken_seal, by=SYSTEM, version_id=version_id)
    log.info("sealed versions checked: %d, not agreeing: %d", read, len(broken))
    return len(broken)
