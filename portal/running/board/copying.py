"""A copy of a board: one ZIP of pages to read, the same as data, and the files, made while it is sent; and a conversation as plain text.

Nothing of it is held in memory beyond one conversation and one piece of a file. A transaction ends after each conversation, so that a long copy on a slow line
holds none open.
"""

import json
import re
import uuid
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from markupsafe import escape

from portal.core import clock, storage
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.running.board.models import Thread
from portal.running.board.queries.lines import FileLine, Seen, file_line, hidden_title
from portal.running.board.queries.whole import (
    MOST_AS_TEXT,
    WholePost,
    WholeThread,
    every_post,
    every_thread,
    keys_of_files,
)
from portal.running.board.services.files import ZONE
from portal.running.partnerships.queries.network import Network
from portal.web import moments

CHUNK = 256 * 1024
_PAGE = (
    '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width">\n<style>body{{font-family:sans-serif;max-width:45em;margin:2em auto;padding:0 1em;line-height:1.5}}'
    "article{{border-top:1px solid #999;margin-top:1.5em}}.when{{color:#444}}</style></head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
)


class _Pipe:
    """What the ZIP is written into, and from which its bytes are taken at once."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.waiting.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


def pieces(board: Network, *, zone: str, at: datetime) -> Iterator[bytes]:
    """The ZIP, piece by piece."""
    pipe, index = _Pipe(), []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for number, thread in enumerate(every_thread(board.cluster_id), 1):
            name = f"conversations/{number:05d}"
            index.append({"page": f"{name}.html", "data": f"{name}.json", "title": thread.title})
            for _step in _thread(archive, name, thread, zone):
                yield pipe.take()
            session().rollback()
        links = "".join(f'<li><a href="{one["page"]}">{escape(one["title"])}</a></li>\n' for one in index)
        when = _("Copied %(when)s.", when=moments.local_time(at, zone))
        body = f"<p>{escape(when)}</p>\n<ol>\n{links}</ol>"
        archive.writestr("index.html", _PAGE.format(title=escape(board.name), body=body))
        archive.writestr(
            "board.json", _json({"board": board.name, "copied_at": at.isoformat(), "conversations": index})
        )
    yield pipe.take()


def _thread(archive: zipfile.ZipFile, name: str, thread: WholeThread, zone: str) -> Iterator[None]:
    """Write one conversation: its files first, then its page and its data."""
    articles, data, today = [], [], clock.today(ZONE)
    for post in every_post(thread.id):
        files = [one for one in _files(post, today) if one.seen == Seen.SHOWN]
        paths = {}
        for number, file in enumerate(files, 1):
            paths[file.name] = path = f"{name}-files/{str(post.id)[-12:]}-{number}-{_plain(file.name)}"
            yield from _file(archive, path, uuid.UUID(file.id))
        articles.append(_article(post, zone, {said: path.partition("/")[2] for said, path in paths.items()}))
        data.append(_facts(post, paths))
    facts = {"title": thread.title, "kind": thread.category.value, "begun_at": thread.created_at.isoformat()}
    archive.writestr(f"{name}.html", _PAGE.format(title=escape(thread.title), body="\n".join(articles)))
    archive.writestr(f"{name}.json", _json({**facts, "school": thread.school_name, "messages": data}))
    yield


def _files(post: WholePost, today: date) -> list[FileLine]:
    return [file_line(one, today) for one in post.attached or ()]


def _file(archive: zipfile.ZipFile, path: str, post_file_id: uuid.UUID) -> Iterator[None]:
    """Write the bytes of one file, a piece at a time; a file that is not in the store is left out."""
    key = keys_of_files([post_file_id]).get(post_file_id)
    try:
        held = storage.store().open(key) if key else None
    except NotFound:
        held = None
    if held is None:
        return
    with held, archive.open(path, "w") as written:
        while piece := held.read(CHUNK):
            written.write(piece)
            yield


def _plain(name: str) -> str:
    """A file's name that every system takes and that leads nowhere."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.")[-60:] or "file"


def _article(post: WholePost, zone: str, paths: dict[str, str]) -> str:
    who = escape(_who(post))
    links = "".join(f'<p><a href="{path}">{escape(name)}</a></p>' for name, path in paths.items())
    said = post.html or f"<p><em>{escape(_gone(post))}</em></p>"
    when = escape(moments.local_time(post.created_at, zone))
    language = f' lang="{escape(post.language)}"' if post.language else ""
    return f'<article><p><strong>{who}</strong><br><span class="when">{when}</span></p>\n<div dir="auto"{language}>{said}</div>{links}</article>'


def _who(post: WholePost) -> str:
    who = f"{post.author_name or _('Someone who has left')}, {post.school_name}"
    return f"{who} ({_('for %(school)s', school=post.for_school_name)})" if post.for_school_name else who


def _gone(post: WholePost) -> str:
    if post.removed_at is not None:
        return str(_("This message was taken back by its author."))
    return str(_("This message is hidden for now.")) if post.is_hidden else ""


def _facts(post: WholePost, paths: dict[str, str]) -> dict[str, Any]:
    return {
        "id": str(post.id),
        "at": post.created_at.isoformat(),
        "edited_at": post.edited_at.isoformat() if post.edited_at else None,
        "taken_back": post.removed_at is not None,
        "author": post.author_name,
        "school": post.school_name,
        "for_school": post.for_school_name,
        "language": post.language,
        "text": post.source,
        "files": paths,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def as_text(thread: Thread, *, zone: str) -> str:
    """A conversation as plain text, the first five hundred messages."""
    is_hidden = (thread.school.posts_hidden_at or thread.hidden_at) is not None
    title = hidden_title() if is_hidden else thread.title
    parts, today = [title], clock.today(ZONE)
    for post in every_post(thread.id, most=MOST_AS_TEXT):
        files = [_("File: %(name)s", name=one.name) for one in _files(post, today) if one.seen == Seen.SHOWN]
        head = f"{_who(post)}\n{moments.local_time(post.created_at, zone)}"
        parts.append("\n".join([head, "", post.source or _gone(post), *files]))
    return "\n\n-- \n\n".join(parts) + "\n"
