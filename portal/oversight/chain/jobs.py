"""What the clock does with the record: seal it every quarter of an hour, check it every night."""

import logging
import time
from datetime import timedelta

from portal.core import ids
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.oversight.chain import queries, services
from portal.oversight.chain.models import ChainCheck

SETTLED_AFTER = timedelta(minutes=10)
"""An id is older than the commit of its entry, by as long as the act lasted. What is younger than this may still get a neighbour before it."""
log = logging.getLogger(__name__)


@every(timedelta(minutes=15))
def seal_the_record() -> int:
    """Seal every entry that is settled. Returns how many."""
    return seal(settled_after=SETTLED_AFTER)


def seal(*, settled_after: timedelta) -> int:
    """Seal every entry whose id was made at least so long ago, block by block."""
    sealed, up_to = 0, ids.last_id_at(time.time() - settled_after.total_seconds())
    while some := perform(services.seal_next, by=SYSTEM, up_to=up_to):
        sealed += some
        if some < queries.BLOCK:
            break
    return sealed


@every(timedelta(days=1))
def check_the_record() -> None:
    """Reckon the chain again, at night (midnight UTC). The head goes into the log too: a log that is kept elsewhere shows when the chain was replaced."""
    check()


def check(expected: tuple[int, str] | None = None) -> ChainCheck:
    """Check the whole chain and write down what was found."""
    found = queries.look(expected)
    session().rollback()
    if found.problem is None:
        log.info("record checked entries=%s head=%s digest=%s", found.entries, found.head, found.digest)
    else:
        log.error("record broken block=%s problem=%s head=%s", found.block, found.problem.value, found.head)
    return perform(services.note_check, by=SYSTEM, found=found)
