"""Numbers as people write them: a comma is a point in much of the world, and thousands stand apart by a comma, a point or a gap."""

import re

_GAP = "[ \u00a0\u202f]"
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
_ELSEWHERE = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]+")
_APART = re.compile(rf"[1-9][0-9]{{0,2}}({_GAP}[0-9]{{3}})+([.,][0-9]+)?")
_PLAIN = re.compile(r"[0-9]*[.,]?[0-9]+|[0-9]+[.,]")


def in_digits(typed: str) -> str | None:
    """What was typed (1,234.50, 1 234,50, 1.234,50, 12,5, 12.5) in digits with a point; None when it is no number. One comma before exactly three digits is
    read as in English: 1,234 is more than a thousand, 0,006 is not."""
    words = typed.strip()
    if _ENGLISH.fullmatch(words):
        return words.replace(",", "")
    if _ELSEWHERE.fullmatch(words):
        return words.replace(".", "").replace(",", ".")
    if _APART.fullmatch(words) or _PLAIN.fullmatch(words):
        return re.sub(_GAP, "", words).replace(",", ".")
    return None
