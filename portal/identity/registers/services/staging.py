"""Where checked rows wait until the whole file is read: a temporary file on the disk, so that an import of any length needs the same memory.

It holds JSON, a batch in a line. Nothing but what this process wrote is ever read from it, and it vanishes with it.
"""

import json
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Batch:
    """Rows that were read together: new ones and changed ones with all their columns, and the numbers of those that stayed as they were."""

    new: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    same: list[str]


class Staging:
    """Batches in the order in which they were put; they can be read again and again."""

    def __init__(self, dates: tuple[str, ...]) -> None:
        self._dates = dates
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> "Staging":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, batch: Batch) -> None:
        """Lay a batch down."""
        if batch.new or batch.changed or batch.same:
            columns = [*next(iter([*batch.new, *batch.changed]), {})]
            rows = [[list(row.values()) for row in rows] for rows in (batch.new, batch.changed)]
            self._file.write(json.dumps([columns, *rows, batch.same], default=str, separators=(",", ":")) + "\n")

    def batches(self) -> Iterator[Batch]:
        """Every batch, from the first."""
        self._file.seek(0)
        for line in self._file:
            columns, new, changed, same = json.loads(line)
            yield Batch([self._row(columns, row) for row in new], [self._row(columns, row) for row in changed], same)

    def _row(self, columns: list[str], cells: list[Any]) -> dict[str, Any]:
        row = dict(zip(columns, cells, strict=True))
        for name in self._dates:
            if row.get(name) is not None:
                row[name] = date.fromisoformat(row[name])
        if "id" in row:
            row["id"] = uuid.UUID(row["id"])
        return row
