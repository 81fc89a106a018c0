"""Every page that a demonstration account can reach by links: it answers, is sound HTML, and is accessible at both widths."""

import json
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import account_of
from tests.support.cannot_run import cannot_run
from tests.support.crawler import walk
from tests.support.reader import Reader
from tests.support.seen import is_first, seen_by

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
KNOWN: set[tuple[str, str]] = set()  # in this process; the others' are asked for in files
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_link_that_is_shown_works(as_account: Callable[[str | None], Reader], account: str | None) -> None:
    """The reader itself fails on a GET that writes, a duplicate id, a missing h1 or title, a placeholder that shows."""
    reader = as_account(account)
    walked = 0
    for kind, path in walk(reader):
        assert len(reader.raw) < MOST_BYTES, f"{path} ({kind}) weighs {len(reader.raw)} bytes"
        policy = reader.headers.get("Content-Security-Policy", "")
        assert reader.headers["X-Content-Type-Options"] == "nosniff"
        if reader.headers["Content-Type"].startswith("text/html"):
            assert "script-src 'self'" in policy, path
            assert "unsafe-inline" not in policy, path
            assert not reader.page.select("[style], [onclick], script:not([src])"), f"{path}: inline style or script"
        walked += 1
    assert walked >= 6


CHECK = "async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})).violations"


def is_new(raw: bytes, kind: str) -> bool:
    """Is this the first page of its kind in this run, or one in which somewhere a tag follows another as in none before?

    axe looks at tags, their attributes, and where there are words; the words themselves, keys and addresses do not matter to it. So a page in which
    nothing follows anything else in a new way is one that it has seen: the same page with other rows, or of another account.
    """
    page = NUMBERS.sub("", VARIES.sub(r" \1", KEYS.sub("", SAID.sub(">w<", raw.decode()))))
    tags = TAG.findall(page)
    new = set(pairwise(tags)) - KNOWN
    KNOWN.update(new)
    firsts = [is_first(f"a page of {kind}"), *(is_first(f"after {before} comes {after}") for before, after in new)]
    return any(firsts)


@pytest.mark.browser
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_accessibility_violation(
    as_account: Callable[[str | None], Reader], demonstration_site: Any, account: str | None
) -> None:
    """axe-core on pages of each kind, at 390 pixels and the first of them at 1280 too; and nothing scrolls sideways on a phone.

    A page that is built of nothing but what was checked in this run is not checked again.
    """
    if not AXE.is_file():
        cannot_run("accessibility checks", "axe-core is not installed (make assets)")
    seen = [one for one in seen_by(as_account, account) if one.is_page and is_new(one.raw, one.kind)]
    person = account_of(demonstration_site.app, account) if account else None
    axe, found = AXE.read_text(encoding="utf-8"), list[str]()
    page = demonstration_site.page(person, width=390)
    for one in seen:
        answer = page.goto(demonstration_site.url + one.path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            found.append(f"{one.path} scrolls sideways at 390 pixels")
        page.evaluate(axe)
        for width in (390, 1280) if is_first(f"wide {one.kind}") else (390,):
            page.set_viewport_size({"width": width, "height": 900})
            found += [
                f"{width} {one.path}: {v['id']} ({v['impact']}): {v['nodes'][0]['html'][:200]} {v['nodes'][0].get('failureSummary', '')[:300]}"
                for v in page.evaluate(CHECK, TAGS)
            ]
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
