"""For who handles reports: a message stays as it is, and what was taken back can be read. Both are entered into the record."""

from typing import Any

from portal.core import clock
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import Post


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
