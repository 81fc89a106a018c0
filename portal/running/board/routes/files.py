"""What goes with messages: handed out, shown small, listed; and the consent for a picture."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, storage
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.policy import Action
from portal.running.board import forms, queries, services
from portal.running.board.models import People, Post, PostFile
from portal.running.board.pictures import shrink
from portal.running.board.queries import Network, Seen
from portal.running.board.queries.lines import how_seen
from portal.running.board.routes.blueprint import bp, mine_in, path_of
from portal.running.board.services.files import ZONE
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say
from portal.web.files import check_open, download

FILE = "/threads/<uuid:thread_id>/posts/<uuid:post_id>/files/<uuid:post_file_id>"


def consent_path(post: Post) -> str | None:
    """Where the first picture of this message waits for someone to say who can be seen in it; None when none waits."""
    waiting = [one["id"] for one in post.attached or () if one["picture"] and one["people"] == "not_said"]
    if not waiting:
        return None
    ids: dict[str, Any] = {"cluster_id": post.thread.cluster_id, "thread_id": post.thread_id, "post_id": post.id}
    return url_for("board.consent", **ids, post_file_id=waiting[0])


def _open(file: PostFile) -> Post:
    """The message of a file that this person may have now. Raises NotFound."""
    post = file.post
    if post is None or (post.removed_at or post.hidden_at or post.school.posts_hidden_at) is not None:
        raise NotFound
    seen = _seen(file)
    if seen == Seen.ENDED or (seen == Seen.WAITS and post.school_id not in login.me().school_ids):
        raise NotFound
    return post


def _seen(file: PostFile) -> Seen:
    is_withdrawn, today = file.withdrawn_at is not None, clock.today(ZONE)
    return how_seen(file.is_picture, file.people, file.consent_until, is_withdrawn=is_withdrawn, today=today)


@bp.get(FILE)
@guarded(Action.POST_READ_FILE, of=queries.get_post_file)
def file(file: PostFile) -> ResponseReturnValue:
    """The file of a message: for everyone who may read the conversation."""
    _open(file)
    return download(file.file)


@bp.get(FILE + "/small")
@guarded(Action.POST_READ_FILE, of=queries.get_post_file)
def small(file: PostFile) -> ResponseReturnValue:
    """The small copy of a picture. A browser that keeps it asks again each time whether it may still show it: a consent may end."""
    _open(file)
    check_open(file.file)
    if file.small_key is None:
        raise NotFound
    with storage.store().open(file.small_key) as held:
        answer = Response(held.read(), mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(file.small_key)
    return answer.make_conditional(request)


@bp.get("/files")
@guarded(Action.BOARD_READ_FILES, of=queries.get_board)
def files(board: Network) -> ResponseReturnValue:
    """The files and pictures of this board, the newest first."""
    page = queries.list_files(board.cluster_id, by_id=login.me().id, after=request.args.get("after"))
    today, mine = clock.today(ZONE), mine_in(board.cluster_id)
    return render_template("board/files.html", board=board, page=page, today=today, mine=mine)


@bp.route(FILE + "/consent", methods=["GET", "POST"])
@guarded(Action.PICTURE_CONSENT, of=queries.get_post_file)
def consent(file: PostFile) -> ResponseReturnValue:
    """Say who can be seen in a picture, and who holds the consent."""
    if file.post is None or file.post.removed_at is not None or not file.is_picture:
        raise NotFound
    form = forms.ConsentForm()
    if not queries.has_other_pictures(file):
        del form.for_all
    if request.method == "GET" and file.people != "not_said":
        form.people.data, form.consent_holder.data = file.people.value, file.consent_holder
        form.consent_scope.data = file.consent_scope.value if file.consent_scope else None
        form.consent_until.data = file.consent_until
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.say_consent,
            file,
            to=lambda post: consent_path(post) or f"{path_of(post.thread)}#post-{post.id}",
            said=_("Thank you. It is written down."),
            consent=form.consent,
            small=shrink(file.file.key) if file.small_key is None else None,
            for_all=bool(form.for_all is not None and form.for_all.data),
        )
        if answer is not None:
            return answer
    return form_page(
        "board/consent.html",
        form,
        file=file,
        post=file.post,
        thread=file.post.thread,
        shows_small=file.small_key is not None and file.file.is_open and _seen(file) != Seen.ENDED,
        withdraw_form=forms.WithdrawPictureForm(formdata=None) if _may_be_seen(file) else None,
    )


@bp.post(FILE + "/withdraw")
@guarded(Action.PICTURE_WITHDRAW, of=queries.get_post_file)
def withdraw_picture(file: PostFile) -> ResponseReturnValue:
    """The consent has ended: nobody sees the picture any more."""
    form, to = forms.WithdrawPictureForm(), _after(file)
    if form.validate_on_submit():
        answer = carry_out(form, services.withdraw_picture, file, to=to, said=_("Nobody sees the picture any more."))
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(to, 303)


def _may_be_seen(file: PostFile) -> bool:
    """Somebody outside its school may see it: so there is something to stop."""
    return file.withdrawn_at is None and file.people != People.NOT_SAID


def _after(file: PostFile) -> str:
    if file.post is None:
        raise NotFound
    return f"{path_of(file.post.thread)}#post-{file.post.id}"
