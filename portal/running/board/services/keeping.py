"""For who handles reports: a message stays as it is, is hidden, is shown again; and what was taken back can be read."""

from typing import Any

from portal.core import clock, search
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change, claim
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import Post
from portal.running.board.services.posts import is_first, make_findable


def freeze_post(post: Post, *, by: SignedIn) -> None:
    """From now on the author can neither change the message nor take it back."""
    change(post, {"kept_at": None}, {"kept_at": clock.now()})
    record(events.PostFrozen(**_about(post), by_id=by.id))


def unfreeze_post(post: Post, *, by: SignedIn) -> None:
    """The author may change the message again."""
    if post.kept_at is None:
        raise NotAllowedNow(_("This message can be changed by its author already."))
    change(post, {"kept_at": post.kept_at}, {"kept_at": None})
    record(events.PostReleased(**_about(post), by_id=by.id))


def hide_post(post: Post) -> bool:
    """It was reported: nobody sees it from the next request on, its author neither changes it nor takes it back. False when it was hidden already."""
    if not claim(post, {"hidden_at": None}, {"hidden_at": clock.now(), "kept_at": post.kept_at or clock.now()}):
        return False
    search.remove("post", post.id)
    if is_first(post):
        change(post.thread, {"hidden_at": None}, {"hidden_at": clock.now()})
    return True


def show_post(post: Post) -> bool:
    """It is shown again, and its author may change it again. False when it was not hidden."""
    if post.hidden_at is None or not claim(post, {"hidden_at": post.hidden_at}, {"hidden_at": None, "kept_at": None}):
        return False
    first = is_first(post)
    if first and post.thread.hidden_at is not None:
        change(post.thread, {"hidden_at": post.thread.hidden_at}, {"hidden_at": None})
    if post.removed_at is None:
        make_findable(post, post.thread, is_first=first)
    return True


def open_removed_post(post: Post, *, by: SignedIn) -> Post:
    """Read what a message said that was taken back. That it was read is entered into the record first."""
    if post.removed_at is None:
        raise NotAllowedNow(_("This message was not taken back. Everyone on the board can read it."))
    record(events.RemovedPostRead(**_about(post), by_id=by.id))
    return post


def _about(post: Post) -> dict[str, Any]:
    thread = post.thread
    return {
        "cluster_id": thread.cluster_id,
        "school_id": post.school_id,
        "subject_id": thread.id,
        "post_id": post.id,
    }
