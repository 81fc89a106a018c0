"""The rows that an import could not keep: counted, the first hundred remembered, all of them written where a file was given."""

from dataclasses import dataclass, field
from typing import IO

REMEMBERED = 100


@dataclass(frozen=True)
class RefusedLine:
    """Line (row, in a sheet) counted from 1, and why."""

    line: int
    sheet: str
    reason: str


@dataclass
class Refused:
    """`all_to` gets one line for every refusal: line, sheet, reason, with tabs between."""

    all_to: IO[str] | None = None
    count: int = 0
    first: list[RefusedLine] = field(default_factory=list)

    def add(self, line: int, sheet: str, reason: str) -> None:
        """Remember that this row was not kept."""
        self.count += 1
        if len(self.first) < REMEMBERED:
            self.first.append(RefusedLine(line, sheet, reason))
        if self.all_to is not None:
            self.all_to.write(f"{line}\t{sheet}\t{reason}\n")
