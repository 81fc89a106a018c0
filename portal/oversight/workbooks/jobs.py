"""Making workbooks in the background, and taking away those whose day is over."""

import logging
import uuid
from datetime import timedelta
from pathlib import Path

from portal.core import clock, storage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.oversight.workbooks import queries, services
from portal.oversight.workbooks.models import WorkbookStatus
from portal.oversight.workbooks.queries import SHEETS
from portal.oversight.workbooks.services import File
from portal.oversight.workbooks.writing import Sheets, new_file

log = logging.getLogger(__name__)
MOST_AT_ONCE = 5


@every(timedelta(minutes=1))
def make_workbooks() -> int:
    """Make what waits, the oldest first. Returns how many were made."""
    made = 0
    for _turn in range(MOST_AT_ONCE):
        key = queries.next_waiting()
        session().rollback()
        if key is None:
            break
        made += make(key)
    return made


@every(timedelta(minutes=30))
def end_workbooks() -> int:
    """Take away the files whose day is over. Returns how many went."""
    keys = queries.list_over(clock.now())
    session().rollback()
    for key in keys:
        file = perform(services.end, queries.get_workbook(key), by=SYSTEM)
        if file is not None:
            storage.store().delete(file)
    return len(keys)


def make(workbook_id: uuid.UUID) -> bool:
    """One workbook, to its end: a file, a named error, or stopped by who asked."""
    if not perform(services.begin, queries.get_workbook(workbook_id), by=SYSTEM):
        return False
    try:
        with new_file() as file:
            written = _write(workbook_id, file)
            if written is None:
                return False
            rows, done = written
            content = file.read_bytes()
        key = storage.new_key()
        storage.store().put(key, content)
    except Refusal:
        raise
    except Exception as problem:  # whatever it is, who asked is told
        session().rollback()
        log.exception("workbook %s failed", workbook_id)
        perform(services.fail, queries.get_workbook(workbook_id), by=SYSTEM, trouble=type(problem).__name__)
        return False
    found = File(key, len(content), rows, done)
    if perform(services.finish, queries.get_workbook(workbook_id), by=SYSTEM, file=found):
        return True
    storage.store().delete(key)
    return False


def _write(workbook_id: uuid.UUID, file: Path) -> tuple[int, int] | None:
    """The rows and the applications that were written; None where it was stopped meanwhile."""
    made, at = queries.get_workbook(workbook_id), clock.now()
    stage, name = made.stage, made.round.name
    sheets, done, last = Sheets(file), 0, None
    while True:
        view = queries.kept_view(queries.get_workbook(workbook_id), at)
        ids = queries.applications_after(view, stage, last)
        if not ids:
            break
        for sheet in SHEETS:
            sheets.add(sheet, queries.rows_of(sheet, view, ids))
        done, last = done + len(ids), ids[-1]
        session().rollback()
        if (
            perform(services.note_progress, queries.get_workbook(workbook_id), by=SYSTEM, done=done)
            != WorkbookStatus.RUNNING
        ):
            sheets.close([])
            return None
        session().expunge_all()
    session().rollback()
    sheets.close(
        [
            ("round", name),
            ("stage", stage or "all that came in"),
            ("as at", f"{at:%Y-%m-%d %H:%M} UTC"),
            ("applications", str(done)),
        ]
    )
    return sheets.rows, done
