"""A conversation: begun, read, answered."""

import uuid
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import Refusal, TryLater
from portal.core.i18n import _
from portal.core.pagination import PAGE_SIZE, Page
from portal.core.perform import perform
from portal.policy import Action
from portal.running.board import forms, queries, services
from portal.running.board.models import Begun, Post, Thread, ThreadCategory
from portal.running.board.queries import Network, PostLine, Standing
from portal.running.board.routes.blueprint import bp, know_names, mine_in, path_of
from portal.running.board.routes.files import consent_path
from portal.running.board.services.files import ZONE
from portal.running.firstposts import services as firstposts
from portal.running.firstposts.models import HeldPost
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, most_bytes, most_files, too_late
from portal.web.forms import uploaded_several


def _begun_new(board: Network) -> Begun | None:
    kept = queries.draft_of_new(board.cluster_id, login.me().id)
    return Begun(kept.text, kept.title, kept.category, kept.language) if kept is not None else None


def _path_of_new(begun: Thread | HeldPost) -> str:
    if isinstance(begun, HeldPost):
        return _path_of_held(begun)
    first = queries.get_post(begun.cluster_id, begun.id, begun.last_post_id) if begun.last_post_id else None
    return (consent_path(first) if first is not None else None) or path_of(begun)


def _path_of_answer(thread: Thread, written: Post | HeldPost) -> str:
    if isinstance(written, HeldPost):
        return _path_of_held(written)
    return consent_path(written) or path_of(thread, written)


def _path_of_held(held: HeldPost) -> str:
    return url_for("first_posts.show", cluster_id=held.cluster_id, held_post_id=held.id)


def _said(written: Thread | Post | HeldPost) -> str:
    """What is said after sending: the first messages of a new school wait."""
    if isinstance(written, HeldPost):
        return _(
            "Thank you. Your message waits until someone has read it. Until then only your school and its readers see it."
        )
    if isinstance(written, Post) and consent_path(written):
        return _(
            "Your message is on the board. Now say who can be seen in your pictures: until then nobody else sees them."
        )
    return _("Your message is on the board.")


@bp.route("/threads/new", methods=["GET", "POST"])
@guarded(Action.THREAD_START, of=queries.get_board)
def start(board: Network) -> ResponseReturnValue:
    """Start a conversation."""
    if request.method == "GET" and queries.is_archive(board.cluster_id):
        words = _("This board is an archive. It can be read, and nobody can write on it.")
        back = {"back": f"/clusters/{board.id}/board", "back_words": _("Back to the board")}
        return too_late(_("Start a conversation"), words, **back)
    form = forms.ThreadForm()
    form.offer(board, mine_in(board.cluster_id), login.me().language)
    know_names(form, board.cluster_id)
    form.go_on_from(_begun_new(board) if request.method == "GET" else None)
    if form.validate_on_submit():
        taken, uploads = uploaded_several(form, form.attachment, most_bytes=most_bytes(), most_files=most_files())
        answer = taken and carry_out(
            form,
            firstposts.begin,
            board,
            to=_path_of_new,
            said=_said,
            title=form.title.data,
            message=form.message(uploads),
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
    know_names(form, thread.cluster_id)
    if form.validate_on_submit():
        taken, uploads = uploaded_several(form, form.attachment, most_bytes=most_bytes(), most_files=most_files())
        answer = taken and carry_out(
            form,
            firstposts.answer,
            thread,
            to=lambda post: _path_of_answer(thread, post),
            said=_said,
            message=form.message(uploads),
            school_id=form.school_id,
            for_school_id=form.for_school_id,
            wanted=form.wanted,
        )
        if answer:
            return answer
    return _conversation(thread, form)


def _offer(form: forms.ReplyForm, thread: Thread, board: Network, standing: Standing) -> None:
    mine = mine_in(thread.cluster_id)
    form.offer(board, mine, login.me().language)
    form.offer_to_answer_for(standing.owed, mine)
    if not form.is_submitted():
        form.answer_for(request.args.get("for"))


def _conversation(thread: Thread, form: forms.ReplyForm) -> ResponseReturnValue:
    board = queries.get_board(thread.cluster_id)
    standing = queries.standing_of(thread, reader_id=login.me().id)
    if not form.is_submitted():
        _offer(form, thread, board, standing)
        form.go_on_from(standing.draft)
    newest = request.args.get("part") == "newest"
    posts = queries.list_posts(thread.id, after=request.args.get("after"), newest=newest, to=_to(thread))
    upto, mine = _read_up_to(thread, posts, newest=newest), mine_in(thread.cluster_id)
    unseen = [school_id for school_id in mine if standing.seen.get(school_id, 0) < upto]
    seen = standing.seen | dict.fromkeys(unseen, upto)
    answer = form_page(
        "board/thread.html",
        form,
        thread=thread,
        board=board,
        posts=posts,
        owed=standing.owed,
        translator=standing.translator,
        is_archive=standing.is_archive,
        is_begun=standing.draft is not None,
        mine=mine,
        newest=newest,
        has_more=thread.post_count > PAGE_SIZE,
        seen_by=[s.name for s in board.schools if seen.get(s.id, 0) >= thread.post_count],
        not_seen_by=[s.name for s in board.schools if seen.get(s.id, 0) < thread.post_count],
        noted_by=[s.name for s in board.schools if s.id in standing.noted],
        not_noted_by=[s.name for s in board.schools if s.id not in standing.noted and s.id != thread.school_id],
        to_note=[school_id for school_id in mine if school_id not in standing.noted],
        waits_for_help=standing.waits_for_help,
        asked_to_help=standing.asked_to_help,
        buttons=_buttons(thread),
        release_form=forms.ReleaseForm(formdata=None) if standing.owed else None,
        categories=dict(forms.CATEGORIES),
        today=clock.today(ZONE),
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


def _to(thread: Thread) -> uuid.UUID | None:
    """The message from which a long conversation is to be read."""
    try:
        return uuid.UUID(request.args["to"]) if thread.post_count > PAGE_SIZE and "to" in request.args else None
    except ValueError:
        return None


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
