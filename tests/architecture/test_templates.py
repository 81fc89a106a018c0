"""Every template compiles, speaks through gettext, and carries no secret in an address."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import TemplateError

pytestmark = pytest.mark.static

PORTAL = Path(__file__).parents[2] / "portal"
TEMPLATES = PORTAL / "templates"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
PAGES = [name for name in FILES if name.endswith(".html")]
LAST_RESORT = ("errors/500.html", "errors/503.html")  # shown when the database or the translations may be away
WORDS = re.compile(r">\s*([A-Z][a-z]+ [a-z]+[^<{]*)<")
SECRETS = re.compile(
    r"href=\"[^\"]*[?&](token|password|secret|key|csrf_token)=|url_for\([^)]*(password|secret|csrf)\w*="
)


def _own_text(name: str) -> str:
    """The template without what Jinja fills in."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)


def test_each_compiles(the_app: Flask) -> None:
    """All of them in one test, here and below: thousands of tests of a millisecond would cost more to hand out than to run."""
    assert len(FILES) > 100
    for name in FILES:
        try:
            the_app.jinja_env.get_template(name)
        except TemplateError as error:
            pytest.fail(f"{name}: {error}")


def test_no_address_carries_a_secret() -> None:
    found = {name: SECRETS.findall((TEMPLATES / name).read_text(encoding="utf-8")) for name in PAGES}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_their_words_can_be_translated() -> None:
    found = {name: WORDS.findall(_own_text(name)) for name in PAGES if name not in LAST_RESORT}
    assert {name: words for name, words in found.items() if words} == {}


def test_there_is_no_style_script_or_event_in_them() -> None:
    """The content security policy would refuse them."""
    looked_at = [name for name in PAGES if name not in (*LAST_RESORT, "layouts/email.html")]
    live = re.compile(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)")
    assert [name for name in looked_at if live.search(_own_text(name))] == []


def test_each_mail_has_its_subject() -> None:
    mails = [name for name in FILES if name.startswith("email/") and name.endswith(".txt")]
    kinds = {name.removesuffix(".txt").removesuffix(".subject") for name in mails}
    assert kinds
    assert {f"{kind}{part}" for kind in kinds for part in (".txt", ".subject.txt")} - set(FILES) == set()


def test_lazy_words_hold_nothing_that_people_write() -> None:
    """A lazy text counts as safe HTML when it is shown: what is put into it would not be escaped. Use `_` there."""
    found = [
        f"{file.relative_to(PORTAL)}:{node.lineno}"
        for file in PORTAL.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_l", "lazy_gettext") and node.keywords
    ]
    assert found == []
