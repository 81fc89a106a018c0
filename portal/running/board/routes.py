"""The board, its conversations, and the replies that are needed."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, storage
from portal.core.duty import Duty
from portal.core.errors import NotFound, Refusal, TryLater
from portal.core.i18n import _, ngettext
from portal.core.pagination import PAGE_SIZE, Page
from portal.core.perform import perform
from portal.forming.clusters.models import Side
from portal.forming.clusters.outline import Outline
from portal.policy import Action
from portal.running.board import forms, queries, services
from portal.running.board.models import Post, Thread, ThreadCategory
from portal.running.board.queries import Network, PostLine, Show, Standing
from portal.running.firstposts import services as firstposts
from portal.running.firstposts.models import HeldPost
from portal.web import login, moments, panels
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page, most_bytes, say
from portal.web.forms import uploaded

bp = Blueprint("board", __name__, url_prefix="/clusters/<uuid:cluster_id>/board")


def _mine(cluster_id: Any) -> list[Any]:
    place = login.me().place_in(cluster_id)
    return sorted(place.schools) if place is not None else []


def _path(thread: Thread, post: Post | None = None) -> str:
    path = url_for("board.thread", cluster_id=thread.cluster_id, thread_id=thread.id)
    if post is None:
        return path
    return f"{path}{'?part=newest' if thread.post_count > PAGE_SIZE else ''}#post-{post.id}"


def _path_of_new(begun: Thread | HeldPost) -> str:
    return _path_of_held(begun) if isinstance(begun, HeldPost) else _path(begun)


def _path_of_answer(thread: Thread, written: Post | HeldPost) -> str:
    return _path_of_held(written) if isinstance(written, HeldPost) else _path(thread, written)


def _path_of_held(held: HeldPost) -> str:
    return url_for("first_posts.show", cluster_id=held.cluster_id, held_post_id=held.id)


def _said(written: Thread | Post | HeldPost) -> str:
    """What is said after sending: the first messages of a new school wait."""
    if isinstance(written, HeldPost):
        return _(
            "Thank you. Your message waits until someone has read it. Until then only your school and its readers see it."
        )
    return _("Your message is on the board.")


@bp.get("")
@guarded(Action.BOARD_VIEW, of=queries.get_board)
def show(board: Network) -> ResponseReturnValue:
    """The board: conversations, the newest activity first."""
    try:
        wanted = Show(request.args.get("show", "all"))
    except ValueError:
        wanted = Show.ALL
    mine = _mine(board.cluster_id)
    threads = queries.list_threads(board.cluster_id, schools=mine, show=wanted, after=request.args.get("after"))
    return render_template(
        "board/show.html",
        board=board,
        threads=threads,
        pinned=queries.list_pinned(board.cluster_id),
        show=wanted.value,
        mine=mine,
        categories=dict(forms.CATEGORIES),
    )


@bp.get("/search")
@guarded(Action.BOARD_SEARCH, of=queries.get_board)
def search(board: Network) -> ResponseReturnValue:
    """Messages of this board that hold the words, the newest first."""
    words = request.args.get("q", "")[:200]
    before = request.args.get("before", "")
    mark = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found, older = queries.find_posts(board.cluster_id, words, before=mark)
    return render_template("board/search.html", board=board, words=words, found=found, older=older)


@bp.route("/threads/new", methods=["GET", "POST"])
@guarded(Action.THREAD_START, of=queries.get_board)
def start(board: Network) -> ResponseReturnValue:
    """Start a conversation."""
    form = forms.ThreadForm()
    form.offer(board, _mine(board.cluster_id), login.me().language)
    if form.validate_on_submit():
        taken, upload = uploaded(form, form.attachment, most_bytes=most_bytes())
        answer = taken and carry_out(
            form,
            firstposts.begin,
            board,
            to=_path_of_new,
            said=_said,
            title=form.title.data,
            message=form.message(upload),
            category=ThreadCategory(form.category.data),
            school_id=form.school_id,
            wanted=form.wanted,
        )
        if answer:
            return answer
    return form_page("board/start.html", form, board=board)


@bp.get("/threads/<uuid:thread_id>")
@guarded(Action.THREAD_VIEW, of=queries.get_conversation)
def thread(thread: Thread) -> ResponseReturnValue:
    """A conversation, and the form to write into it."""
    return _conversation(thread, forms.ReplyForm())


@bp.post("/threads/<uuid:thread_id>/reply")
@guarded(Action.THREAD_REPLY, of=queries.get_conversation)
def reply(thread: Thread) -> ResponseReturnValue:
    """Write into a conversation, perhaps for another school, perhaps asking for a reply."""
    form = forms.ReplyForm()
    board, standing = queries.get_board(thread.cluster_id), queries.standing_of(thread)
    _offer(form, thread, board, standing)
    if form.validate_on_submit():
        taken, upload = uploaded(form, form.attachment, most_bytes=most_bytes())
        answer = taken and carry_out(
            form,
            firstposts.answer,
            thread,
            to=lambda post: _path_of_answer(thread, post),
            said=_said,
            message=form.message(upload),
            school_id=form.school_id,
            for_school_id=form.for_school_id,
            wanted=form.wanted,
        )
        if answer:
            return answer
    return _conversation(thread, form)


def _offer(form: forms.ReplyForm, thread: Thread, board: Network, standing: Standing) -> None:
    mine = _mine(thread.cluster_id)
    form.offer(board, mine, login.me().language)
    form.offer_to_answer_for(standing.owed, mine)


def _conversation(thread: Thread, form: forms.ReplyForm) -> ResponseReturnValue:
    board, standing = queries.get_board(thread.cluster_id), queries.standing_of(thread)
    if not form.is_submitted():
        _offer(form, thread, board, standing)
    newest = request.args.get("part") == "newest"
    posts = queries.list_posts(thread.id, after=request.args.get("after"), newest=newest)
    upto, mine = _read_up_to(thread, posts, newest=newest), _mine(thread.cluster_id)
    unseen = [school_id for school_id in mine if standing.seen.get(school_id, 0) < upto]
    seen = standing.seen | dict.fromkeys(unseen, upto)
    answer = form_page(
        "board/thread.html",
        form,
        thread=thread,
        board=board,
        posts=posts,
        owed=standing.owed,
        mine=mine,
        newest=newest,
        has_more=thread.post_count > PAGE_SIZE,
        seen_by=[s.name for s in board.schools if seen.get(s.id, 0) >= thread.post_count],
        not_seen_by=[s.name for s in board.schools if seen.get(s.id, 0) < thread.post_count],
        noted_by=[s.name for s in board.schools if s.id in standing.noted],
        to_note=[school_id for school_id in mine if school_id not in standing.noted],
        waits_for_help=standing.waits_for_help,
        buttons=_buttons(thread),
        release_form=forms.ReleaseForm(formdata=None) if standing.owed else None,
        categories=dict(forms.CATEGORIES),
    )
    if unseen and request.method == "GET":
        _tick(thread, unseen, upto)
    return answer


def _buttons(thread: Thread) -> dict[str, Any]:
    """The forms of one button each that this conversation has."""
    made: dict[str, Any] = {"pin": forms.UnpinForm(formdata=None) if thread.pinned_at else forms.PinForm(formdata=None)}
    if thread.category == ThreadCategory.ANNOUNCEMENT:
        made["note"] = forms.NoteForm(formdata=None)
    if thread.category == ThreadCategory.HELP:
        made["withdraw_help"] = forms.WithdrawHelpForm(formdata=None)
    return made


def _read_up_to(thread: Thread, posts: Page[PostLine], *, newest: bool) -> int:
    """How many messages someone has seen who has this page before them; 0 in the middle of a long conversation."""
    if newest or (posts.next is None and posts.items):
        return thread.post_count
    return len(posts) if posts.first else 0


def _tick(thread: Thread, schools: list[Any], upto: int) -> None:
    """The one thing that reading writes: these schools have seen it. In its own transaction; when the database is busy, another time."""
    try:
        perform(services.mark_seen, by=login.me(), thread_id=thread.id, school_ids=schools, post_count=upto)
    except (TryLater, Refusal):
        current_app.logger.info("seen mark skipped thread=%s", thread.id)


@bp.route("/threads/<uuid:thread_id>/ask", methods=["GET", "POST"])
@guarded(Action.REPLY_ASK, of=queries.get_conversation)
def ask(thread: Thread) -> ResponseReturnValue:
    """Ask a school for a reply in this conversation."""
    form = forms.AskForm()
    form.offer(queries.get_board(thread.cluster_id), _mine(thread.cluster_id))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_for_reply,
            thread,
            to=_path(thread),
            said=_("The school has been asked for a reply."),
            wanted=form.wanted,
            school_id=form.school_id,
        )
        if answer is not None:
            return answer
    return form_page("board/ask.html", form, thread=thread)


@bp.post("/threads/<uuid:thread_id>/replies/<uuid:duty_id>/release")
@guarded(Action.REPLY_RELEASE, of=queries.get_reply_duty)
def release(owed: Duty) -> ResponseReturnValue:
    """The reply is no longer needed."""
    form = forms.ReleaseForm()
    path = url_for("board.thread", cluster_id=owed.cluster_id, thread_id=owed.subject_id)
    if form.validate_on_submit():
        said = _("The reply is no longer asked for.")
        answer = carry_out(form, services.release_reply, owed, to=path, said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(path, 303)


@bp.post("/threads/<uuid:thread_id>/pin")
@guarded(Action.THREAD_PIN, of=queries.get_conversation)
def pin(thread: Thread) -> ResponseReturnValue:
    """Put a conversation at the top of the board."""
    return _at_a_press(forms.PinForm(), services.pin_thread, thread, _("It stands at the top of the board now."))


@bp.post("/threads/<uuid:thread_id>/unpin")
@guarded(Action.THREAD_PIN, of=queries.get_conversation)
def unpin(thread: Thread) -> ResponseReturnValue:
    """Let a conversation take its place among the others."""
    return _at_a_press(forms.UnpinForm(), services.unpin_thread, thread, _("It no longer stands at the top."))


@bp.post("/threads/<uuid:thread_id>/note")
@guarded(Action.THREAD_NOTE, of=queries.get_conversation)
def note(thread: Thread) -> ResponseReturnValue:
    """Say that one's school has noted an announcement."""
    said = _("Thank you. The others see that you have noted it.")
    return _at_a_press(forms.NoteForm(), services.note_announcement, thread, said)


@bp.post("/threads/<uuid:thread_id>/help/withdraw")
@guarded(Action.HELP_WITHDRAW, of=queries.get_conversation)
def withdraw_help(thread: Thread) -> ResponseReturnValue:
    """The school that asked needs no help any more."""
    return _at_a_press(forms.WithdrawHelpForm(), services.withdraw_help, thread, _("Nobody is asked to help any more."))


def _at_a_press(form: Any, deed: Any, thread: Thread, said: Any) -> ResponseReturnValue:
    """Do what one button of a conversation asks for, and go back there; a refusal is said on that page."""
    if form.validate_on_submit():
        answer = carry_out(form, deed, thread, to=_path(thread), said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(_path(thread), 303)


@bp.route("/threads/<uuid:thread_id>/posts/<uuid:post_id>/edit", methods=["GET", "POST"])
@guarded(Action.POST_EDIT, of=queries.get_post)
def edit(post: Post) -> ResponseReturnValue:
    """Change one's own message."""
    form = forms.EditPostForm(text=post.source, language=post.language or "en", version=post.version)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.edit_post,
            post,
            to=f"{_path(post.thread)}#post-{post.id}",
            said=_("Your message was changed."),
            text=form.text.data,
            language=form.language.data or "",
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("board/edit.html", form, post=post, thread=post.thread)


@bp.route("/threads/<uuid:thread_id>/posts/<uuid:post_id>/remove", methods=["GET", "POST"])
@guarded(Action.POST_REMOVE, of=queries.get_post)
def remove(post: Post) -> ResponseReturnValue:
    """Take one's own message back."""
    form = forms.RemovePostForm()
    if form.validate_on_submit():
        said = _("Your message was taken back.")
        answer = carry_out(form, services.remove_post, post, to=_path(post.thread), said=said)
        if answer is not None:
            return answer
    return form_page("board/remove.html", form, post=post, thread=post.thread)


@bp.get("/threads/<uuid:thread_id>/posts/<uuid:post_id>/file")
@guarded(Action.POST_READ_FILE, of=queries.get_post)
def file(post: Post) -> ResponseReturnValue:
    """The file of a message: for everyone who may read the conversation."""
    if post.file is None or post.removed_at is not None or post.school.posts_hidden_at is not None:
        raise NotFound
    return send_file(
        storage.store().open(post.file.key),
        mimetype=post.file.content_type,
        as_attachment=True,
        download_name=post.file.name,
        max_age=0,
    )


def board_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the latest conversations and the replies that are needed."""
    if not can(Action.BOARD_VIEW, cluster):
        return None
    threads, needed = queries.list_latest(cluster.id)
    late = sum(1 for one in needed if not one.is_on_hold and one.is_overdue(clock.now()))
    sign = panels.Sign(
        _("Board"),
        (
            _("last message %(when)s", when=moments.short_day(threads[0].last_posted_at, cluster.zone))
            if threads
            else _("nobody has written yet"),
        ),
        url_for("board.show", cluster_id=cluster.id),
        ngettext("%(num)d reply is late", "%(num)d replies are late", late) if late else "",
    )
    return "board/_panel.html", {"cluster": cluster, "threads": threads, "owed": needed, "sign": sign}


def partners_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the last sign of life from here and from each partner school. Nothing where there is no partner."""
    if not can(Action.BOARD_VIEW, cluster):
        return None
    partners = [m for m in cluster.live_memberships() if m.side == Side.PARTNER]
    if not partners:
        return None
    wrote = [m.last_wrote_at for m in cluster.live_memberships() if m.side == Side.HOME and m.last_wrote_at is not None]
    ours = max(wrote, default=None)
    signs = [(m.school.name, m.last_wrote_at) for m in partners]
    theirs = max((heard for _name, heard in signs if heard is not None), default=None)
    sign = panels.Sign(
        _("Partners"),
        (_last_wrote(_("we wrote"), ours, cluster), _last_wrote(_("they wrote"), theirs, cluster)),
        url_for("partnerships.show", cluster_id=cluster.id),
    )
    return "board/_partners_panel.html", {"cluster": cluster, "ours": ours, "signs": signs, "sign": sign}


def _last_wrote(who: str, at: datetime | None, cluster: Outline) -> str:
    when = moments.short_day(at, cluster.zone) if at is not None else _("not yet")
    return f"{who}: {when}"
