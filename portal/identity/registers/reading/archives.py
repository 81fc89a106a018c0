"""Workbooks and open documents are zip files: what may be in one is limited before anything is unpacked."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from portal.core.i18n import _
from portal.identity.registers.reading.refusals import unreadable

MOST_ENTRIES = 2_000
MOST_BYTES = 120_000_000
MOST_RATIO = 120
SMALL = 1_000_000
# what reading a damaged zip raises
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@contextmanager
def open_archive(raw: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The zip; what breaks while it is read is a sentence."""
    try:
        archive = zipfile.ZipFile(raw)
    except (*DAMAGED, ValueError) as error:
        raise unreadable(_("the file begins like a zip and is none: it was cut off or damaged."), line=1, column=1) from error  # fmt: skip
    with archive:
        yield archive


def check_archive(archive: zipfile.ZipFile, *, most: int = MOST_BYTES, ratio: int = MOST_RATIO) -> None:
    """Raise UnreadableFile for a zip that would unpack to far more than a register, holds too many files, or is locked. Nothing is unpacked."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise unreadable(_("it holds %(number)s files; a workbook has fewer.", number=len(entries)))
    size, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if size > most or (size > SMALL and size > packed * ratio):
        raise unreadable(_("unpacked it would have %(size)s MB: no register is packed like that.", size=size // 1_000_000))  # fmt: skip
    if any(e.flag_bits & 1 for e in entries):
        raise unreadable(_("it is locked with a password."))


def refuse_doctype(member: IO[bytes]) -> None:
    """Raise UnreadableFile where a part declares entities or a document type: no workbook does, and entities can grow without end."""
    parser = expat.ParserCreate()
    begun: list[bool] = []

    def refuse(*_arguments: object) -> None:
        raise unreadable(_("a part of it declares a document type; no spreadsheet does."))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda *_arguments: begun.append(True)
    while not begun and (chunk := member.read(4_096)):
        parser.Parse(chunk, False)
