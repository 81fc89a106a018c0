"""Cutting what a mail program quotes below an answer. Linear in the length of the text, in no language in particular.

Our own mails begin with a line that says "write above this line"; whatever stands at or below its copy is quoted. What mail programs put just
above that (who wrote when, a block of headers, a rule) is known by its form. Where in doubt a line stays: one too many is better than one lost.
"""

import re

from portal.core import text
from portal.web.mailing import ANSWER_ABOVE

MOST_CHARACTERS = 100_000
_RULE = re.compile(r"[\s>_=*\-\u2013\u2014]*(?:-{2,}[^-\n]{1,40}-{2,})?[\s>_=*\-\u2013\u2014]*")
_HEADER = re.compile(r"[\s>*]{0,8}[^\W\d_][\w .\-]{1,24}\*?\s?:\*?(?:\s|$)")
_SENT_FROM = re.compile(
    r"(?:Sent from|Get Outlook for|Envoyé de|Envoyé depuis|Enviado desde|Gesendet von|Von meinem) [^\n]{1,60}"
)


def above_the_quote(content: str) -> str:
    """What its writer wrote, cleaned: nothing that was quoted, no signature that says itself that it is one ("-- ", "Sent from my phone")."""
    lines = text.clean(content[:MOST_CHARACTERS]).split("\n")
    marked = next((number for number, line in enumerate(lines) if ANSWER_ABOVE.strip() in line), None)
    lines = _without_introduction(lines[:marked], was_quoted=marked is not None)
    dashes = next((number for number, line in enumerate(lines) if line.rstrip() == "--"), len(lines))
    kept = [line for line in lines[:dashes] if not line.lstrip().startswith(">")]
    while kept and (not kept[-1].strip() or _SENT_FROM.fullmatch(kept[-1].strip())):
        kept.pop()
    return text.clean("\n".join(kept))


def _without_introduction(lines: list[str], *, was_quoted: bool) -> list[str]:
    """Take away, from the end, quoted lines, rules, blocks of headers, and the sentence "On Tuesday someone wrote:"."""
    lines = list(lines)
    while lines:
        last = lines[-1]
        if last.lstrip().startswith(">"):
            was_quoted = True
            lines.pop()
        elif not last.strip() or (was_quoted and _RULE.fullmatch(last)):
            lines.pop()
        elif was_quoted and (found := _length_of_introduction(lines)):
            del lines[-found:]
        else:
            break
    return lines


def _length_of_introduction(lines: list[str]) -> int:
    """How many of the last lines are headers of the quoted mail, or say who wrote it; 0 when they are the writer's own."""
    headers = 0
    while headers < min(len(lines), 8) and _HEADER.match(lines[-1 - headers]):
        headers += 1
    above = lines[-1 - headers] if headers < len(lines) else ""
    if headers >= 3 and ("@" in "".join(lines[-headers:]) or (above.strip() and _RULE.fullmatch(above))):
        return headers
    for length in (1, 2, 3):
        block = " ".join(lines[-length:])
        if (
            block.rstrip().endswith((":", "\uff1a"))
            and re.search(r"\d", block)
            and ("@" in block or len(lines[-length]) > 20)
        ):
            return length
    return 0
