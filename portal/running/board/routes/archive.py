"""A board as an archive; a copy of it to take away; the translator to which messages link."""

from flask import Blueprint, Response, redirect, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import Refusal
from portal.core.i18n import _
from portal.core.perform import perform
from portal.policy import Action
from portal.running.board import copying, forms, queries, services
from portal.running.board.models import Thread
from portal.running.board.queries import Network
from portal.running.board.routes.blueprint import bp
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say

settings_bp = Blueprint("board_settings", __name__, url_prefix="/board-settings")


def _board(board: Network) -> str:
    return url_for("board.show", cluster_id=board.cluster_id)


@bp.route("/archive", methods=["GET", "POST"])
@guarded(Action.BOARD_ARCHIVE, of=queries.get_board)
def archive(board: Network) -> ResponseReturnValue:
    """Make the board an archive."""
    form = forms.ArchiveForm()
    if form.validate_on_submit():
        said = _("The board is an archive now.")
        answer = carry_out(form, services.archive_board, board, to=_board(board), said=said)
        if answer is not None:
            return answer
    return form_page("board/archive.html", form, board=board)


@bp.post("/reopen")
@guarded(Action.BOARD_ARCHIVE, of=queries.get_board)
def reopen(board: Network) -> ResponseReturnValue:
    """Let people write on the board again."""
    form = forms.ReopenForm()
    if form.validate_on_submit():
        said = _("The board can be written on again.")
        answer = carry_out(form, services.reopen_board, board, to=_board(board), said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(_board(board), 303)


@bp.route("/copy", methods=["GET", "POST"])
@guarded(Action.BOARD_READ_COPY, of=queries.get_board)
def copy(board: Network) -> ResponseReturnValue:
    """A copy of the board to take away: pages to read, data for machines, the files. Written down before it begins."""
    form = forms.ExportForm()
    if form.validate_on_submit():
        try:
            perform(services.note_export, board, by=login.me())
        except Refusal as refusal:
            form.show(refusal)
        else:
            pieces = copying.pieces(board, zone=login.me().zone, at=clock.now())
            answer = Response(stream_with_context(pieces), mimetype="application/zip")
            answer.headers["Content-Disposition"] = f'attachment; filename="board-{clock.today(login.me().zone)}.zip"'
            answer.headers["Cache-Control"] = "private, no-store"
            return answer
    return form_page("board/copy.html", form, board=board)


@bp.get("/threads/<uuid:thread_id>/text")
@guarded(Action.THREAD_VIEW, of=queries.get_conversation)
def text(thread: Thread) -> ResponseReturnValue:
    """A conversation as plain text: for a slow line, a reading program, or paper."""
    words = copying.as_text(thread, zone=login.me().zone)
    answer = Response(words, mimetype="text/plain")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@settings_bp.route("", methods=["GET", "POST"])
@guarded(Action.BOARD_SETTINGS)
def translator() -> ResponseReturnValue:
    """To which translator messages in other languages link."""
    known = queries.get_setting()
    form = forms.TranslatorForm(
        name=known.translator_name if known else "",
        url=known.translator_url if known else "",
        version=known.version if known else 0,
    )
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.set_translator,
            to=url_for("board_settings.translator"),
            said=_("Saved."),
            name=form.name.data or "",
            url=form.url.data or "",
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("board/translator.html", form)
