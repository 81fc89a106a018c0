"""What a kind of file has to say of itself."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from portal.core.i18n import _
from portal.core.text import fold
from portal.identity.registers.models import RegisterEntry
from portal.identity.registers.reading import RefusedRow, Row, Shape

Values: TypeAlias = dict[str, Any]
_READ = ("number", "name", "status")
_SET_ELSEWHERE = {"id", "created_at", "updated_at", "register", "extract_on", "missing_since", "digest", "folded_name", "same_as_id"}  # fmt: skip
_LONGEST = {c.name: c.type.length for c in RegisterEntry.__table__.columns if getattr(c.type, "length", None)}  # type: ignore[attr-defined]
BLANK: Values = {
    c.name: "" if c.name in _LONGEST else None for c in RegisterEntry.__table__.columns if c.name not in _SET_ELSEWHERE
}


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    `name` is what is typed in the command; `register` the register that it fills, or None where each file says so itself (`register_of` a row).
    `entry(row, extract_on)` gives the columns of an entry that the row knows, or raises RefusedRow.
    """

    name: str
    title: Any
    shape: Shape
    entry: Callable[[Row, date | None], Values]
    register: str | None
    register_of: Callable[[Row], str] | None = None


def complete(values: Values) -> Values:
    """All columns of an entry, none longer than it may be, with the folded name and the digest by which a change is seen. Raises RefusedRow."""
    whole = BLANK | values
    if not whole["name"]:
        raise RefusedRow(_("the school has no name"))
    for column, cell in values.items():
        if column in _LONGEST and len(cell) > _LONGEST[column]:
            whole[column] = cell[: _LONGEST[column]].strip()
    plain = "\x1f".join(map(str, whole.values()))
    whole["folded_name"] = fold(whole["name"])[:200]
    whole["digest"] = hashlib.blake2b(plain.encode(), digest_size=16).hexdigest()
    return whole
