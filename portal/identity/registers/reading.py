"""Reading published tables: whatever their encoding, delimiter and order of columns, a row at a time, with sentences for what is wrong.

The register of England is published as Windows-1252 (a real file holds byte 0x92); the extract of 2015 as UTF-8 with tabs. Columns are found by
name; unknown ones are ignored. Sources: the form of the files as measured, see docs/concepts.md ("Registers").
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from portal.core.errors import Refusal
from portal.core.i18n import _

LONGEST_CELL = 200_000
MOST_COLUMNS = 1_000
_C1 = re.compile(r"[\x80-\x9f]")
_BLANKS = re.compile(r"[\s\u00a0]+")


class UnreadableFile(Refusal):
    """The file as a whole cannot be read; nothing was imported."""


@dataclass(frozen=True)
class Row:
    """One row: the line it ends on and its cells by column name, cleaned."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


def read_rows(
    path: Path, needed: Sequence[Sequence[str]], progress: Callable[[int], None] = lambda size: None
) -> Iterator[Row]:
    """The rows of a table whose header holds every column of one of the `needed` sets.

    Raises UnreadableFile, at the first row for what concerns the whole file, later for a line that breaks the form.
    """
    encoding = encoding_of(path)
    with path.open("rb") as raw:
        text = io.TextIOWrapper(_Counting(raw, progress), encoding=encoding, newline="")  # type: ignore[type-var]
        yield from _rows_of(text, needed)


def _rows_of(text: IO[str], needed: Sequence[Sequence[str]]) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    first = text.readline()
    if not first.strip():
        raise UnreadableFile(_("The file is empty."))
    delimiter, header = _header(first, needed)
    tabbed = delimiter == "\t"
    quoting: Any = csv.QUOTE_NONE if tabbed else csv.QUOTE_MINIMAL
    reader = csv.reader(text, delimiter=delimiter, quoting=quoting, strict=not tabbed)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if any("\x00" in cell for cell in cells):
                raise csv.Error("NUL character")
            yield Row(reader.line_num + 1, {n: tidy(c) for n, c in zip(header, cells, strict=False) if c})
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableFile(
            _("Line %(line)s cannot be read (%(why)s). Nothing was imported.", line=reader.line_num + 1, why=str(error))
        ) from error


def _header(first: str, needed: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    if "\x00" in first:
        raise UnreadableFile(_("Line 1 holds NUL characters: this is not a text table."))
    best: list[str] = []
    for delimiter in (",", "\t", ";"):
        header = [tidy(name) for name in next(csv.reader([first], delimiter=delimiter))]
        if len(header) > MOST_COLUMNS:
            raise UnreadableFile(_("The header has %(number)s columns; a register has fewer.", number=len(header)))
        if any(set(names) <= set(header) for names in needed):
            twice = sorted({n for names in needed for n in names if header.count(n) > 1})
            if twice:
                raise UnreadableFile(_("The header names these columns twice: %(names)s.", names=", ".join(twice)))
            return delimiter, header
        best = header if len(header) > len(best) else best
    missing = min(([n for n in names if n not in best] for names in needed), key=len)
    raise UnreadableFile(
        _(
            "The file lacks columns that are needed: %(names)s. Is it the file that you meant?",
            names=", ".join(missing),
        )
    )


def encoding_of(path: Path) -> str:
    """UTF-8 if every byte of the file is UTF-8, else Windows-1252. Raises UnreadableFile for UTF-16."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as raw:
        start = raw.read(4)
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise UnreadableFile(_("The file is UTF-16. Save it as CSV in UTF-8 or Windows-1252."))
        raw.seek(0)
        try:
            while chunk := raw.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "portal-cp1252"
    return "utf-8-sig"


def _decode_cp1252(data: Any, errors: str = "strict") -> tuple[str, int]:
    """Windows-1252 with its five unused bytes read as Latin-1, so that no byte breaks an import."""
    return codecs.charmap_decode(data, errors, _CP1252)


_CP1252 = "".join(
    bytes([b]).decode("cp1252", "ignore") or chr(b)  # the five unused bytes
    for b in range(256)
)


class _IncrementalCp1252(codecs.IncrementalDecoder):
    def decode(self, data: Any, final: bool = False) -> str:
        return _decode_cp1252(data, self.errors)[0]


def _find_codec(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != "portal-cp1252":
        return None
    return codecs.CodecInfo(
        name="portal-cp1252",
        encode=codecs.lookup("cp1252").encode,
        decode=_decode_cp1252,
        incrementaldecoder=_IncrementalCp1252,
        incrementalencoder=codecs.lookup("cp1252").incrementalencoder,
    )


codecs.register(_find_codec)


def tidy(cell: str) -> str:
    """A cell as it is kept: C1 characters read as Windows-1252, no-break and repeated spaces made single, ends trimmed, NFC."""
    if _C1.search(cell):
        cell = _C1.sub(lambda m: bytes([ord(m.group())]).decode("cp1252", "ignore"), cell)
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", cell).strip()) if cell else ""


class _Counting(io.RawIOBase):
    """Tells how many bytes were read, for the progress bar."""

    def __init__(self, raw: IO[bytes], progress: Callable[[int], None]) -> None:
        self.raw, self.progress = raw, progress

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self.raw.read(size)
        self.progress(len(chunk))
        return chunk

    def read1(self, size: int = -1) -> bytes:
        return self.read(65_536 if size < 0 else size)
