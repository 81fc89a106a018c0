"""What the virus scanner said, written down; and asking it again."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock, storage
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.core.scanning import Verdict
from portal.core.storage import Scan, StoredFile
from portal.core.workflow import change, claim
from portal.oversight.scanning import events, queries
from portal.running.board.services.files import show_checked

TOLD_EVERY = timedelta(hours=24)


def note_verdict(file: StoredFile, *, by: Actor, verdict: Verdict) -> None:
    """The scanner has looked: the file is there for others, or it is held back and who added it is told."""
    now_is = Scan.CLEAN if verdict.is_clean else Scan.HELD
    said = {"scan": now_is, "scan_found": verdict.found, "scanned_at": clock.now()}
    if file.scan != Scan.CHECKING:
        return
    change(file, {"scan": Scan.CHECKING}, said)
    show_checked(file.id)
    if not verdict.is_clean:
        record(
            events.FileHeld(
                by_id=None,
                person_id=file.uploaded_by_id,
                school_id=file.school_id,
                subject_id=file.id,
                kind_found=verdict.found,
            )
        )


def note_try(file: StoredFile, *, by: Actor) -> None:
    """The scanner could not say anything of this file: others are looked at before it is tried again."""
    file.scan_tries += 1
    session().flush()


def let_through(*, by: Actor) -> int:
    """No scanner is asked any more: what waited for it is there for others, as files are that are added now. A deed for `perform`."""
    query = sa.select(StoredFile).where(StoredFile.scan == Scan.CHECKING).order_by(StoredFile.id).limit(500)
    waiting = list(session().scalars(query))
    for file in waiting:
        file.scan = Scan.UNCHECKED
    session().flush()
    for file in waiting:
        show_checked(file.id)
    return len(waiting)


def raise_alarm(*, by: Actor, older_than: datetime) -> bool:
    """Tell the administrators that files wait, when some have waited since before that instant; once a day. A deed for `perform`."""
    late, last = queries.waiting(before=older_than), queries.last_told()
    if late.number == 0 or late.since is None or (last is not None and last > clock.now() - TOLD_EVERY):
        return False
    now = clock.now()
    session().execute(
        sa.update(StoredFile)
        .where(StoredFile.scan == Scan.CHECKING, StoredFile.created_at <= older_than)
        .values(scan_told_at=now)
    )
    record(events.ScannerSilent(by_id=None, waiting=late.number, waiting_since=late.since))
    return True


def look_again(file: StoredFile, *, by: Actor) -> None:
    """Have a file that was held looked into once more, for instance because the scanner's list was wrong. It waits until then."""
    if file.size == 0:
        raise NotAllowedNow(_("This file is not kept any more."))
    change(
        file,
        {"scan": Scan.HELD, "size": file.size},
        {"scan": Scan.CHECKING, "scan_found": "", "scan_tries": 0, "scan_told_at": None},
    )
    show_checked(file.id)
    record(events.FileLookedAtAgain(by_id=by.id, school_id=file.school_id, subject_id=file.id))


def forget_bytes(*, by: Actor, before: datetime) -> list[str]:
    """Files that were held before this instant: their bytes go, the row that says so stays. One that somebody has looked into again meanwhile keeps them.
    Returns the keys to take out of the store, after the commit."""
    keys: list[str] = []
    for file in queries.list_old_held(before, 100):
        if claim(file, {"scan": Scan.HELD, "size": file.size}, {"size": 0}):
            keys += [file.key, *queries.small_keys_of(file.id)]
    return keys


def take_out(keys: list[str]) -> None:
    """Take these out of the store."""
    held: Any = storage.store()
    for key in keys:
        held.delete(key)
