"""The same person as `Reader`, at a real browser on a phone, with JavaScript off."""

import re
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from tests.support.reader import text_of


class ScreenReader:
    """Opens, follows, fills, presses and sees, like `tests.support.reader.Reader`."""

    def __init__(self, page: Any, base: str) -> None:
        self.tab, self.base = page, base
        self.status = 0
        self.typed: dict[str, Any] = {}

    @property
    def path(self) -> str:
        parts = urlsplit(self.tab.url)
        return parts.path + ("?" + parts.query if parts.query else "")

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.tab.content(), "html.parser")

    @property
    def text(self) -> str:
        return text_of(self.tab.content())

    @property
    def h1(self) -> str:
        return " ".join(self.tab.locator("h1").inner_text().split())

    def get(self, path: str, *, expect: int | None = 200) -> "ScreenReader":
        answer = self.tab.goto(self.base + path)
        self.status = answer.status if answer else 0
        assert expect is None or self.status == expect, f"{path}: {self.status}"
        return self

    def follow(self, words: str, *, expect: int = 200) -> "ScreenReader":
        links = self.tab.locator("a[href]")
        exact = links.filter(has_text=re.compile(rf"^\s*{re.escape(words)}\s*$"))
        link = exact if exact.count() else links.filter(has_text=words)
        assert link.count(), f"{self.path}: no link {words!r}"
        with self.tab.expect_response(lambda answer: answer.request.is_navigation_request()) as waited:
            link.first.click()
        self.tab.wait_for_load_state()
        self.status = waited.value.status
        assert self.status < 400, f"{words!r} led to {self.status}"
        return self

    def sees(self, *words: str) -> "ScreenReader":
        text = self.text
        for word in words:
            assert word in text, f"{self.path}: {word!r} is not on the page:\n{text[:1500]}"
        return self

    def does_not_see(self, *words: str) -> "ScreenReader":
        text = self.text
        for word in words:
            assert word not in text, f"{self.path}: {word!r} is on the page"
        return self

    def fill(self, **fields: Any) -> "ScreenReader":
        self.typed.update(fields)
        return self

    def press(self, words: str, *, expect: int | None = 200) -> "ScreenReader":
        for closed in self.tab.locator("details:not([open]) > summary").all():
            if self.typed:
                closed.click()
        button = self.tab.get_by_role("button", name=words, exact=True)
        button = button if button.count() else self.tab.get_by_role("button", name=words)
        assert button.count(), f"{self.path}: no button {words!r}: {self.text[:800]}"
        form = button.first.locator("xpath=ancestor::form[1]")
        for name, value in self.typed.items():
            self._type(form, name, value)
        self.typed = {}
        with self.tab.expect_navigation():
            button.first.click()
        self.tab.wait_for_load_state()
        assert self.tab.locator("h1").count() == 1, f"{self.path}: no h1 after {words!r}"
        wrong = self.tab.locator(".govuk-error-summary li").all_inner_texts()
        assert expect != 200 or not wrong, f"{self.path} after {words!r}: {wrong}"
        return self

    def _type(self, form: Any, name: str, value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                self._type(form, name, one)
            return
        fields = form.locator(f'[name="{name}"]')
        assert fields.count(), f"{self.path}: no field {name!r} in the form"
        if isinstance(value, date):
            for field, part in zip(fields.all(), (value.day, value.month, value.year), strict=True):
                field.fill(str(part))
            return
        if isinstance(value, time):
            value = value.strftime("%H:%M")
        kind = fields.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : (e.type || 'text')")
        if kind == "select":
            fields.first.select_option(str(value))
        elif kind in ("radio", "checkbox"):
            chosen = fields if value is True else form.locator(f'[name="{name}"][value="{value}"]')
            chosen.first.check(force=True)
        elif kind != "hidden":
            fields.first.fill(str(value))
