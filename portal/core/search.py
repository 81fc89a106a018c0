"""Search that answers alike on SQLite (FTS5, external content) and PostgreSQL (generated tsvector).

One table for everything that can be found. `words` is folded text with every mark turned into a space, preceded by tokens for the kind and
the scope, so that a search inside one cluster is decided inside the index. The table is never batch-altered: the index hangs on its row ids.
"""

import base64
import hashlib
import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.database import Base, session
from portal.core.text import fold

_MARKS = re.compile(r"[\W_]+", re.UNICODE)
MOST_WORDS = 8


class SearchEntry(Base):
    """Something that can be found: what it is, where it may be found, and its words."""

    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity(), primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[uuid.UUID]
    scope: Mapped[str] = mapped_column(sa.String(60))
    words: Mapped[str] = mapped_column(sa.Text())
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (sa.UniqueConstraint("kind", "subject_id", name="uq_search_entry_kind_subject"),)


def words_of(text: str) -> list[str]:
    """The words of a text as they stand in the index."""
    return _MARKS.sub(" ", fold(text)).split()


def indexed(kind: str, scope: str, text: str) -> str:
    """The column `words` for a text of this kind and scope."""
    return " ".join([_token("k", kind), _token("s", scope), *words_of(text)])[:200_000]


def place_of(scope: str) -> str:
    """The beginning that every word has of something that is only ever looked for inside one scope. Two scopes that share it are kept apart by the query."""
    return "xw" + base64.b32encode(hashlib.blake2b(scope.encode(), digest_size=5).digest()).decode().lower()


def indexed_within(scope: str, text: str) -> str:
    """The column `words` for a text that is only ever looked for inside its scope: the scope is the beginning of each word.

    So a search in one of thousands of scopes reads the words of that scope alone, however common they are elsewhere.
    """
    place = place_of(scope)
    return " ".join(place + word for word in words_of(text))[:400_000]


def put(kind: str, subject_id: uuid.UUID, *, scope: str, text: str, within: bool = False, is_new: bool = False) -> None:
    """Make `text` findable as `kind`/`subject_id` inside `scope`, replacing what was there (nothing, when it `is_new`). `within`: by `matching_within`
    alone."""
    held = session()
    held.flush()
    words = indexed_within(scope, text) if within else indexed(kind, scope, text)
    values = {"scope": scope, "words": words, "updated_at": clock.now()}
    where = (SearchEntry.kind == kind, SearchEntry.subject_id == subject_id)
    if is_new or held.execute(sa.update(SearchEntry).where(*where).values(**values)).rowcount == 0:  # type: ignore[attr-defined]
        held.execute(sa.insert(SearchEntry).values(kind=kind, subject_id=subject_id, **values))


def remove(kind: str, subject_id: uuid.UUID) -> None:
    """Make it unfindable."""
    session().execute(sa.delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id))


def move_scope(old: str, new: str) -> None:
    """What was only ever looked for inside one scope is looked for inside another from now on: the beginning of its words is exchanged."""
    words = sa.func.replace(SearchEntry.words, place_of(old), place_of(new))
    statement = sa.update(SearchEntry).where(SearchEntry.scope == old).values(scope=new, words=words)
    session().execute(statement.execution_options(synchronize_session=False))


def move_some(kind: str, subject_ids: Sequence[uuid.UUID], old: str, new: str) -> None:
    """As `move_scope`, for these subjects alone."""
    words = sa.func.replace(SearchEntry.words, place_of(old), place_of(new))
    which = (SearchEntry.kind == kind, SearchEntry.scope == old, SearchEntry.subject_id.in_(subject_ids))
    statement = sa.update(SearchEntry).where(*which).values(scope=new, words=words)
    session().execute(statement.execution_options(synchronize_session=False))


def matching(kind: str, query: str, *, scopes: Sequence[str]) -> Any:
    """A select of (subject_id, id) of entries that contain every word of `query` (the last word may be a beginning); None without words."""
    words = words_of(query)[:MOST_WORDS]
    if not words or not scopes:
        return None
    if session().get_bind().dialect.name == "postgresql":
        wanted = " & ".join(
            [f"{_token('k', kind)}", "(" + " | ".join(_token("s", s) for s in scopes) + ")", *(f"{w}:*" for w in words)]
        )
        hit = sa.text("search_entry.vector @@ to_tsquery('simple', :wanted)").bindparams(wanted=wanted)
    else:
        wanted = " AND ".join(
            [
                f'"{_token("k", kind)}"',
                "(" + " OR ".join(f'"{_token("s", s)}"' for s in scopes) + ")",
                *(f'"{w}"*' for w in words),
            ]
        )
        hit = sa.text(
            "search_entry.id IN (SELECT rowid FROM search_index WHERE search_index MATCH :wanted)"
        ).bindparams(wanted=wanted)
    return sa.select(SearchEntry.subject_id, SearchEntry.id).where(hit, SearchEntry.kind == kind)


def wanted_within(query: str, *, scope: str) -> str:
    """What `matching_within` takes as `:wanted`: every word of `query`, or its beginning; empty without words."""
    words, place = words_of(query)[:MOST_WORDS], place_of(scope)
    if is_postgresql():
        return " & ".join(f"{place}{w}:*" for w in words)
    return " AND ".join(f'"{place}{w}"*' for w in words)


def is_postgresql() -> bool:
    """Which of the two databases this is."""
    return session().get_bind().dialect.name == "postgresql"


def matching_within(kind: str, *, on_postgresql: bool, limit: int, marked: bool = False) -> Any:
    """As `matching`, for what was put `within` its scope: the newest `limit` entries as a table of (subject_id, id), with the parameters `wanted` and
    `scope`, and with `marked` also `mark`, the entry before which they stand. To be put together once.

    The index is read first, on both databases: left to themselves they might walk through all entries from the newest on, and look at each.
    """
    entry = (SearchEntry.subject_id, SearchEntry.id)
    scope = SearchEntry.scope == sa.bindparam("scope")
    if on_postgresql:
        hit = sa.text("search_entry.vector @@ to_tsquery('simple', :wanted)")
        found = sa.select(*entry).where(hit, SearchEntry.kind == kind, scope)
        held = found.cte("found").prefix_with("MATERIALIZED")
        query = sa.select(held.c.subject_id, held.c.id)
        if marked:
            query = query.where(held.c.id < sa.bindparam("mark", type_=sa.Integer()))
        return query.order_by(held.c.id.desc()).limit(limit).subquery("hits")
    before = "AND rowid < :mark " if marked else ""
    rows = sa.text(
        f"SELECT rowid AS id FROM search_index WHERE search_index MATCH :wanted {before}ORDER BY rowid DESC LIMIT {int(limit)}"  # noqa: S608
    )
    found_rows = rows.columns(id=sa.Integer()).subquery("found")
    of_kind = (
        sa.literal_column("+search_entry.kind") == kind
    )  # the plus keeps the planner from reading all entries of the kind
    return sa.select(*entry).join(found_rows, found_rows.c.id == SearchEntry.id).where(of_kind, scope).subquery("hits")


def all_within(kind: str, query: str, *, scope: str) -> Any:
    """Every subject_id that was put `within` this scope and has every word of `query`, as a select for an IN; None without words."""
    wanted = wanted_within(query, scope=scope)
    if not wanted:
        return None
    if is_postgresql():
        hit, of_kind = sa.text("search_entry.vector @@ to_tsquery('simple', :wanted)"), SearchEntry.kind == kind
    else:
        hit = sa.text("search_entry.id IN (SELECT rowid FROM search_index WHERE search_index MATCH :wanted)")
        of_kind = sa.literal_column("+search_entry.kind") == kind  # as in `matching_within`
    return sa.select(SearchEntry.subject_id).where(hit.bindparams(wanted=wanted), of_kind, SearchEntry.scope == scope)


def find(
    kind: str, query: str, *, scopes: Sequence[str], limit: int = 50, before: int | None = None
) -> list[tuple[uuid.UUID, int]]:
    """The newest entries first, as (subject_id, entry id); `before` is the entry id that ended the page before."""
    select = matching(kind, query, scopes=scopes)
    if select is None:
        return []
    if before is not None:
        select = select.where(SearchEntry.id < before)
    return [(row[0], row[1]) for row in session().execute(select.order_by(SearchEntry.id.desc()).limit(limit))]


def _token(prefix: str, value: str) -> str:
    return f"xq{prefix}" + re.sub(r"[^a-z0-9]", "", value.lower())
