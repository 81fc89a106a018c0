"""Writing what an import found: in bulk, without an object for every row, in one transaction."""

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core import clock, search
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.core.search import SearchEntry
from portal.identity.registers.cells import suggested_postcode
from portal.identity.registers.events import RegisterImported
from portal.identity.registers.models import RegisterEntry, RegisterImport, RegisterRefusal
from portal.identity.registers.services.staging import Staging
from portal.identity.registers.services.summary import Summary

SCOPE = "registers"
KIND = "register_entry"
_ENTRY: Any = RegisterEntry.__table__
_WORDS: Any = SearchEntry.__table__

# What higher rooms do when a register has changed, inside the same transaction: deed(register, by=...). Put in by portal/rooms.py.
on_import: list[Callable[..., None]] = []


@dataclass(frozen=True)
class Plan:
    """What was found, ready to be written. `sequence`: the number of this import among those of its register, so that only one can follow another."""

    summary: Summary
    staging: Staging
    gone: list[str]
    file_name: str
    partial: bool
    sequence: int


def write_import(*, by: Actor, plan: Plan) -> None:
    """Write the entries, their words for the search, the flags of those that vanished, and the import itself."""
    summary, held = plan.summary, session()
    note_import(plan, by=by)
    connection, at = held.connection(), clock.now()
    always = {"register": summary.register, "extract_on": summary.extract_on, "missing_since": None, "updated_at": at}
    for batch in plan.staging.batches():
        if batch.new:
            connection.execute(sa.insert(_ENTRY), [{**row, **always, "created_at": at} for row in batch.new])
            connection.execute(sa.insert(_WORDS), [_searched(row["id"], words_of(row), at) for row in batch.new])
        if batch.changed:
            _change(connection, [{**row, **always} for row in batch.changed])
        if batch.same:
            mine = (_ENTRY.c.register == summary.register, _ENTRY.c.number.in_(batch.same))
            older = sa.or_(_ENTRY.c.extract_on.is_(None), _ENTRY.c.extract_on < summary.extract_on)
            connection.execute(sa.update(_ENTRY).where(*mine, older).values(extract_on=summary.extract_on))
    for start in range(0, len(plan.gone), 1_000):
        mine = (_ENTRY.c.register == summary.register, _ENTRY.c.number.in_(plan.gone[start : start + 1_000]))
        connection.execute(sa.update(_ENTRY).where(*mine).values(missing_since=at.date()))
    held.expire_all()


def follow(register: str, *, by: Actor) -> None:
    """Let the higher rooms do what follows from a register that has changed."""
    for deed in on_import:
        deed(register, by=by)


def note_import(plan: Plan, *, by: Actor) -> None:
    """The import itself, first: two at once meet at its number, and the slower one writes nothing."""
    summary = plan.summary
    made = RegisterImport(
        register=summary.register, sequence=plan.sequence, file_name=plan.file_name[:200], extract_on=summary.extract_on,
        is_partial=plan.partial, rows=summary.rows, new=summary.new, changed=summary.changed, unchanged=summary.unchanged,
        older=summary.older, missing=summary.missing, refused=summary.refused.count, by_id=by.id,
    )  # fmt: skip
    session().add(made)
    session().flush()
    for refusal in summary.refused.first:
        session().add(RegisterRefusal(import_id=made.id, line=refusal.line, sheet=refusal.sheet[:60], reason=refusal.reason[:300]))  # fmt: skip
    session().flush()
    record(
        RegisterImported(
            by_id=by.id,
            subject_id=made.id,
            register=summary.register,
            rows=summary.rows,
            new=summary.new,
            changed=summary.changed,
        )
    )


def _change(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    columns: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name != "id"}
    changing = sa.update(_ENTRY).where(_ENTRY.c.id == sa.bindparam("of")).values(columns)
    connection.execute(changing, [{**row, "of": row["id"]} for row in rows])
    told = sa.update(_WORDS).where(_WORDS.c.kind == KIND, _WORDS.c.subject_id == sa.bindparam("of"))
    at = rows[0]["updated_at"]
    connection.execute(
        told.values(words=sa.bindparam("told"), updated_at=at), [{"of": r["id"], "told": words_of(r)} for r in rows]
    )


def _searched(entry_id: uuid.UUID, words: str, at: Any) -> dict[str, Any]:
    return {"kind": KIND, "subject_id": entry_id, "scope": SCOPE, "words": words, "updated_at": at}


def words_of(values: dict[str, Any], further: Iterable[str] = ()) -> str:
    """What a school in the register can be found by: name, town, postcode with and without its space, number with and without its marks."""
    name, code, number = values["name"], values["postcode"], values["number"]
    told = [name, values["town"], values["county"], code, code.replace(" ", ""), number, *further]
    if "'" in name or "\u2019" in name:
        told.append(re.sub("['\u2019]", "", name))
    mended = suggested_postcode(code)
    if mended:  # published with O for 0; people type what is right
        told += [mended, mended.replace(" ", "")]
    if not number.isalnum():
        told.append(re.sub(r"\W", "", number))
    return search.indexed(KIND, SCOPE, " ".join(told))
