"""What a message said before; and for who handles reports, what was taken back."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import Refusal
from portal.core.i18n import _
from portal.core.perform import perform
from portal.core.text import to_html
from portal.policy import Action
from portal.running.board import forms, queries, services
from portal.running.board.models import Post
from portal.running.board.routes.blueprint import bp
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, say


def _path(post: Post) -> str:
    return url_for("board.history", cluster_id=post.thread.cluster_id, thread_id=post.thread_id, post_id=post.id)


@bp.get("/threads/<uuid:thread_id>/posts/<uuid:post_id>/history")
@guarded(Action.POST_READ_HISTORY, of=queries.get_post)
def history(post: Post) -> ResponseReturnValue:
    """Every text of a message, the newest first. Of a message that was taken back, that it was."""
    return _shown(post, is_open=False)


def _shown(post: Post, *, is_open: bool) -> ResponseReturnValue:
    handles_reports = can(Action.POST_FREEZE, post)
    hidden_at = post.school.posts_hidden_at or (None if handles_reports else post.hidden_at)
    hidden = (post.removed_at or hidden_at) is not None
    versions = [
        (one.number, one.written_at, one.language, to_html(one.source))
        for one in (queries.list_versions(post) if is_open or not hidden else ())
    ]
    return render_template(
        "board/history.html",
        post=post,
        thread=post.thread,
        versions=versions,
        shows_text=is_open or not hidden,
        handles_reports=handles_reports,
        freeze_form=forms.UnfreezeForm(formdata=None) if post.kept_at else forms.FreezeForm(formdata=None),
        open_form=forms.OpenRemovedForm(formdata=None) if handles_reports and post.removed_at and not is_open else None,
    )


@bp.post("/threads/<uuid:thread_id>/posts/<uuid:post_id>/history/taken-back")
@guarded(Action.POST_READ_REMOVED, of=queries.get_post)
def read_removed(post: Post) -> ResponseReturnValue:
    """What a message said that was taken back. Not an address to come back to: each reading is entered into the record."""
    form = forms.OpenRemovedForm()
    if form.validate_on_submit():
        try:
            return _shown(
                perform(services.open_removed_post, post, by=login.me(), once=form.once, to=_path(post)), is_open=True
            )
        except Refusal as refusal:
            form.show(refusal)
    for message in form.form_errors:
        say(message, "error")
    return redirect(_path(post), 303)


@bp.post("/threads/<uuid:thread_id>/posts/<uuid:post_id>/freeze")
@guarded(Action.POST_FREEZE, of=queries.get_post)
def freeze(post: Post) -> ResponseReturnValue:
    """Keep a message as it is."""
    return _press(forms.FreezeForm(), services.freeze_post, post, _("Its author can no longer change it."))


@bp.post("/threads/<uuid:thread_id>/posts/<uuid:post_id>/unfreeze")
@guarded(Action.POST_FREEZE, of=queries.get_post)
def unfreeze(post: Post) -> ResponseReturnValue:
    """Let the author change it again."""
    return _press(forms.UnfreezeForm(), services.unfreeze_post, post, _("Its author can change it again."))


def _press(form: Any, deed: Any, post: Post, said: str) -> ResponseReturnValue:
    if form.validate_on_submit():
        answer = carry_out(form, deed, post, to=_path(post), said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(_path(post), 303)
