"""Words that are still English on a page in another language are marked as English, so that a screen reader says them rightly (WCAG 3.1.2).

What had no translation is known as it was said (`i18n.said_in_english`). The finished page is read once, and each place where such words stand gets
`lang="en"`: their element where they are all of its text, else a span around them. Pages in English are not read at all.
"""

import re

from flask import Flask, Response, session
from markupsafe import Markup, escape

from portal.core.i18n import said_in_english, spoken

_TAG = re.compile(
    r"""<!--.*?-->|<(?:script|style|textarea)\b.*?</(?:script|style|textarea)\s*>|</?[a-z!](?:[^<>"']|"[^"]*"|'[^']*')*>""",
    re.DOTALL | re.IGNORECASE,
)
_NAME = re.compile(r"<([a-z][a-z0-9-]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s(?:aria-label|title|alt|placeholder|value)="([^"]+)\"""", re.IGNORECASE)
_VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "line", "use"}
)
_NO_SPANS = frozenset({"title", "option", "text", "tspan", "desc"})  # hold nothing but text
SHORTEST_WITHIN = 4  # letters: shorter words are marked only where nothing else stands with them


def init_app(app: Flask) -> None:
    """Before a page is squeezed."""
    app.after_request(_mark)


def _mark(response: Response) -> Response:
    said = said_in_english()
    if not said or spoken() == "en" or response.is_streamed or response.direct_passthrough:
        return response
    if 300 <= response.status_code < 400:
        _mark_what_waits(said)
    elif response.mimetype == "text/html" and "Content-Encoding" not in response.headers:
        response.set_data(marked(response.get_data(as_text=True), said))
    return response


def _mark_what_waits(said: set[str]) -> None:
    """Words for the next page are kept with their mark: that page does not know how they came about."""
    waiting = session.get("_flashes")
    if waiting:
        session["_flashes"] = [
            (kind, Markup('<span lang="en">{}</span>').format(words) if words in said else words)
            for kind, words in waiting
        ]


def marked(page: str, said: set[str]) -> str:
    """The page, with `lang="en"` on each of the texts in `said`."""
    pieces = _pieces(said)
    if not pieces:
        return page
    longer = sorted((piece for piece in pieces if len(piece) >= SHORTEST_WITHIN), key=len, reverse=True)
    parts: list[str] = []
    opened = -1  # where in `parts` the tag lies that was opened just before
    at = 0
    for found in _TAG.finditer(page):
        text, tag = page[at : found.start()], found.group(0)
        at = found.end()
        if text:
            _add(parts, opened, text, tag.startswith("</"), pieces, longer)
        name = _name(tag)
        if name in _VOID:
            tag = _attributes(tag, pieces)
        parts.append(tag)
        opened = len(parts) - 1 if name and name not in _VOID and not tag.endswith("/>") else -1
    parts.append(page[at:])
    return "".join(parts)


def _add(parts: list[str], opened: int, text: str, closes: bool, pieces: frozenset[str], longer: list[str]) -> None:
    """A text between two tags, marked; or its element is, when it is all that stands there."""
    folded = _folded(text)
    is_whole = folded in pieces
    within = None if is_whole else _within(folded, longer)
    if is_whole or within is not None:
        name = _name(parts[opened]) if opened >= 0 else ""
        if name in _NO_SPANS or (is_whole and closes and opened >= 0):
            parts[opened] = _with_language(parts[opened])
        elif within is not None:
            text = within.sub(r'<span lang="en">\g<0></span>', text)
        else:
            bare = text.strip()
            text = text.replace(bare, f'<span lang="en">{bare}</span>', 1)
    parts.append(text)


def _within(folded: str, longer: list[str]) -> re.Pattern[str] | None:
    """Finds the texts that stand in this one among other words. To look for each by itself first is ten times quicker than one pattern of all."""
    there = [piece for piece in longer if piece in folded]
    if not there:
        return None
    each = "|".join(r"\s+".join(re.escape(word) for word in piece.split(" ")) for piece in there)
    pattern = re.compile(rf"(?<![\w&])(?:{each})(?!\w)", re.IGNORECASE)
    return pattern if pattern.search(folded) else None


def _attributes(tag: str, pieces: frozenset[str]) -> str:
    """An element without text, like a button of the old kind or a picture, is in the language of its label."""
    if any(_folded(value) in pieces for value in _ATTRIBUTE.findall(tag)):
        return _with_language(tag)
    return tag


def _with_language(tag: str) -> str:
    name = _NAME.match(tag)
    if name is None or re.search(r"\slang=", tag):
        return tag
    return f'{name.group(0)} lang="en"{tag[name.end() :]}'


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found.group(1).lower() if found else ""


def _folded(text: str) -> str:
    """As texts are compared: without gaps at its ends, capitals and line breaks."""
    return " ".join(text.split()).casefold()


def _pieces(said: set[str]) -> frozenset[str]:
    """The texts as they stand in a page. One with markup in it stands there in pieces."""
    found = set()
    for words in said:
        html = str(words) if isinstance(words, Markup) else str(escape(words))
        for piece in _TAG.split(html):
            folded = _folded(piece)
            if any(letter.isalpha() for letter in folded):
                found.add(folded)
    return frozenset(found)
