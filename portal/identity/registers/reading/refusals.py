"""What is wrong with a file or with one of its rows, in sentences that say where."""

from portal.core.errors import Refusal
from portal.core.i18n import _


class UnreadableFile(Refusal):
    """The file as a whole cannot be read; nothing was imported."""


class RefusedRow(ValueError):
    """This row cannot be kept; the words say why."""


def unreadable(
    why: str, *, line: int | None = None, column: int | None = None, name: str = "", sheet: str = ""
) -> UnreadableFile:
    """The refusal of a whole file: where (lines, rows and columns count from 1), why, and that nothing was imported."""
    where = place(line, column, name=name, sheet=sheet)
    said = f"{where}: {why}" if where else f"{why[:1].upper()}{why[1:]}"
    return UnreadableFile(f"{said} {_('Nothing was imported.')}")


def place(line: int | None, column: int | None = None, *, name: str = "", sheet: str = "") -> str:
    """Where in the file, in words."""
    parts = []
    if sheet:
        parts.append(_("Sheet “%(sheet)s”", sheet=sheet[:60]))
    if line is not None:
        parts.append(_("row %(line)s", line=line) if sheet else _("Line %(line)s", line=line))
    if column is not None:
        parts.append(_("column %(column)s", column=column))
    said = ", ".join(str(part) for part in parts)
    return f"{said} ({name[:60]})" if said and name and column is not None else said
