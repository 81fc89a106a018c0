"""Cleaning what people type, folding it for search, and turning their Markdown into safe HTML."""

import re
import unicodedata

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_INVISIBLE_BUT_OURS = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066\u2067]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_APART, _END_OF_APART = "\u2068", "\u2069"
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable("image")
_ADDRESS = re.compile(r"(?<![\w/@])https?://[^\s<>\"“”]+", re.IGNORECASE)
_END = re.compile(r"[.,;:!?'’*]+$")
_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h3", "h4"}
_PILE = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def _with_links(words: Token) -> list[Token]:
    """A piece of plain text with its bare web addresses as links; a full stop or an unopened bracket after an address is not part of it."""
    pieces: list[Token] = []
    begin = 0
    for found in _ADDRESS.finditer(words.content):
        address = _END.sub("", found.group())
        while address.endswith(")") and address.count(")") > address.count("("):
            address = _END.sub("", address[:-1])
        if not address.partition("://")[2]:
            continue
        pieces.append(Token("text", "", 0, content=words.content[begin : found.start()]))
        pieces.append(Token("link_open", "a", 1, attrs={"href": address}))
        pieces.append(Token("text", "", 0, content=address))
        pieces.append(Token("link_close", "a", -1))
        begin = found.start() + len(address)
    return [*pieces, Token("text", "", 0, content=words.content[begin:])] if pieces else [words]


def _link_addresses(state: StateCore) -> None:
    """Rule of the Markdown reader: people paste the address of a page as it is, and expect to follow it. Inside links and code nothing changes."""
    for block in state.tokens:
        if not block.children or "://" not in block.content:
            continue
        depth, children = 0, []
        for child in block.children:
            depth += child.nesting if child.type in ("link_open", "link_close") else 0
            children += _with_links(child) if child.type == "text" and not depth else [child]
        block.children = children


_MARKDOWN.core.ruler.push("addresses", _link_addresses)


def clean(value: str, invisible: re.Pattern[str] = _INVISIBLE) -> str:
    """Text of several lines as it may be stored: NFC, \\n line ends, no NUL, controls, lone surrogates or direction overrides."""
    value = (
        value.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x85", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    value = invisible.sub("", _CONTROLS.sub("", value))
    return _PILE.sub(r"\1", unicodedata.normalize("NFC", value)).strip()


def clean_line(value: str) -> str:
    """One line as it may be stored: as `clean`, with line ends and runs of spaces made single spaces."""
    return _SPACES.sub(" ", clean(value).replace("\n", " ")).strip()


def said_line(value: str) -> str:
    """One line that we say, like the subject of a mail: as `clean_line`, but words that were put `apart` stay so."""
    return _SPACES.sub(" ", clean(value, _INVISIBLE_BUT_OURS).replace("\n", " ")).strip()


def apart(value: str) -> str:
    """Words of people as they stand inside ours: what is written from right to left keeps its own order, and turns nothing beside it around.

    Isolated as in the Unicode bidirectional algorithm (FSI, PDI). What people type is stored without such marks.
    """
    if value.isascii() or _RIGHT_TO_LEFT.search(value) is None:
        return value
    if value.startswith(_APART) and value.endswith(_END_OF_APART) and value.count(_APART) == 1:
        return value
    return f"{_APART}{value}{_END_OF_APART}"


def fold(value: str) -> str:
    """Text as it is compared and searched: no accents, no case, single spaces. Equal on SQLite and PostgreSQL."""
    if value.isascii():  # nothing to decompose, and most text is
        return _SPACES.sub(" ", value.lower().replace("\n", " ")).strip()
    decomposed = unicodedata.normalize("NFKD", value)
    plain = "".join(c for c in decomposed if unicodedata.category(c) != "Mn" or c > "\u0fff")
    return _SPACES.sub(" ", plain.casefold().replace("\u2019", "'").replace("\n", " ")).strip()


def fold_email(value: str) -> str:
    """An e-mail address as it is compared: trimmed, no case."""
    return unicodedata.normalize("NFKC", clean_line(value)).casefold()


def to_html(source: str) -> str:
    """A person's Markdown as HTML that is safe to show as it is: no raw HTML, no pictures, links to http(s) and mail only."""
    html = _MARKDOWN.render(source)
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", re.sub(r"<(/?)h[56]>", r"<\1h4>", html))
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )
