"""What an answer of a few words says: yes, no, done; which of several dates; that the whole week does not suit. The rest are words for people.

In the language of the mail and in English. Where it is not clear, nothing is done and the writer is told how to say it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.core.i18n import _

_WORD = re.compile(r"[\s\"'“”‘’«»(\[]*([^\W\d_]+(?:['’][^\W\d_]+)?)[\s.,;:!?\-–—)\]\"”’»]*")
_NUMBERS = re.compile(
    r"\s*(?:(?:only|and|,|;|&|\+)\s*)*\d{1,2}(?:\s*(?:,|;|&|\+|and|\s)\s*\d{1,2})*\s*[.!]?\s*", re.IGNORECASE
)
_WEEK = re.compile(r"[^\n]{0,40}\bweek\b", re.IGNORECASE)
_YES = frozenset({"yes", "y", "ok", "okay", "ie", "iawn", "ydw", "oui", "sí", "si", "نعم", "ndiyo"})
_NO = frozenset({"no", "n", "nope", "na", "nage", "non", "لا", "hapana", "cannot"})
_DONE = frozenset({"done", "wedi'i", "wedi", "fait", "hecho", "تم", "imefanyika"})


class Said(StrEnum):
    YES = "yes"
    NO = "no"
    DONE = "done"
    WORDS = "words"


@dataclass(frozen=True)
class Answer:
    """What was said. `numbers`: of the dates in the mail, beginning with 1; none: all. `rest`: what follows, for people."""

    said: Said
    rest: str
    numbers: tuple[int, ...] = ()
    week: bool = False


def understood(text: str) -> Answer:
    """Read an answer. The first word decides; without one of the known words it is words alone."""
    found = _WORD.match(text)
    said = _meaning(found[1]) if found is not None else Said.WORDS
    if found is None or said == Said.WORDS:
        return Answer(Said.WORDS, text.strip())
    first, _end, more = text[found.end() :].partition("\n")
    numbers: tuple[int, ...] = ()
    if _NUMBERS.fullmatch(first):
        numbers, first = tuple(int(one) for one in re.findall(r"\d{1,2}", first)), ""
    week = said == Said.NO and (_WEEK.match(first) is not None or _("week").casefold() in first[:60].casefold())
    return Answer(said, f"{first}\n{more}".strip(), numbers, week)


def _meaning(word: str) -> Said:
    folded = word.casefold().replace("’", "'")
    for said, known, translated in ((Said.YES, _YES, _("Yes")), (Said.NO, _NO, _("No")), (Said.DONE, _DONE, _("Done"))):
        if folded in known or folded == translated.casefold():
            return said
    return Said.WORDS
