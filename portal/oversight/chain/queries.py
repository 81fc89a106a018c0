"""Reading the chain: what is sealed, what waits, and whether all of it still agrees."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from portal.core.database import fetch, session
from portal.oversight.audit.models import AuditEntry
from portal.oversight.chain.models import AuditBlock, ChainCheck, Problem

BLOCK = 1000
BLOCKS_AT_ONCE = 100
_ENTRY = tuple(AuditEntry.__table__.c)
_LOWEST = uuid.UUID(int=0)


@dataclass(frozen=True)
class Found:
    """What a check found. `head` and `digest`: the last block; `block` and `problem`: the first thing that does not agree."""

    head: int
    digest: str
    entries: int
    problem: Problem | None = None
    block: int | None = None


def last_block() -> AuditBlock | None:
    """The head of the chain."""
    return session().scalar(sa.select(AuditBlock).order_by(AuditBlock.number.desc()).limit(1))


def last_check() -> ChainCheck | None:
    """The newest check."""
    return session().scalar(sa.select(ChainCheck).order_by(ChainCheck.id.desc()).limit(1))


def entries_after(last_id: uuid.UUID | None, *, up_to: uuid.UUID, limit: int) -> Sequence[Any]:
    """Entries of the record in the order of their ids: after `last_id`, up to and with `up_to`."""
    query = sa.select(*_ENTRY).where(AuditEntry.id > (last_id or _LOWEST), AuditEntry.id <= up_to)
    return fetch(query.order_by(AuditEntry.id).limit(limit))


def digest_of(before: str, entries: Sequence[Any]) -> str:
    """The digest of a block: over the one before and every entry. The same on every database."""
    reckoned = hashlib.sha256(before.encode())
    for entry in entries:
        reckoned.update(b"\n" + _plain(entry).encode())
    return reckoned.hexdigest()


def _plain(entry: Any) -> str:
    values = [_value(entry._mapping[column]) for column in _ENTRY]
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, uuid.UUID) else value


def look(expected: tuple[int, str] | None = None) -> Found:
    """Reckon the whole chain again, block by block. `expected`: a block and its digest, as somebody has written them down elsewhere."""
    seen = _seen_before(expected)
    head, digest, last_id, entries = 0, "", None, 0
    for block in _blocks():
        if block.number != head + 1:
            return Found(head, digest, entries, Problem.MISSING, head + 1)
        if block.number in seen and seen[block.number] != block.digest:
            return Found(head, digest, entries, Problem.REPLACED, block.number)
        rows = entries_after(last_id, up_to=block.last_id, limit=block.entries + 1)
        if len(rows) != block.entries or digest_of(digest, rows) != block.digest:
            return Found(head, digest, entries, Problem.CHANGED, block.number)
        head, digest, last_id, entries = block.number, block.digest, block.last_id, entries + block.entries
    if any(number > head for number in seen):
        return Found(head, digest, entries, Problem.MISSING, head + 1)
    return Found(head, digest, entries)


def _seen_before(expected: tuple[int, str] | None) -> dict[int, str]:
    """Heads that earlier checks saw, and the one that was written down elsewhere."""
    query = sa.select(ChainCheck.head, ChainCheck.digest).where(ChainCheck.head > 0, ChainCheck.problem.is_(None))
    rows = session().execute(query.distinct().order_by(ChainCheck.head.desc()).limit(5000)).all()
    return {row.head: row.digest for row in rows} | (dict([expected]) if expected else {})


def _blocks() -> Iterator[Any]:
    after = 0
    while True:
        query = sa.select(*AuditBlock.__table__.c).where(AuditBlock.number > after)
        rows = fetch(query.order_by(AuditBlock.number).limit(BLOCKS_AT_ONCE))
        yield from rows
        if len(rows) < BLOCKS_AT_ONCE:
            return
        after = rows[-1].number
