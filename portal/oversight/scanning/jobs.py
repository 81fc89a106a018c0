"""Every minute: have the virus scanner look into what waits. It never looks inside a request: a slow scanner holds nobody up."""

import logging
import time
from datetime import timedelta
from typing import IO

from portal.core import clock, scanning, storage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.scanning import Scanner, ScannerAway, Verdict
from portal.core.storage import StoredFile
from portal.oversight.scanning import queries, services

BATCH = 200
MOST_SECONDS = 120
TROUBLES = 2
LATE = timedelta(minutes=15)
HELD_FOR = timedelta(days=30)
log = logging.getLogger(__name__)


@every(timedelta(minutes=1))
def check_files() -> int:
    """One look: what waits, what was tried least first. Two silences in a row, or a scanner that is not there, end it; everything keeps waiting then, and
    after a quarter of an hour the administrators are told. Returns how many files were looked into."""
    scanner = scanning.in_use()
    if scanner is None:
        return perform(services.let_through, by=SYSTEM) if queries.waiting().number else 0
    looked = _look_at_all(scanner)
    if queries.waiting(before=clock.now() - LATE).number:
        perform(services.raise_alarm, by=SYSTEM, older_than=clock.now() - LATE)
    return looked


def _look_at_all(scanner: Scanner) -> int:
    looked = troubles = 0
    until = time.monotonic() + MOST_SECONDS
    waiting = queries.list_to_look_at(BATCH)
    session().rollback()
    for file_id, key in waiting:
        if troubles >= TROUBLES or time.monotonic() > until:
            break
        try:
            verdict = _look_at(scanner, key)
        except ScannerAway as away:
            log.warning("the virus scanner: %s", away)
            troubles += 1 if away.reached else TROUBLES
            if away.reached:
                perform(services.note_try, session().get_one(StoredFile, file_id), by=SYSTEM)
            continue
        troubles, looked = 0, looked + 1
        perform(services.note_verdict, session().get_one(StoredFile, file_id), by=SYSTEM, verdict=verdict)
    return looked


def _look_at(scanner: Scanner, key: str) -> Verdict:
    """Raises ScannerAway. A file whose bytes are gone has nothing in it: opening it says that it is not there."""
    try:
        content: IO[bytes] = storage.store().open(key)
    except NotFound:
        return Verdict()
    with content:
        return scanner.look(content)


@every(timedelta(days=1))
def forget_held_files() -> int:
    """What was held for thirty days goes out of the store. Returns how many things went."""
    keys = perform(services.forget_bytes, by=SYSTEM, before=clock.now() - HELD_FOR)
    services.take_out(keys)
    return len(keys)
