"""Asking for a workbook, its way, and its end. The file is made by the job runner (jobs.py); here is what is written down of it."""

import uuid
from dataclasses import dataclass
from typing import Any

from portal.applying.applications.models import UNSENT, Stage
from portal.applying.programmes.models import Round
from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.oversight.exports.models import Purpose
from portal.oversight.exports.services import note_export
from portal.oversight.pictures.queries.views import view_of
from portal.oversight.workbooks import events, queries
from portal.oversight.workbooks.models import KEPT_FOR, Workbook, WorkbookStatus
from portal.oversight.workbooks.workflow import WORKBOOKS
from portal.policy.people import SignedIn

WHAT = "round_workbook"
MOST_TRIES = 3


def ask(planned: Round, *, by: SignedIn, purpose: Purpose, words: str, stage: str = "") -> Workbook:
    """A workbook of what `by` may see of the round; the job runner makes it. One at a time for each person."""
    if not clean(words):
        raise RuleBroken("words", _("Write what you need it for."))
    if stage and (stage not in set(Stage) or Stage(stage) in UNSENT):
        raise RuleBroken("stage", _("Choose one of the stages."))
    view = view_of(planned, by)
    made = Workbook(
        round_id=planned.id,
        asked_by_id=by.id,
        purpose=purpose,
        words=clean(words),
        stage=stage,
        view=dict(queries.as_kept(view)),
        of_all=queries.count(view, stage),
    )
    session().add(made)
    session().flush()
    record(events.WorkbookAsked(by_id=by.id, subject_id=made.id, stage=stage))
    return made


def begin(made: Workbook, *, by: Actor) -> bool:
    """The runner takes it up, or takes up again what a runner left. After three tries it has failed: answers False."""
    if made.tries >= MOST_TRIES:
        fail(made, by=by, trouble="stopped_again_and_again")
        return False
    WORKBOOKS.advance(made, "begin", tries=made.tries + 1, done=0)
    return True


def note_progress(made: Workbook, *, by: Actor, done: int) -> WorkbookStatus:
    """How many applications are in it. Answers whether it is still wanted."""
    if made.status == WorkbookStatus.RUNNING:
        made.done = done
        session().flush()
    return made.status


@dataclass(frozen=True)
class File:
    """What was written, and lies in the store."""

    key: str
    size: int
    rows: int
    done: int


@dataclass(frozen=True)
class _Asker:
    """In whose name a table leaves, after they have gone on to something else."""

    id: uuid.UUID | None


def finish(made: Workbook, *, by: Actor, file: File) -> bool:
    """It can be fetched for a day; that it was taken out is written down now, with its rows. False where it was stopped meanwhile."""
    if made.status != WorkbookStatus.RUNNING:
        return False
    at = clock.now()
    also: dict[str, Any] = {
        "key": file.key,
        "size": file.size,
        "rows": file.rows,
        "done": file.done,
        "of_all": file.done,
    }
    WORKBOOKS.advance(made, "finish", ready_at=at, ends_at=at + KEPT_FOR, **also)
    asker = _Asker(made.asked_by_id)
    chosen = f"{made.round.name}: {made.stage}" if made.stage else made.round.name
    note_export(by=asker, what=WHAT, rows=file.rows, purpose=made.purpose, words=made.words, chosen=chosen)
    record(events.WorkbookEnded(by_id=None, person_id=made.asked_by_id, subject_id=made.id, how="ready"))
    return True


def fail(made: Workbook, *, by: Actor, trouble: str) -> None:
    """It could not be made. `trouble` is a code that the page puts into words."""
    WORKBOOKS.advance(made, "fail", trouble=trouble[:40])
    record(events.WorkbookEnded(by_id=None, person_id=made.asked_by_id, subject_id=made.id, how="failed"))


def cancel(made: Workbook, *, by: Actor) -> None:
    """It is no longer wanted."""
    WORKBOOKS.advance(made, "cancel")
    record(events.WorkbookEnded(by_id=by.id, person_id=made.asked_by_id, subject_id=made.id, how="cancelled"))


def end(made: Workbook, *, by: Actor) -> str | None:
    """Its day is over. Answers the key of the file, which goes after the commit."""
    key = made.key
    WORKBOOKS.advance(made, "end", key=None)
    return key
