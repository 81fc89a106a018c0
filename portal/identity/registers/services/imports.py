"""The pipeline that every kind goes through: read, check, compare with what is known, stage; then write all or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from portal.core import ids
from portal.core.actors import Actor
from portal.core.i18n import _
from portal.core.perform import perform
from portal.identity.registers import queries
from portal.identity.registers.cells import suggested_postcode
from portal.identity.registers.dates import date_in
from portal.identity.registers.kinds.kind import Kind, Values, complete
from portal.identity.registers.reading import RefusedRow, Row, open_table
from portal.identity.registers.reading.refusals import unreadable
from portal.identity.registers.services.refused import Refused
from portal.identity.registers.services.staging import Batch, Staging
from portal.identity.registers.services.summary import Summary
from portal.identity.registers.services.twins import ENGLAND, WALES, join_wales
from portal.identity.registers.services.writing import Plan, follow, write_import

BATCH = 1_000
FAR_FEWER = 0.9
DATES = ("opened_on", "closed_on")


@dataclass
class Options:
    """What the operator says: the day of the extract, that the file is only a part, that few rows are right; where progress and refusals go."""

    extract_on: date | None = None
    partial: bool = False
    force: bool = False
    progress: Callable[[int], None] = field(default=lambda size: None)
    refused: Refused = field(default_factory=Refused)


def import_file(kind: Kind, path: Path, *, by: Actor, options: Options | None = None) -> Summary:
    """Bring a register to what the file says. Safe to run again; an older extract never overwrites a newer one.

    A whole file flags the numbers that it lacks; a partial or an older one does not. Raises UnreadableFile, and then nothing was imported.
    """
    options = options or Options()
    with open_table(path, kind.shape, options.progress) as table, Staging(DATES) as staging:
        rows = iter(table.rows)
        first = next(rows, None)
        if first is None:
            raise unreadable(_("the file has a header and no rows."), line=1)
        reading = _Reading(kind, first, _extract_on(path, table.told_on, options), options.refused)
        for batch in _batches(first, rows):
            staging.put(reading.compare(batch))
        summary, last = reading.summary, queries.last_whole_import(reading.register)
        _check_size(summary, last.kept if last is not None else None, options)
        is_older = last is not None and last.extract_on is not None and reading.extract_on < last.extract_on
        whole = not options.partial and not is_older
        gone = list(queries.numbers_missing_from(reading.register, reading.seen)) if whole else []
        summary.missing = len(gone)
        plan = Plan(summary, staging, gone, path.name, options.partial, queries.next_sequence(reading.register))
        perform(_write, by=by, plan=plan)
        return summary


def _write(*, by: Actor, plan: Plan) -> None:
    write_import(by=by, plan=plan)
    if plan.summary.register in (ENGLAND, WALES):
        join_wales()
    follow(plan.summary.register, by=by)


class _Reading:
    """One file while it is read: which numbers it had so far, and what is to be done about its rows."""

    def __init__(self, kind: Kind, first: Row, extract_on: date, refused: Refused) -> None:
        self.kind, self.extract_on = kind, extract_on
        self.register = kind.register or (kind.register_of(first) if kind.register_of else "")
        self.seen: set[str] = set()
        self.summary = Summary(self.register, extract_on, refused=refused)

    def compare(self, rows: list[Row]) -> Batch:
        """What is new, changed and as it was among these rows."""
        read = [values for row in rows if (values := self._read(row)) is not None]
        known = queries.known_entries(self.register, [values["number"] for values in read])
        batch = Batch([], [], [])
        for values in read:
            before = known.get(values["number"])
            if before is None:
                batch.new.append({"id": ids.new_id(), **values})
            elif before.extract_on is not None and self.extract_on < before.extract_on:
                self.summary.older += 1
            elif before.digest == values["digest"] and before.missing_since is None:
                batch.same.append(values["number"])
            else:
                batch.changed.append({"id": before.id, **values})
        self.summary.new += len(batch.new)
        self.summary.changed += len(batch.changed)
        self.summary.unchanged += len(batch.same)
        return batch

    def _read(self, row: Row) -> Values | None:
        self.summary.rows += 1
        try:
            if row.problem:
                raise RefusedRow(row.problem)
            values = self.kind.entry(row, self.extract_on)
            if self.kind.register_of is not None and self.kind.register_of(row) != self.register:
                raise RefusedRow(_("the row is of another register than the first row"))
            number = values["number"]
            if number in self.seen:
                raise RefusedRow(_("the number %(number)s stands in this file twice", number=number))
            self.seen.add(number)  # before the rest is checked: a row that is refused has not vanished
            values = complete(values)
            self._doubt(row, values["postcode"])
            return values
        except RefusedRow as reason:
            self.summary.refused.add(row.line, row.sheet, str(reason))
            return None

    def _doubt(self, row: Row, code: str) -> None:
        mended = suggested_postcode(code)
        if mended:
            words = _("the postcode %(code)s is kept as it is written; was %(mended)s meant?", code=code, mended=mended)
            self.summary.doubtful.add(row.line, row.sheet, words)


def _batches(first: Row, rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch = [first, *islice(rows, BATCH - 1)]
    while batch:
        yield batch
        batch = list(islice(rows, BATCH))


def _extract_on(path: Path, told_on: date | None, options: Options) -> date:
    found = options.extract_on or told_on or date_in(path.name)
    if found is None:
        raise unreadable(
            _("neither the file nor its name tells the day of the extract. Say it: --extract-date 2027-03-01."),
        )
    return found


def _check_size(summary: Summary, last: int | None, options: Options) -> None:
    if summary.kept == 0:
        worst = summary.refused.first[0]
        why = _("not one of %(rows)s rows can be kept; the first: %(why)s.", rows=summary.rows, why=worst.reason)
        raise unreadable(why, line=worst.line, sheet=worst.sheet)
    if options.partial or options.force or last is None or summary.kept >= last * FAR_FEWER:
        return
    raise unreadable(too_few(summary.kept, last))


def too_few(rows: int, last: int) -> str:
    """Why a file that is far shorter than the last one is not believed."""
    return str(
        _(
            "the file has %(rows)s rows that can be kept; the last whole file had %(last)s. If the file is only a part of the register, say --partial; "
            "if it is right, say --force.",
            rows=rows,
            last=last,
        )
    )
