"""Every page that a demonstration account can reach by links: it answers, is sound HTML, and is accessible at both widths."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support.cannot_run import cannot_run
from tests.support.reader import TAGS as ALL_TAGS
from tests.support.reader import Reader
from tests.support.seen import is_first, seen_by, walked_by

pytestmark = pytest.mark.either

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VNU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ACCOUNTS = [
    None, "newcomer", "teacher", "contact", "lead", "head", "head2", "abroad", "abroadlead", "reviewer", "moderator", "officer", "manager",
    "manager2", "authority", "safeguarding", "admin",
]  # fmt: skip
MOST_BYTES = 100_000
VARIES = re.compile(r' (href|value|content|action|datetime|src|id|for|name|aria-describedby)="[^"]*"')
SAID, TAG = re.compile(r">[^<]*[^<\s][^<]*<"), re.compile(r"<[^>]+>w?")
NUMBERS = re.compile(r"\d+")
KNOWN: set[str] = set()  # in this process; the others' are asked for in files
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
INLINE = re.compile(r"""\s(?:style|onclick)\s*=|^<script(?!\s[^>]*\bsrc=)""", re.IGNORECASE)
HEADING, ID = re.compile(r"<h([1-6])[\s>]"), re.compile(r'\sid="([^"]*)"')
REFERS = re.compile(r'\s(?:aria-describedby|aria-labelledby|aria-controls|for)="([^"]*)"')
NAMED, NAME = re.compile(r"</?(\w+)"), re.compile(r'<\w+|\b(?:class|type|role)="[^"]*"')
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_link_that_is_shown_works(as_account: Callable[[str | None], Reader], account: str | None) -> None:
    """The reader itself fails on a GET that writes, a duplicate id, a missing h1 or title, a placeholder that shows."""
    walked = walked_by(as_account, account)
    for seen in walked:
        assert len(seen.raw) < MOST_BYTES, f"{seen.path} ({seen.kind}) weighs {len(seen.raw)} bytes"
        policy = seen.headers.get("Content-Security-Policy", "")
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        if seen.is_page:
            assert "script-src 'self'" in policy, seen.path
            assert "unsafe-inline" not in policy, seen.path
            wrong = list(faults(ALL_TAGS.findall(seen.raw.decode())))
            assert not wrong, f"{seen.path}: {wrong}"
    assert len(walked) >= 6


def faults(tags: list[str]) -> Iterator[str]:
    """What a look at the tags of a page in their order finds: asked of every page, also of those that axe need not see again."""
    yield from (f"inline style or script: {tag}" for tag in tags if INLINE.search(tag))
    levels = [int(found.group(1)) for tag in tags if (found := HEADING.match(tag))]
    yield from (f"h{after} follows h{before}" for before, after in pairwise(levels) if after > before + 1)
    ids = {name for tag in tags for name in ID.findall(tag)}
    for tag in tags:
        for named in REFERS.findall(tag):
            yield from (f"{name} is not on the page: {tag}" for name in named.split() if name not in ids)


def test_what_is_wrong_with_a_page_is_found() -> None:
    """The look at the tags sees each kind of fault, and nothing in a sound page."""
    sound = '<h1>A</h1><h2 id="b">B</h2><h3>C</h3><h2>D</h2><p aria-labelledby="b">E</p><script src="x.js"></script>'
    assert list(faults(ALL_TAGS.findall(sound))) == []
    for wrong in ("<h1>A</h1><h3>B</h3>", '<label for="b">A</label>', "<p style='x'>", '<b onclick="x">', "<script>x"):
        assert len(list(faults(ALL_TAGS.findall(wrong)))) == 1, wrong


CHECK = "async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})).violations"


def build_of(raw: bytes) -> list[str]:
    """The tags of a page with what axe looks at: their attributes, and where there are words; not the words themselves, keys, numbers and addresses."""
    return TAG.findall(NUMBERS.sub("", VARIES.sub(r" \1", KEYS.sub("", SAID.sub(">w<", raw.decode())))))


def neighbours(build: list[str]) -> set[str]:
    """Which tag comes after which."""
    return {f"after {before} comes {after}" for before, after in pairwise(build)}


def places(build: list[str]) -> set[str]:
    """Which kind of element (its class, type and role) stands in which: what a style sheet goes by."""
    found, above = set[str](), ["the page"]
    for tag in build:
        named = NAMED.match(tag)
        if named is None:
            continue
        if tag.startswith("</"):
            above = above[:-1] or ["the page"]
            continue
        kind = " ".join(NAME.findall(tag))
        found.add(f"in {above[-1]} stands {kind}")
        if named.group(1).lower() not in EMPTY and not tag.removesuffix("w").endswith("/>"):
            above.append(kind)
    return found


def is_new(what: set[str]) -> bool:
    """Is something of this new in this run, on any worker?"""
    new = what - KNOWN
    KNOWN.update(new)
    firsts = [is_first(one) for one in new]  # each is asked for, so that it is known from now on
    return any(firsts)


@pytest.mark.browser
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_accessibility_violation(
    as_account: Callable[[str | None], Reader], demonstration_site: Any, account: str | None
) -> None:
    """Nothing scrolls sideways on a phone, on a page of each kind; and axe-core finds nothing at 390 pixels, nor at 1280.

    axe looks at a page when in it somewhere a tag follows another as in no page before in this run: else it is the same page with other rows, or is built
    of what was checked. It looks at 1280 pixels too when an element stands in another as none did before: a wider window changes styles and nothing else.
    What it could find in the order of the whole page alone is looked for in every page: see `faults`.
    """
    if not AXE.is_file():
        cannot_run("accessibility checks", "axe-core is not installed (make assets)")
    axe, found = AXE.read_text(encoding="utf-8"), list[str]()
    page = demonstration_site.page(width=390)
    for seen in seen_by(as_account, account):
        if not seen.is_page:
            continue
        build = build_of(seen.raw)
        look, look_wide, is_first_of_kind = (
            is_new(neighbours(build)), is_new(places(build)), is_first(f"a page of {seen.kind}")
        )  # fmt: skip
        if not (look or look_wide or is_first_of_kind):
            continue
        demonstration_site.shown["/seen"] = seen.raw
        page.goto(demonstration_site.url + "/seen")
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            found.append(f"{seen.path} scrolls sideways at 390 pixels")
        if not (look or look_wide):
            continue
        page.evaluate(axe)
        for width in (390, 1280) if look_wide else (390,):
            page.set_viewport_size({"width": width, "height": 900})
            found += [
                f"{width} {seen.path}: {v['id']} ({v['impact']}): {v['nodes'][0]['html'][:200]} {v['nodes'][0].get('failureSummary', '')[:300]}"
                for v in page.evaluate(CHECK, TAGS)
            ]
        if look_wide:
            page.set_viewport_size({"width": 390, "height": 900})
    page.context.close()
    assert not found, "\n".join(found)


@pytest.mark.browser
def test_no_error_of_the_nu_html_checker(as_account: Callable[[str | None], Reader], tmp_path: Path) -> None:
    """One page of each kind, over all accounts, in one call of the checker."""
    if not VNU.is_file():
        cannot_run("the HTML checker", "vnu-jar is not installed (make assets)")
    written: dict[str, str] = {}
    for account in ACCOUNTS:
        for seen in seen_by(as_account, account):
            if seen.is_page and seen.kind not in written:
                written[seen.kind] = seen.path
                (tmp_path / f"{len(written):03d}.html").write_bytes(seen.raw)
    try:
        command = ["java", "-jar", str(VNU), "--format", "json", "--errors-only", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    except FileNotFoundError:
        cannot_run("the HTML checker", "Java is not installed")
    messages = json.loads(done.stderr)["messages"]
    names = list(written)
    told = [f"{names[int(Path(m['url']).stem) - 1]}: {m['message']} {m.get('extract', '')[:120]}" for m in messages]
    assert not told, "\n".join(told)
    assert len(written) > 20
