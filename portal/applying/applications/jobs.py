"""What the clock does with applications."""

import hashlib
import logging
import uuid
from datetime import timedelta

from portal.applying.applications import content, queries, sealed, services
from portal.applying.applications.models import ApplicationVersion
from portal.core import clock, storage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.seals import not_agreeing
from portal.core.storage import StoredFile

log = logging.getLogger(__name__)


@every(timedelta(minutes=10))
def tidy_closed_rounds() -> int:
    """After the deadline: what was never submitted lapses, unfinished new versions are set aside. One transaction each; safe to run again."""
    waiting = [application.id for application in queries.due_to_lapse(clock.now())]
    return sum(perform(services.lapse, queries.get_application(found), by=SYSTEM) for found in waiting)


@every(timedelta(minutes=1))
def note_pulse() -> bool:
    """Every minute: the portal is there. Answers whether a time is over in which it was not."""
    return perform(services.note_pulse, by=SYSTEM)


@every(timedelta(days=1))
def check_seals() -> int:
    """Every night: does each sealed version still give its SHA-256, and each file that it names, too? What does not is told, every night anew until it is
    settled; what lost its words by age is passed over. Returns how many do not agree."""
    known: dict[tuple[str, str], bool] = {}

    def agrees(version: ApplicationVersion) -> bool:
        copy = sealed.read(version)
        return copy.removed_on is not None or (copy.is_intact and _files_agree(copy, known))

    broken, read = not_agreeing(lambda after: queries.list_sealed(after=after), agrees)
    for version_id in broken:
        perform(services.report_broken_seal, by=SYSTEM, version_id=version_id)
    log.info("sealed versions checked: %d, not agreeing: %d", read, len(broken))
    return len(broken)


def _files_agree(copy: sealed.SealedCopy, known: dict[tuple[str, str], bool]) -> bool:
    """Are the bytes of every file that was sealed with this copy there, and the same? A file that several versions name is read once."""
    named = [(facts["id"], facts["sha256"]) for _home_only, facts in content.sealed_files(copy.facts)]
    for one in named:
        if one not in known:
            known[one] = _bytes_agree(*one)
    return all(known[one] for one in named)


def _bytes_agree(file_id: str, sha256: str) -> bool:
    file = session().get(StoredFile, uuid.UUID(file_id))
    if file is None or file.sha256 != sha256:
        return False
    try:
        with storage.store().open(file.key) as held:
            return hashlib.file_digest(held, "sha256").hexdigest() == sha256  # type: ignore[arg-type]
    except NotFound:
        return False
