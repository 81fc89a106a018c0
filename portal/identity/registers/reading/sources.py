"""What lies in a file: a text table, the sheets of a workbook or of an open document, or one text table in a zip, as it can be downloaded."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portal.core.i18n import _
from portal.identity.registers.reading import opendocument, workbook
from portal.identity.registers.reading.archives import check_archive, open_archive
from portal.identity.registers.reading.refusals import unreadable
from portal.identity.registers.reading.text import TextTable

MOST_TEXT = 600_000_000


@dataclass(frozen=True)
class Sheet:
    """One table of cells. `is_text`: how many cells a row has means something; `is_cut_off`: did the file end within a line?"""

    name: str
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    is_text: bool = False
    is_cut_off: Callable[[], bool] = field(default=lambda: False)


@contextmanager
def open_sheets(
    path: Path, is_header: Callable[[list[str]], bool], preamble: int, progress: Callable[[int], None]
) -> Iterator[list[Sheet]]:
    """The sheets of a file, whatever it is: what it holds decides, not its name. Raises UnreadableFile."""
    with path.open("rb") as raw:
        counted = _Counting(raw, progress)
        if raw.read(4) != b"PK\x03\x04":
            raw.seek(0)
            yield [_text_sheet(counted, is_header, preamble)]
            return
        raw.seek(0)
        with open_archive(counted) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                check_archive(archive)
                with workbook.open_workbook(counted) as found:
                    yield [Sheet(name, rows) for name, rows in found]
            elif "content.xml" in names:
                check_archive(archive)
                yield [Sheet(name, rows) for name, rows in opendocument.sheets_of(archive)]
            else:
                with _only_table_in(archive) as member:
                    yield [_text_sheet(member, is_header, preamble)]


def _text_sheet(raw: IO[bytes], is_header: Callable[[list[str]], bool], preamble: int) -> Sheet:
    table = TextTable(raw, is_header, preamble)
    return Sheet("", table.rows, is_text=True, is_cut_off=table.is_cut_off)


@contextmanager
def _only_table_in(archive: zipfile.ZipFile) -> Iterator[IO[bytes]]:
    tables = [i for i in archive.infolist() if i.filename.lower().endswith((".csv", ".tsv", ".txt"))]
    if len(tables) != 1:
        raise unreadable(_("the zip holds %(number)s tables; it must hold exactly one.", number=len(tables)))
    check_archive(archive, most=MOST_TEXT, ratio=60)
    with archive.open(tables[0]) as member:
        yield member


class _Counting(io.RawIOBase, IO[bytes]):
    """Tells how far a file was read, for the progress bar."""

    def __init__(self, raw: IO[bytes], progress: Callable[[int], None]) -> None:
        self.raw, self.progress, self.furthest = raw, progress, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.raw.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.raw.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        chunk = self.raw.read(size)
        here = self.raw.tell()
        if here > self.furthest:
            self.progress(here - self.furthest)
            self.furthest = here
        return chunk

    def read1(self, size: int = -1) -> bytes:
        return self.read(65_536 if size < 0 else size)
