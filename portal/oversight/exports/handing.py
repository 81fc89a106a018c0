"""Handing a table out as CSV, after it was asked what for. A cell that a spreadsheet would take for a formula is made plain text."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from portal.core.errors import Refusal
from portal.core.perform import perform
from portal.core.tables import as_csv
from portal.oversight.exports.forms import PurposeForm
from portal.oversight.exports.models import Purpose
from portal.oversight.exports.services import note_export
from portal.web import login
from portal.web.acting import form_page

MOST_ROWS = 20_000
Table = tuple[Sequence[Any], Sequence[Sequence[Any]]]


def ask_and_hand_out(
    what: str, title: str, back: str, read: Callable[[], Table], *, lead: str = "", chosen: str = ""
) -> ResponseReturnValue:
    """The page that asks what a table is for; answered, it is written down and the table goes. `read` answers the head and the rows, once it is asked;
    `chosen` says which part of it was taken."""
    form = PurposeForm()
    if form.validate_on_submit():
        head, rows = read()
        try:
            note = {"what": what, "rows": len(rows), "purpose": Purpose(form.purpose.data), "words": form.words.data}
            note["chosen"] = chosen
            perform(note_export, by=login.me(), once=None, **note)
            return handed_out(what, head, rows)
        except Refusal as refusal:
            form.show(refusal)
    return form_page("exports/purpose.html", form, title=title, back=back, lead=lead)


def handed_out(name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Response:
    """The table as a file; the name of the file says what it is and nothing of what is in it."""
    answer = Response("\ufeff" + as_csv(head, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name.replace("_", "-")}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
