"""Writing down that a table leaves the portal."""

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.oversight.exports.events import TableExported
from portal.oversight.exports.models import ExportNote, Purpose


def note_export(*, by: Actor, what: str, rows: int, purpose: Purpose, words: str, chosen: str = "") -> ExportNote:
    """Before the table leaves: what, which part of it, how many rows, what for. The record holds all but the words."""
    if not clean(words):
        raise RuleBroken("words", _("Write what you need it for."))
    made = ExportNote(what=what, chosen=chosen[:200], rows=rows, purpose=purpose, words=clean(words), by_id=by.id)
    session().add(made)
    session().flush()
    record(TableExported(by_id=by.id, subject_id=made.id, what=what, rows=rows, purpose=purpose.value))
    return made
