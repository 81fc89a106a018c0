"""Importing a register: read and checked whole first, then written in one transaction, so that nothing is ever half imported."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.core import clock, ids, search
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.core.i18n import _
from portal.core.perform import perform
from portal.core.search import SearchEntry
from portal.identity.registers import gias, queries
from portal.identity.registers.events import RegisterImported
from portal.identity.registers.models import RegisterEntry, RegisterImport, RegisterLink
from portal.identity.registers.reading import Row, UnreadableFile, read_rows

GIAS = "gias"
SCOPE = "registers"
KIND = "register_entry"
BATCH = 2_000
FAR_FEWER = 0.9


@dataclass
class Summary:
    """What an import found. `refused`: (line, reason)."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    missing: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_gias(
    path: Path,
    *,
    by: Actor,
    extract_on: date | None = None,
    partial: bool = False,
    force: bool = False,
    progress: Callable[[int], None] = lambda size: None,
) -> Summary:
    """Bring the register to what the file says. Safe to run again; an older extract never overwrites a newer one.

    A whole file flags the numbers it lacks; a `partial` one does not. Raises UnreadableFile, and then nothing was imported.
    """
    extract_on = extract_on or extract_date_in(path.name)
    known = queries.known_entries(GIAS)
    summary, seen = Summary(), set[str]()
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for row in read_rows(path, (gias.FULL, gias.EXTRACT_2015), progress):
        summary.rows += 1
        values = _values(row, summary, seen, extract_on)
        if values is None:
            continue
        before = known.get(values["number"])
        if before is None:
            new.append({**values, "id": ids.new_id()})
        elif _is_older(extract_on, before.extract_on):
            summary.older += 1
        elif before.digest == values["digest"] and before.missing_since is None:
            summary.unchanged += 1
        else:
            changed.append({**values, "id": before.id})
    _check_size(summary, partial=partial, force=force)
    summary.new, summary.changed = len(new), len(changed)
    gone = [] if partial else [e.id for n, e in known.items() if n not in seen and e.missing_since is None]
    summary.missing = len(gone)
    perform(
        write_entries, by=by, new=new, changed=changed, gone=gone, extract_on=extract_on, summary=summary,
        file_name=path.name, partial=partial,
    )  # fmt: skip
    return summary


def _values(row: Row, summary: Summary, seen: set[str], extract_on: date | None) -> dict[str, Any] | None:
    try:
        values = gias.entry_from(row, extract_on=extract_on)
        if values["number"] in seen:
            raise gias.RefusedRow(_("the number %(number)s stands in this file twice", number=values["number"]))
    except gias.RefusedRow as reason:
        summary.refused.append((row.line, str(reason)))
        return None
    seen.add(values["number"])
    return values


def _is_older(extract_on: date | None, known_on: date | None) -> bool:
    return known_on is not None and (extract_on is None or extract_on < known_on)


def _check_size(summary: Summary, *, partial: bool, force: bool) -> None:
    if summary.rows == 0:
        raise UnreadableFile(_("The file has a header and no rows. Nothing was imported."))
    if partial or force:
        return
    last = queries.rows_of_last_whole_import(GIAS)
    if last is not None and summary.rows < last * FAR_FEWER:
        raise UnreadableFile(
            _(
                "The file has %(rows)s rows; the last whole file had %(last)s. Nothing was imported. If the file is only a "
                "part of the register, say --partial; if it is right, say --force.",
                rows=summary.rows,
                last=last,
            )
        )


def write_entries(
    *,
    by: Actor,
    new: list[dict[str, Any]],
    changed: list[dict[str, Any]],
    gone: list[uuid.UUID],
    extract_on: date | None,
    summary: Summary,
    file_name: str,
    partial: bool,
) -> None:
    """Write what was found, with its words for the search."""
    held, at = session(), clock.now()
    always = {"register": GIAS, "extract_on": extract_on, "missing_since": None, "updated_at": at}
    for batch in _batches(new):
        held.execute(sa.insert(RegisterEntry), [{**v, **always, "created_at": at} for v in batch])
        held.execute(
            sa.insert(SearchEntry),
            [
                {"kind": KIND, "subject_id": v["id"], "scope": SCOPE, "words": words_of(v), "updated_at": at}
                for v in batch
            ],
        )
    for batch in _batches(changed):
        held.execute(sa.update(RegisterEntry), [{**v, **always} for v in batch])
        entry: Any = SearchEntry.__table__
        told = sa.update(entry).where(entry.c.kind == KIND, entry.c.subject_id == sa.bindparam("of"))
        held.connection().execute(
            told.values(words=sa.bindparam("told"), updated_at=at),
            [{"of": v["id"], "told": words_of(v)} for v in batch],
        )
    for batch_of_ids in _batches(gone):
        held.execute(sa.update(RegisterEntry).where(RegisterEntry.id.in_(batch_of_ids)).values(missing_since=at.date()))
    held.add(
        RegisterImport(
            register=GIAS, file_name=file_name[:200], extract_on=extract_on, is_partial=partial, rows=summary.rows,
            new=summary.new, changed=summary.changed, unchanged=summary.unchanged, refused=len(summary.refused), by_id=by.id,
        )
    )  # fmt: skip
    record(RegisterImported(by_id=by.id, register=GIAS, rows=summary.rows, new=summary.new, changed=summary.changed))


def words_of(values: dict[str, Any]) -> str:
    """What a school in the register can be found by: name, town, postcode with and without its space, number."""
    name, code = values["name"], values["postcode"]
    without_apostrophes = re.sub("['\u2019]", "", name)
    told = (name, without_apostrophes, values["town"], values["county"], code, code.replace(" ", ""), values["number"])
    return search.indexed(KIND, SCOPE, " ".join(told))


def import_gias_links(path: Path, *, by: Actor, progress: Callable[[int], None] = lambda size: None) -> Summary:
    """Bring successor and predecessor links to what the file says. Real files hold circles; they are kept as they are."""
    known = queries.known_links(GIAS)
    summary = Summary()
    seen: set[tuple[str, str, str]] = set()
    new: list[dict[str, Any]] = []
    for row in read_rows(path, (gias.LINKS,), progress):
        summary.rows += 1
        try:
            values = gias.link_from(row)
        except gias.RefusedRow as reason:
            summary.refused.append((row.line, str(reason)))
            continue
        key = (values["number"], values["other_number"], values["kind"])
        if key in known or key in seen:
            summary.unchanged += 1
        else:
            new.append({**values, "id": ids.new_id(), "register": GIAS})
        seen.add(key)
    if summary.rows == 0:
        raise UnreadableFile(_("The file has a header and no rows. Nothing was imported."))
    summary.new = len(new)
    perform(write_links, by=by, new=new, file_name=path.name, summary=summary)
    return summary


def write_links(*, by: Actor, new: list[dict[str, Any]], file_name: str, summary: Summary) -> None:
    """Write the links that were not known."""
    held, at = session(), clock.now()
    for batch in _batches(new):
        held.execute(sa.insert(RegisterLink), [{**v, "created_at": at, "updated_at": at} for v in batch])
    held.add(
        RegisterImport(
            register="gias-links", file_name=file_name[:200], extract_on=extract_date_in(file_name), is_partial=False,
            rows=summary.rows, new=summary.new, changed=0, unchanged=summary.unchanged, refused=len(summary.refused), by_id=by.id,
        )
    )  # fmt: skip
    record(RegisterImported(by_id=by.id, register="gias-links", rows=summary.rows, new=summary.new, changed=0))


def extract_date_in(file_name: str) -> date | None:
    """The date in names like edubasealldata20240129.csv."""
    found = re.search(r"(20\d{2})(\d{2})(\d{2})", file_name)
    try:
        return date(int(found.group(1)), int(found.group(2)), int(found.group(3))) if found else None
    except ValueError:
        return None


def _batches(rows: list[Any]) -> list[list[Any]]:
    return [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
