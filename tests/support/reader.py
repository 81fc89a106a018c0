"""A person at a browser without JavaScript: opens pages, follows links, fills forms by their labels, presses buttons.

Every page it sees is looked at as well: one h1, a title, no id twice, no unescaped placeholder, and a GET that writes fails the test.
"""

import html
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit
from weakref import WeakSet

import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from tests.support.sessions import begin_session

WRITES = re.compile(r"^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
MAY_BE_WRITTEN_BY_AN_OUTCOME = {"notification", "person"}
"""Who opens the outcome has read the news of it, and the number of news at the top of the page goes down."""
MAY_BE_WRITTEN_BY_A_GET = {"web_session", "thread_seen", "audit_entry", "once_only", "report_entry", "reading"}
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|\{\{|\}\}|\{%|\[node:")
INSIDE = r"""(?:[^<>"']|"[^"]*"|'[^']*')"""
IDS = re.compile(rf"""<[a-z]{INSIDE}*?\sid=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
HEADINGS = re.compile(r"<h1[\s>]", re.IGNORECASE)
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
TAGS = re.compile(rf"<!--.*?-->|<[a-z/!]{INSIDE}*>", re.IGNORECASE | re.DOTALL)
UNREAD = re.compile(r"<(script|style|template)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
FORMS = re.compile(r"<form\b.*?</form\s*>", re.IGNORECASE | re.DOTALL)
LINKS = re.compile(rf"<a(?=\s)({INSIDE}*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
H1 = re.compile(rf"<h1(?=[\s>]){INSIDE}*>(.*?)</h1\s*>", re.IGNORECASE | re.DOTALL)
BDI = re.compile(r"</?bdi(?=[\s>])", re.IGNORECASE)


HEARING: list[list[str]] = []
HEARD = WeakSet[Any]()  # engines: to listen and to stop again takes longer than a short request


@contextmanager
def heard_in(app: Flask, seen: list[str]) -> Iterator[None]:
    """Each statement of this portal meanwhile is put into `seen`."""
    from portal.extensions import db

    with app.app_context():
        engine = db.engine
    if engine not in HEARD:
        sa.event.listen(engine, "before_cursor_execute", _hear)
        HEARD.add(engine)
    HEARING.append(seen)
    try:
        yield
    finally:
        HEARING[:] = [other for other in HEARING if other is not seen]


def _hear(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    for seen in HEARING:
        seen.append(statement)


class Reader:
    """`page` is the page being looked at, `status` its status, `text` its words."""

    def __init__(self, app: Flask, person: Any = None) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.path = "/"
        self.status = 0
        self.headers: Any = {}
        self.raw = b""
        self._page: BeautifulSoup | None = None
        self._text: str | None = None
        self.typed: dict[str, Any] = {}
        self.statements: list[str] = []
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: Any) -> None:
        """Be signed in as this person, without the form."""
        token = begin_session(self.app, person)
        self.client.set_cookie("portal_session", token)

    # looking

    def get(self, path: str, *, expect: int | None = 200, follow: bool = True) -> "Reader":
        """Open a page; redirects are followed. `expect` is the status it must have (None: any)."""
        return self._take("GET", path, None, expect, follow)

    @property
    def page(self) -> BeautifulSoup:
        """The page as a tree. It takes longer to grow than most pages take to serve, so words, links and forms are found without it."""
        if self._page is None:
            self._page = BeautifulSoup(self.html, "html.parser")
        return self._page

    @property
    def html(self) -> str:
        """The source of the page; nothing where what came is no page."""
        return self.raw.decode() if self._is_html() else ""

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where each link of the page leads, and its words."""
        return links_of(self.html)

    @property
    def forms(self) -> list[Tag]:
        """Each form of the page, as a tree of its own."""
        return forms_in(self.html) if self._page is None else list(self._page.find_all("form"))

    def _is_html(self) -> bool:
        return bool(self.headers) and self.headers.get("Content-Type", "").partition(";")[0] == "text/html"

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = text_of(self.html)
        return self._text

    @property
    def h1(self) -> str:
        found = H1.search(self.html)
        return words_in(found.group(1)) if found else ""

    def sees(self, *words: str) -> "Reader":
        for word in words:
            assert word in self.text, f"{self.path}: {word!r} is not on the page:\n{self.text[:1500]}"
        return self

    def does_not_see(self, *words: str) -> "Reader":
        for word in words:
            assert word not in self.text, f"{self.path}: {word!r} is on the page"
            assert word not in self.raw.decode("utf-8", "replace"), f"{self.path}: {word!r} is in the page's source"
        return self

    def errors(self) -> list[str]:
        """The messages of the error summary."""
        summary = self.page.select_one(".govuk-error-summary")
        return [" ".join(li.get_text(" ").split()) for li in summary.select("li")] if summary else []

    # acting

    def follow(self, words: str, *, expect: int = 200) -> "Reader":
        """Follow the link with these words (or the first that holds them)."""
        links = self.links
        exact = [there for there, said in links if said == words]
        holding = exact or [there for there, said in links if words in said]
        assert holding, f"{self.path}: no link {words!r}; links: {[said for _there, said in links]}"
        return self.get(urljoin(self.path, holding[0]), expect=expect)

    def fill(self, **fields: Any) -> "Reader":
        """Fill fields by name; a date is given as date, and split over its boxes."""
        self.typed.update(fields)
        return self

    def label(self, words: str, value: Any) -> "Reader":
        """Fill the field whose label begins with these words (for a radio or a box: the one with this label)."""
        for found in self.page.find_all("label"):
            if " ".join(found.get_text(" ").split()).startswith(words) and found.get("for"):
                field = self.page.find(id=found["for"])
                assert isinstance(field, Tag)
                self.typed[str(field["name"])] = (
                    field.get("value", "y") if field.get("type") in ("radio", "checkbox") else value
                )
                return self
        raise AssertionError(
            f"{self.path}: no label {words!r}: {[' '.join(x.get_text(' ').split()) for x in self.page.find_all('label')]}"
        )

    def press(self, words: str, *, expect: int | None = 200, follow: bool = True) -> "Reader":
        """Press the button with these words: its form is sent with what was filled in and what stood there."""
        for form in self.forms:
            for button in form.select("button, input[type=submit]"):
                name = " ".join(button.get_text(" ").split()) or str(button.get("value", ""))
                if name == words or words in name:
                    return self._send(form, button, expect, follow)
        buttons = [" ".join(b.get_text(" ").split()) for b in self.page.select("button, input[type=submit]")]
        raise AssertionError(f"{self.path} ({self.status}): no button {words!r}; buttons: {buttons}; h1: {self.h1}")

    def _send(self, form: Tag, button: Tag, expect: int | None, follow: bool) -> "Reader":
        data = self.standing(form)
        for name, value in self.typed.items():
            data.update(_spread(name, value))
        if button.get("name"):
            data[str(button["name"])] = str(button.get("value", ""))
        self.typed = {}
        method = str(form.get("method", "get")).upper()
        path = urljoin(self.path, str(form.get("action") or self.path))
        if method == "GET":
            from urllib.parse import urlencode

            return self._take("GET", urlsplit(path).path + "?" + urlencode(data, doseq=True), None, expect, follow)
        return self._take("POST", path, data, expect, follow)

    @staticmethod
    def standing(form: Tag) -> dict[str, Any]:
        """What a browser would send of this form as it stands."""
        data: dict[str, Any] = {}
        for field in form.select("input[name], textarea[name], select[name]"):
            name, kind = str(field["name"]), field.get("type")
            if kind in ("submit", "button", "file"):
                continue
            if kind in ("radio", "checkbox"):
                if field.has_attr("checked"):
                    data.setdefault(name, [])
                    data[name].append(str(field.get("value", "on")))
            elif field.name == "select":
                chosen = field.select_one("option[selected]") or field.select_one("option")
                data.setdefault(name, []).append(str(chosen.get("value", "")) if chosen else "")
            elif field.name == "textarea":
                data.setdefault(name, []).append(field.get_text().removeprefix("\n"))
            else:
                data.setdefault(name, []).append(str(field.get("value", "")))
        return data

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        expect: int | None = None,
        token: bool = True,
        follow: bool = False,
    ) -> "Reader":
        """POST past the page's forms, with this session's form token unless told otherwise, and a fresh once-only key."""
        fields = dict(data or {})
        if token:
            fields.setdefault("csrf_token", self.token())
        fields.setdefault("once_key", str(uuid.uuid4()))
        return self._take("POST", path, fields, expect, follow)

    def token(self) -> str:
        """The form token of this session."""
        from flask import session as cookie
        from flask_wtf.csrf import generate_csrf

        with self.client.session_transaction() as held, self.app.test_request_context():
            cookie.update(held)
            token = generate_csrf()
            held.update(cookie)
        return token

    # the wire

    def _take(self, method: str, path: str, data: dict[str, Any] | None, expect: int | None, follow: bool) -> "Reader":
        parts = urlsplit(path)
        target = parts.path + ("?" + parts.query if parts.query else "")
        for _hop in range(6):
            answer = self._open(method, target, data)
            if not follow or answer.status_code not in (301, 302, 303, 307, 308):
                break
            there = urlsplit(urljoin(target, answer.headers["Location"]))
            method, target, data = "GET", there.path + ("?" + there.query if there.query else ""), None
        self.path, self.status, self.headers, self.raw = target, answer.status_code, answer.headers, answer.data
        self._page = self._text = None
        if expect is not None:
            assert self.status == expect, (
                f"{method} {target}: {self.status}, not {expect}: {self.errors()} {self.text[:800]}"
            )
        if self._is_html() and self.status not in (301, 302, 303):
            self._look()
        return self

    def _open(self, method: str, target: str, data: dict[str, Any] | None) -> Any:
        seen: list[str] = []
        with heard_in(self.app, seen):
            sending: dict[str, Any] = {"data": data} if method == "POST" else {}
            if method == "POST" and any(isinstance(v, tuple) for v in (data or {}).values()):
                sending["content_type"] = "multipart/form-data"
            answer = self.client.open(target, method=method, **sending)
        self.statements = [
            s for s in seen if not s.lstrip().upper().startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE"))
        ]
        if method == "GET":
            written = {m.group(2).lower() for s in self.statements if (m := WRITES.match(s))} - MAY_BE_WRITTEN_BY_A_GET
            written -= MAY_BE_WRITTEN_BY_AN_OUTCOME if target.endswith("/outcome") else set()
            assert not written, f"GET {target} wrote to {written}: a GET changes nothing"
        return answer

    def _look(self) -> None:
        """Read as text, not as a tree: it is done for every page, and growing the tree takes longer than serving the page."""
        raw = self.raw.decode()
        counted = Counter(next(filter(None, found), "") for found in IDS.findall(raw))
        twice = {name for name, count in counted.items() if count > 1}
        assert not twice, f"{self.path}: ids used twice: {twice}"
        headings = len(HEADINGS.findall(raw))
        assert headings == 1, f"{self.path}: a page has one h1, this one has {headings}"
        title = TITLE.search(raw)
        assert title, f"{self.path}: no title"
        assert title.group(1).strip(), f"{self.path}: an empty title"
        shown = PLACEHOLDERS.search(TAGS.sub(" ", raw)) if "{{" not in str(self.typed) else None
        assert not shown, f"{self.path}: a placeholder is shown: {shown.group(0) if shown else ''}"


def _spread(name: str, value: Any) -> dict[str, Any]:
    from datetime import date, time

    if isinstance(value, bool):
        return {name: "y"} if value else {name: []}
    if isinstance(value, date):
        return {name: [str(value.day), str(value.month), str(value.year)]}
    if isinstance(value, time):
        return {name: value.strftime("%H:%M")}
    if isinstance(value, list | tuple):
        return {name: value}
    return {name: str(value)}


def words_in(source: str) -> str:
    """The words of a piece of a page, those of different elements apart."""
    return " ".join(html.unescape(TAGS.sub(" ", source)).split())


def links_of(source: str) -> list[tuple[str, str]]:
    """Where each link of a page leads, and its words."""
    found = []
    for attributes, inside in LINKS.findall(source):
        href = HREF.search(attributes)
        if href:
            found.append((html.unescape(href.group(1) or href.group(2) or ""), words_in(inside)))
    return found


def forms_in(source: str) -> list[Tag]:
    """Each form of a page, as a tree of its own: forms do not stand in one another."""
    return [form for found in FORMS.findall(source) if (form := BeautifulSoup(found, "html.parser").form) is not None]


def text_of(source: str) -> str:
    """What is read: words of different elements stand apart, but a name that is kept apart from ours by its direction alone (`bdi`) does not."""
    parts, between, at = list[str](), list[str](), 0
    readable = UNREAD.sub("<!---->", source)
    for tag in TAGS.finditer(readable):
        if tag.start() > at:
            parts += ["" if _is_one_bdi(between) else " ", html.unescape(readable[at : tag.start()])]
            between = []
        between.append(tag.group())
        at = tag.end()
    parts += ["" if _is_one_bdi(between) else " ", html.unescape(readable[at:])]
    return " ".join("".join(parts).split())


def _is_one_bdi(tags: list[str]) -> bool:
    return len(tags) == 1 and BDI.match(tags[0]) is not None
