"""Reading the portal in Welsh: every word of the portal or of a programme is Welsh, or says by itself that it is English."""

import re
from collections.abc import Iterable
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from flask import Flask

from tests.support.reader import Reader

# Common English words that are no Welsh ones: a text that holds one of them was not written in Welsh.
_COMMON = """the and you your yours our this that these those with from which who whose when what where why how has have had been was were will would can cannot
could should must may not nobody nothing everything everyone something there here they them their its his she for of by but than school schools application
applications sign signed signature submit submitted save saved answer answers question questions round award send sent read written write open closed back
more each every until after before again still only already yet new error show hide password month year"""
ENGLISH = re.compile(rf"(?<![\w’'])(?:{'|'.join(_COMMON.split())})(?![\w’'])", re.IGNORECASE)
_LABELS = ("aria-label", "title", "alt", "placeholder")
_UNREAD = {"script", "style", "template"}


def is_english(said: str, typed: Iterable[str] = ()) -> bool:
    """Whether words were not written in Welsh; `typed` as in `english_in`."""
    return bool(ENGLISH.search(_without(said, sorted(typed, key=len, reverse=True))))


def english_in(page: str, typed: Iterable[str] = (), allowed: Iterable[str] = ()) -> list[str]:
    """What of a page is English: unmarked, or marked where Welsh was to be expected. `typed`: what people wrote and what names things, in any language.
    `allowed`: what may be marked as English."""
    tree = BeautifulSoup(page, "html.parser")
    found = (
        [] if tree.html is not None and tree.html.get("lang") == "cy" else ["the page does not say that it is Welsh"]
    )
    names, fine = sorted(typed, key=len, reverse=True), set(allowed)
    for text in tree.find_all(string=True):
        if type(text) is not NavigableString or not text.strip() or text.parent.name in _UNREAD:
            continue
        said = " ".join(text.split())
        if _language(text.parent) == "en":
            if said not in fine and _without(said, names):
                found.append(f"marked as English: {said}")
        elif text.parent.name != "textarea" and "/" not in said and ENGLISH.search(_without(said, names)):
            found.append(f"not marked: {said}")
    for tag in tree.find_all(True):
        labels = [*_LABELS, "value"] if tag.name == "input" and tag.get("type") == "submit" else _LABELS
        for name in labels:
            if ENGLISH.search(_without(str(tag.get(name) or ""), names)) and _language(tag) != "en":
                found.append(f"{name} of {tag.name}: {tag[name]}")
    return found


def _language(tag: Tag | None) -> str:
    while tag is not None:
        if tag.get("lang"):
            return str(tag["lang"])
        tag = tag.parent
    return ""


def _without(said: str, names: Iterable[str]) -> str:
    for name in names:
        said = said.replace(name, "")
    return said.strip(" .,:;()“”-")


class WelshReader(Reader):
    """A reader who has the portal in Welsh and notes all English on each page."""

    def __init__(self, app: Flask, person: Any, typed: Iterable[str], found: dict[str, str]) -> None:
        super().__init__(app, person)
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "cy"
        self.names, self.found = list(typed), found

    def _look(self) -> None:
        super()._look()
        for said in english_in(self.html, self.names, ("Read the form in English",)):
            self.found.setdefault(said, f"{self.path} ({self.status})")
