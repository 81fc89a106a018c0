"""Words that a programme gives in English and, where it likes, in Welsh too.

The Welsh stands beside its English on the same row, with a mark of the English that it was written for. When the English changes, the Welsh is old: readers
get English again until someone has looked at it, so that nobody answers another question than the others do.
"""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

ENGLISH, WELSH = "en", "cy"
FORM_LANGUAGES = (ENGLISH, WELSH)


class Said(NamedTuple):
    """Words, and the language that they are in."""

    words: str
    language: str


class InTwoTongues:
    """What has texts in English, and in `in_welsh` the Welsh of some of them: field -> {words, of}."""

    if TYPE_CHECKING:
        in_welsh: Any

    def english(self, field: str) -> str:
        """The English as one text; what is a list stands one a line."""
        value = getattr(self, field)
        return "\n".join(value) if isinstance(value, list) else str(value or "")

    def welsh(self, field: str) -> str:
        """The Welsh that was given, old or not; empty where there is none."""
        return str((self.in_welsh or {}).get(field, {}).get("words", ""))

    def welsh_state(self, field: str) -> str:
        """`empty` (there is no English either), `missing`, `old` (the English changed since) or `there`."""
        english = self.english(field)
        if not english:
            return "empty"
        given = (self.in_welsh or {}).get(field)
        if not given:
            return "missing"
        return "there" if given["of"] == mark_of(english) else "old"

    def said(self, field: str, language: str) -> Said:
        """The text in this language, or in English where it is not there."""
        if language == WELSH and self.welsh_state(field) == "there":
            return Said(self.welsh(field), WELSH)
        return Said(self.english(field), ENGLISH)

    def said_lines(self, field: str, language: str) -> list[Said]:
        """The lines of a list, each with its language."""
        found = self.said(field, language)
        return [Said(line, found.language) for line in found.words.split("\n") if line]


class Bilingual(InTwoTongues):
    """A row whose texts may also be in Welsh. `WELSH_FIELDS`: which, with the most characters of each."""

    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {}

    in_welsh: Mapped[dict[str, Any]] = mapped_column(sa.JSON(), default=dict)

    def lacks_welsh(self) -> list[str]:
        """The texts whose Welsh is missing or old."""
        return [field for field in self.WELSH_FIELDS if self.welsh_state(field) in ("missing", "old")]

    def give_welsh(self, field: str, words: str) -> None:
        """Keep the Welsh of the English that stands now; empty words take it away."""
        kept = {name: value for name, value in (self.in_welsh or {}).items() if name != field}
        if words:
            kept[field] = {"words": words, "of": mark_of(self.english(field))}
        self.in_welsh = kept


def welsh_beside(before: InTwoTongues | None, english: Mapping[str, str], welsh: Mapping[str, str]) -> dict[str, Any]:
    """The Welsh of texts that are written together with their English. What was left as it was while its English changed stays old; saved again, it counts."""
    kept: dict[str, Any] = {}
    for field, words in welsh.items():
        stood = (before.in_welsh or {}).get(field, {}) if before is not None else {}
        is_left = before is not None and stood.get("words") == words and before.english(field) != english[field]
        if words:
            kept[field] = {"words": words, "of": stood["of"] if is_left else mark_of(english[field])}
    return kept


def mark_of(english: str) -> str:
    """What tells an English text from another: the first 16 digits of its SHA-256."""
    return hashlib.sha256(english.encode()).hexdigest()[:16]
