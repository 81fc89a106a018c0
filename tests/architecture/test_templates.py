"""Every template compiles, speaks through gettext, and carries no secret in an address."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

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


@pytest.mark.parametrize("name", FILES)
def test_it_compiles(the_app: Flask, name: str) -> None:
    the_app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_no_address_carries_a_secret(name: str) -> None:
    assert not SECRETS.findall((TEMPLATES / name).read_text(encoding="utf-8"))


def _own_text(name: str) -> str:
    """The template without what Jinja fills in."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in LAST_RESORT])
def test_its_words_can_be_translated(name: str) -> None:
    assert WORDS.findall(_own_text(name)) == []


@pytest.mark.parametrize("name", [name for name in PAGES if name not in (*LAST_RESORT, "layouts/email.html")])
def test_there_is_no_style_script_or_event_in_it(name: str) -> None:
    """The content security policy would refuse them."""
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", _own_text(name))


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("email/") and name.endswith(".txt")])
def test_a_mail_has_its_subject(name: str) -> None:
    kind = name.removesuffix(".txt").removesuffix(".subject")
    assert {f"{kind}.txt", f"{kind}.subject.txt"} <= set(FILES)


@pytest.mark.parametrize("file", sorted(PORTAL.rglob("*.py")), ids=lambda file: str(file.relative_to(PORTAL)))
def test_lazy_words_hold_nothing_that_people_write(file: Path) -> None:
    """A lazy text counts as safe HTML when it is shown: what is put into it would not be escaped. Use `_` there."""
    calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert [
        call.lineno for call in calls if getattr(call.func, "id", "") in ("_l", "lazy_gettext") and call.keywords
    ] == []
