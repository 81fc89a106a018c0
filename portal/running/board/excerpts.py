"""A few words of a message around what was looked for, with the words marked. Everything else is escaped."""

import re

from markupsafe import Markup, escape

from portal.core import search
from portal.core.text import fold

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
LENGTH, BEFORE = 240, 60


def excerpt(source: str, words: str) -> Markup:
    """At most 240 characters, beginning a little before the first word that was found; all of them in <mark>."""
    wanted = search.words_of(words)[: search.MOST_WORDS]
    text = " ".join(source.split())
    hits = [hit.span() for hit in _WORD.finditer(text) if wanted and fold(hit[0]).startswith(tuple(wanted))]
    start = _start(text, hits[0][0] if hits else 0)
    end = start + LENGTH
    shown, at = escape("… " if start else ""), start
    for begin, finish in hits:
        if begin < start or finish > end:
            continue
        shown += escape(text[at:begin]) + Markup("<mark>") + escape(text[begin:finish]) + Markup("</mark>")
        at = finish
    return shown + escape(text[at:end]) + escape(" …" if end < len(text) else "")


def _start(text: str, first: int) -> int:
    """Where the excerpt begins: at the beginning of a word, where there are such."""
    if first <= BEFORE:
        return 0
    space = text.find(" ", first - BEFORE, first)
    return space + 1 if space >= 0 else first - BEFORE
