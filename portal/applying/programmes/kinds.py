"""What an answer of each kind looks like when it is stored: plain text that a person can read wherever it turns up.

text: as it was typed. choice: the words of the option. several: the words of the options, one a line. number and money: digits with a point, money with
two places. date: year-month-day. table and budget: one row a line, cells apart by " | ". file: the name of the file.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from portal.applying.programmes.models import Kind
from portal.core.i18n import _, _l
from portal.core.numbers import in_digits

CELLS_APART = " | "
NOTHING = "-"
MOST_ROWS = 40
MOST_COLUMNS = 6
LONGEST_CELL = 300
MOST_MONEY = Decimal(100_000_000)
PENNIES = Decimal("0.01")
BUDGET_COLUMNS = (_l("What it is for"), _l("How you worked it out"), _l("Cost"))
CHOOSES = frozenset({Kind.CHOICE, Kind.SEVERAL})
WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.TABLE})
GRIDS = frozenset({Kind.TABLE, Kind.BUDGET})
KIND_WORDS = {
    Kind.TEXT: _l("Words"),
    Kind.CHOICE: _l("One of several choices"),
    Kind.SEVERAL: _l("Any of several choices"),
    Kind.NUMBER: _l("A number"),
    Kind.MONEY: _l("An amount of money"),
    Kind.DATE: _l("A date"),
    Kind.TABLE: _l("A table"),
    Kind.BUDGET: _l("Budget lines with a total"),
    Kind.FILE: _l("A file"),
}


class NotAnAnswer(ValueError):
    """What was typed cannot be an answer of this kind; the words say what to do."""


def stored(kind: Kind, options: Sequence[str], typed: str) -> str:
    """What was typed as it is stored. Empty stays empty. Raises NotAnAnswer."""
    if not typed or kind in (Kind.TEXT, Kind.FILE):
        return typed
    if kind in CHOOSES:
        chosen = typed.split("\n") if kind == Kind.SEVERAL else [typed]
        if not set(chosen) <= set(options):
            raise NotAnAnswer(_("Choose from the list."))
        return "\n".join(option for option in options if option in chosen)
    if kind == Kind.NUMBER:
        return f"{_decimal(typed):f}"
    if kind == Kind.MONEY:
        return f"{amount(typed):f}"
    if kind == Kind.DATE:
        return _day(typed)
    return _grid(kind, len(columns(kind, options)), typed)


def columns(kind: Kind, options: Sequence[str]) -> list[str]:
    """The heads of the columns of a table or a budget."""
    return [str(words) for words in BUDGET_COLUMNS] if kind == Kind.BUDGET else list(options)


def rows(text: str) -> list[list[str]]:
    """The rows of a stored table; a dash stands for an empty cell."""
    lines = text.split("\n") if text else []
    return [["" if cell == NOTHING else cell for cell in line.split(CELLS_APART)] for line in lines]


def as_text(cells: Sequence[Sequence[str]]) -> str:
    """Rows of cells as they are stored; empty rows are left out."""
    tidy = [[" ".join(cell.replace("|", "/").split()) for cell in row] for row in cells]
    return "\n".join(CELLS_APART.join(cell or NOTHING for cell in row) for row in tidy if any(row))


def total(text: str) -> Decimal:
    """The sum of the last column of a stored budget; what is no amount counts as nothing."""
    found = Decimal("0.00")
    for row in rows(text):
        try:
            found += amount(row[-1])
        except NotAnAnswer:
            continue
    return found


def amount(typed: str) -> Decimal:
    """An amount of money, to the penny, from 0 up. Raises NotAnAnswer."""
    try:
        value = _decimal(typed.lstrip("£€$").strip())
    except NotAnAnswer:
        value = Decimal(-1)
    if value < 0 or value > MOST_MONEY or value != value.quantize(PENNIES):
        raise NotAnAnswer(_("Enter an amount like 250 or 250.50."))
    return value.quantize(PENNIES)


def _decimal(typed: str) -> Decimal:
    plain = in_digits(typed.strip().removeprefix("-"))
    if plain is None or len(plain.replace(".", "")) > 15:
        raise NotAnAnswer(_("Enter a number, like 5 or 2.5."))
    return -Decimal(plain) if typed.strip().startswith("-") else Decimal(plain)


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise NotAnAnswer(_("Enter a real date, like 27 11 2026.")) from None


def _grid(kind: Kind, width: int, typed: str) -> str:
    found = rows(typed)
    if len(found) > MOST_ROWS or any(len(row) != width for row in found):
        raise NotAnAnswer(_("Use at most %(most)s rows.", most=MOST_ROWS))
    if any(len(cell) > LONGEST_CELL for row in found for cell in row):
        raise NotAnAnswer(_("Use %(most)s characters or fewer in each box.", most=LONGEST_CELL))
    if kind == Kind.BUDGET:
        for row in found:
            if not row[0] or not row[-1]:
                raise NotAnAnswer(_("Give each line of the budget its words and its cost."))
            row[-1] = f"{amount(row[-1]):f}"
    return as_text(found)
