"""A message of the board as a mail brings it: who wrote it, in which language, its words. Whatever was taken back or hidden since is not brought."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import text
from portal.core.database import session
from portal.core.storage import OPEN, Scan
from portal.running.board.models import Post, Thread

MOST = 100
LONGEST_IN_A_DIGEST = 2_000
RULE = "----------\n"


@dataclass(frozen=True)
class Said:
    """One message. `at` is an instant; `language` a code, empty where nobody said; `is_cut`: there is more on the page."""

    post_id: uuid.UUID
    thread: Thread
    author: str
    school: str
    for_school: str
    at: datetime
    language: str
    text: str
    file: str
    is_cut: bool = False


def message_of(post: Post) -> Said | None:
    """The message; None where it was taken back, or it or all messages of its school are hidden."""
    if (post.removed_at or post.hidden_at or post.school.posts_hidden_at) is not None:
        return None
    return Said(
        post_id=post.id,
        thread=post.thread,
        author=post.author.name if post.author is not None else "",
        school=post.school.name,
        for_school=post.for_school.name if post.for_school is not None else "",
        at=post.created_at,
        language=post.language,
        text=text.clean(post.source),
        file=", ".join(one["name"] for one in post.attached or () if _is_shown(one)),
    )


def _is_shown(attached: dict[str, Any]) -> bool:
    """Not a picture that nobody may see yet, or any more, nor a file that is being checked for viruses."""
    is_open = attached.get("scan", Scan.UNCHECKED) in OPEN
    return is_open and not attached["withdrawn"] and attached["people"] != "not_said"


def messages_of(post_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Said]:
    """Those of these messages that may be brought, cut to what a mail of the day holds. One statement."""
    if not post_ids:
        return {}
    query = sa.select(Post).where(Post.id.in_(sorted(post_ids))).order_by(Post.id).limit(MOST)
    whole = (joinedload(Post.thread), joinedload(Post.author), joinedload(Post.school))
    posts = session().scalars(query.options(*whole, joinedload(Post.for_school)))
    return {said.post_id: _cut(said) for post in posts if (said := message_of(post)) is not None}


def _cut(said: Said) -> Said:
    if len(said.text) <= LONGEST_IN_A_DIGEST:
        return said
    return Said(**{**said.__dict__, "text": said.text[:LONGEST_IN_A_DIGEST].rstrip() + " …", "is_cut": True})


def message_id(post_id: uuid.UUID, thread_id: uuid.UUID, *, is_first: bool) -> str:
    """The name of the mail that brings this message, without host: the first one's is that of the conversation."""
    return f"thread.{thread_id.hex}" if is_first else f"post.{post_id.hex}"


def with_words(mail: str, words: str) -> str:
    """The mail with other words between the two lines that enclose a message (see `layouts/mail_message.txt`)."""
    before, line, rest = mail.partition(RULE)
    _old, end, after = rest.rpartition(RULE)
    return f"{before}{line}{words}\n{end}{after}" if line and end else mail
