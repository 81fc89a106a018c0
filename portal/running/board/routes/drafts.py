"""What someone has begun to write: kept by a button, or by the script while they write; listed on a page of their own."""

import uuid

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import Refusal
from portal.core.i18n import _
from portal.core.perform import perform
from portal.policy import Action
from portal.running.board import forms, queries, services
from portal.running.board.models import Draft, Thread
from portal.running.board.queries import Network
from portal.running.board.routes.blueprint import bp, path_of
from portal.web import login, moments
from portal.web.access import guarded
from portal.web.acting import carry_out, say

drafts_bp = Blueprint("drafts", __name__, url_prefix="/drafts")


@bp.post("/threads/<uuid:thread_id>/draft")
@guarded(Action.DRAFT_KEEP, of=queries.get_conversation)
def keep_draft(thread: Thread) -> ResponseReturnValue:
    """Keep what was begun in this conversation."""
    return _keep(thread.cluster_id, thread.id, path_of(thread) + "#reply")


@bp.post("/threads/new/draft")
@guarded(Action.DRAFT_KEEP, of=queries.get_board)
def keep_new(board: Network) -> ResponseReturnValue:
    """Keep a conversation that was begun."""
    return _keep(board.cluster_id, None, url_for("board.start", cluster_id=board.cluster_id))


def _keep(cluster_id: uuid.UUID, thread_id: uuid.UUID | None, to: str) -> ResponseReturnValue:
    form = forms.DraftForm()
    if form.validate_on_submit():
        try:
            perform(services.keep_draft, by=login.me(), cluster_id=cluster_id, thread_id=thread_id, words=form.begun)
        except Refusal as refusal:
            form.show(refusal)
    wrong = [*form.form_errors, *(message for field in form for message in field.errors)]
    kept = _("Kept as a draft at %(time)s.", time=moments.clock_time(clock.now(), login.me().zone))
    if any(file.filename for file in request.files.values()):
        kept = _("%(kept)s Files are not kept with it: choose them again when you send it.", kept=kept)
    said = str(wrong[0]) if wrong else kept
    if request.accept_mimetypes.best == "application/json":
        return jsonify(said=said), 422 if wrong else 200
    say(said, "error" if wrong else "success")
    return redirect(to, 303)


@drafts_bp.get("")
@guarded(Action.DRAFT_LIST)
def index() -> ResponseReturnValue:
    """What the person has begun, on every board that is open to them."""
    me = login.me()
    drafts = queries.list_drafts(me.id, clusters=[c for c, place in me.places.items() if place.board])
    return render_template("board/drafts.html", drafts=drafts, delete_form=forms.DeleteDraftForm(formdata=None))


@drafts_bp.post("/<uuid:draft_id>/delete")
@guarded(Action.DRAFT_DELETE, of=queries.get_draft)
def delete(draft: Draft) -> ResponseReturnValue:
    """Throw a draft away."""
    form, to = forms.DeleteDraftForm(), url_for("drafts.index")
    if form.validate_on_submit():
        answer = carry_out(form, services.delete_draft, draft, to=to, said=_("The draft is deleted."))
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(to, 303)
