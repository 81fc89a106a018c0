"""How published cells are spelt, and how they are kept.

A file may be UTF-8, Windows-1252 (the register of England: byte 0x92 in "St. Clement's"), or a mixture of both. It is read as UTF-8, and each byte that
is none is taken as Windows-1252: no scan of the whole file is needed first, and no byte breaks an import.
"""

import codecs
import re
import unicodedata

from portal.core.text import clean_line

FALL_BACK = "portal-windows-1252"
_C1 = re.compile(r"[\x80-\x9f]")
_TWICE_ENCODED = re.compile("[\u00c2\u00c3\u00e2]")
_BLANKS = re.compile(r"[\s\u00a0]+")
# the five bytes that Windows-1252 leaves open are read as Latin-1
_WINDOWS_1252 = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_WINDOWS_1252[byte] for byte in error.object[error.start : error.end]), error.end


codecs.register_error(FALL_BACK, _as_windows_1252)


def tidy(cell: str) -> str:
    """A cell as it is kept: text encoded twice read once more, stray C1 characters read as Windows-1252, controls and direction marks
    dropped, no-break and repeated spaces made single, ends trimmed, NFC."""
    if not cell:
        return ""
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    if _TWICE_ENCODED.search(cell):
        cell = _read_once_more(cell)
    if _C1.search(cell):
        cell = _C1.sub(lambda found: _WINDOWS_1252[ord(found.group())], cell)
    return unicodedata.normalize("NFC", clean_line(_BLANKS.sub(" ", cell)))


def _read_once_more(cell: str) -> str:
    """ "FiertÃ©" was encoded twice; it was "Fierté". What is no UTF-8 underneath stays as it is."""
    try:
        return cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return cell


def alike(name: str) -> str:
    """The name of a column as names are compared: tidied, without case."""
    return tidy(name).casefold()
