"""Sealing what was entered, and writing down what a check found."""

import uuid

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.oversight.chain import events, queries
from portal.oversight.chain.models import AuditBlock, ChainCheck


def seal_next(*, by: Actor, up_to: uuid.UUID) -> int:
    """Seal the entries that follow the last block, a thousand at most, none with an id above `up_to`. Returns how many were sealed."""
    head = queries.last_block()
    rows = queries.entries_after(head.last_id if head else None, up_to=up_to, limit=queries.BLOCK)
    if not rows:
        return 0
    made = AuditBlock(
        number=head.number + 1 if head else 1,
        first_id=rows[0].id,
        last_id=rows[-1].id,
        entries=len(rows),
        digest=queries.digest_of(head.digest if head else "", rows),
    )
    session().add(made)
    session().flush()
    return len(rows)


def note_check(*, by: Actor, found: queries.Found) -> ChainCheck:
    """Write down what a check found; where something does not agree, that is a fact, and people are told."""
    made = ChainCheck(
        head=found.head, digest=found.digest, entries=found.entries, problem=found.problem, block=found.block
    )
    session().add(made)
    session().flush()
    if found.problem is not None and found.block is not None:
        record(events.RecordBroken(by_id=by.id, subject_id=made.id, problem=found.problem.value, block=found.block))
    return made
