"""Successor and predecessor links of the register of England."""

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.core import clock, ids
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.i18n import _
from portal.core.perform import perform
from portal.identity.registers import queries
from portal.identity.registers.cells import day
from portal.identity.registers.dates import date_in
from portal.identity.registers.models import RegisterLink
from portal.identity.registers.reading import Layout, RefusedRow, Row, Shape, open_table
from portal.identity.registers.reading.refusals import unreadable
from portal.identity.registers.services.imports import FAR_FEWER, Options, too_few
from portal.identity.registers.services.staging import Batch, Staging
from portal.identity.registers.services.summary import Summary
from portal.identity.registers.services.writing import Plan, follow, note_import

GIAS = "gias"
LINKS = "gias-links"
SHAPE = Shape((Layout("links", ("URN", "LinkURN", "LinkType"), ("LinkName", "LinkEstablishedDate")),))
BATCH = 1_000


def import_links(path: Path, *, by: Actor, options: Options | None = None) -> Summary:
    """Add the links that are not known yet. Real files hold circles; they are kept as they are, and nothing is ever taken away."""
    options = options or Options()
    summary = Summary(LINKS, options.extract_on or date_in(path.name), refused=options.refused)
    with open_table(path, SHAPE, options.progress) as table, Staging(("on",)) as staging:
        known, new = queries.known_links(GIAS), list[dict[str, Any]]()
        for row in table.rows:
            summary.rows += 1
            try:
                link = link_from(row)
            except RefusedRow as reason:
                summary.refused.add(row.line, row.sheet, str(reason))
                continue
            key = (link["number"], link["other_number"], link["kind"])
            if key in known:
                summary.unchanged += 1
                continue
            known.add(key)
            new.append({"id": ids.new_id(), **link})
            summary.new += 1
            if len(new) == BATCH:
                staging.put(Batch(new, [], []))
                new = []
        staging.put(Batch(new, [], []))
        _check_size(summary, options)
        plan = Plan(summary, staging, [], path.name, options.partial, queries.next_sequence(LINKS))
        perform(write_links, by=by, plan=plan)
    return summary


def _check_size(summary: Summary, options: Options) -> None:
    if summary.kept == 0:
        raise unreadable(_("the file has a header and no rows that can be kept."), line=1)
    last = queries.last_whole_import(LINKS)
    if not (options.partial or options.force) and last is not None and summary.kept < last.kept * FAR_FEWER:
        raise unreadable(too_few(summary.kept, last.kept))


def link_from(row: Row) -> dict[str, Any]:
    """A link's columns. Raises RefusedRow."""
    if row.problem:
        raise RefusedRow(row.problem)
    here, there, kind = row.get("URN"), row.get("LinkURN"), row.get("LinkType")
    if not (_is_urn(here) and _is_urn(there)):
        raise RefusedRow(_("a link needs two URNs of six digits"))
    if here == there:
        raise RefusedRow(_("the school %(number)s is linked to itself", number=here))
    if not kind:
        raise RefusedRow(_("the link does not say what it is"))
    on: date | None = day(row.get("LinkEstablishedDate"))
    return {"number": here, "other_number": there, "kind": kind[:80], "on": on}


def _is_urn(cell: str) -> bool:
    return len(cell) == 6 and cell.isascii() and cell.isdigit()


def write_links(*, by: Actor, plan: Plan) -> None:
    """Write the links that were not known."""
    at = clock.now()
    note_import(plan, by=by)
    for batch in plan.staging.batches():
        rows = [{**row, "register": GIAS, "created_at": at, "updated_at": at} for row in batch.new]
        session().connection().execute(sa.insert(RegisterLink.__table__), rows)  # type: ignore[arg-type]
    follow(GIAS, by=by)
