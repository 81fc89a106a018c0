"""The blueprint, and what its pages have in common."""

import uuid
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.pagination import PAGE_SIZE
from portal.running.board import queries
from portal.running.board.forms import LookedAtTwice
from portal.running.board.models import Post, Thread
from portal.web import login
from portal.web.acting import carry_out, say

bp = Blueprint("board", __name__, url_prefix="/clusters/<uuid:cluster_id>/board")


def mine_in(cluster_id: Any) -> list[Any]:
    place = login.me().place_in(cluster_id)
    return sorted(place.schools) if place is not None else []


def path_of(thread: Thread, post: Post | None = None) -> str:
    path = url_for("board.thread", cluster_id=thread.cluster_id, thread_id=thread.id)
    if post is None:
        return path
    return f"{path}{'?part=newest' if thread.post_count > PAGE_SIZE else ''}#post-{post.id}"


def at_a_press(form: Any, deed: Any, thread: Thread, said: Any) -> ResponseReturnValue:
    """Do what one button of a conversation asks for, and go back there; a refusal is said on that page."""
    if form.validate_on_submit():
        answer = carry_out(form, deed, thread, to=path_of(thread), said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(path_of(thread), 303)


def know_names(form: LookedAtTwice, cluster_id: uuid.UUID) -> None:
    """Let a form that was sent know whom an @ may name, and which names beside a picture are those of adults here."""
    if form.needs_names:
        form.knows(queries.list_names(cluster_id))
