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

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VNU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ACCOUNTS = [
    None, "newcomer", "teacher", "contact", "lead", "head", "head2", "abroad", "abroadlead", "reviewer", "moderator", "officer", "manager",
    "manager2", "authority", "safeguarding", "admin",
]  # fmt: skip
# Walked on PostgreSQL too, whose answers go by the rows that are there: the demonstration has many of each kind, where a room's test has one.
ON_BOTH = {"teacher", "lead", "head", "abroadlead", "reviewer", "manager", "admin"}
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


@pytest.mark.parametrize(
    "account",
    [pytest.param(one, marks=pytest.mark.both if one in ON_BOTH else pytest.mark.either) for one in ACCOUNTS],
)
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


@pytest.mark.either
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


# A page put in the place of the one that is shown: style sheets and axe-core are there already, which takes a quarter of the work of loading it.
SHOW = """raw => {
  const next = new DOMParser().parseFromString(raw, "text/html"), root = document.documentElement;
  for (const sort of next.querySelectorAll("script")) sort.remove();
  for (const old of [...root.attributes]) root.removeAttribute(old.name);
  for (const one of next.documentElement.attributes) root.setAttribute(one.name, one.value);
  document.title = next.title;
  document.body.replaceWith(document.adoptNode(next.body));
  window.scrollTo(0, 0);
}"""
HOOKS = re.compile(rb"""\sdata-[a-z-]+(?:="(?<=data-module=")[^"]*)?|<script\b[^>]*>|class="app-copy""")
STYLES = re.compile(rb"<link\b[^>]*stylesheet[^>]*>")


class Look:
    """A browser at which one page after another is shown, loaded or put in the last one's place."""

    def __init__(self, site: Any) -> None:
        self.site, self.page = site, site.page(width=390)
        self.axe, self.styles = AXE.read_text(encoding="utf-8"), list[bytes]()
        self.found: list[str] = []

    def show(self, raw: bytes, *, load: bool) -> None:
        """Loaded with its scripts where asked for, or where its style sheets are others than those that are there."""
        if load or STYLES.findall(raw) != self.styles:
            self.site.shown["/seen"], self.styles = raw, STYLES.findall(raw)
            self.page.goto(self.site.url + "/seen")
            self.page.evaluate(self.axe)
        else:
            self.page.evaluate(SHOW, raw.decode())

    def check(self, path: str, *, wide: bool) -> None:
        if self.page.evaluate("document.documentElement.scrollWidth") > 390:
            self.found.append(f"{path} scrolls sideways at 390 pixels")
        for width in (390, 1280) if wide else (390,):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.found += [
                f"{width} {path}: {v['id']} ({v['impact']}): {v['nodes'][0]['html'][:200]} {v['nodes'][0].get('failureSummary', '')[:300]}"
                for v in self.page.evaluate(CHECK, TAGS)
            ]
        if wide:
            self.page.set_viewport_size({"width": 390, "height": 900})


@pytest.mark.browser
@pytest.mark.either
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_accessibility_violation(
    as_account: Callable[[str | None], Reader], demonstration_site: Any, account: str | None
) -> None:
    """On the first page of each kind axe-core finds nothing at 390 pixels, and nothing scrolls sideways.

    axe looks at another page of the kind too when in it somewhere a tag follows another as in no page before in this run, and at 1280 pixels when an element
    stands in another as none did before: a wider window changes styles and nothing else. What a script takes hold of there for the first time is loaded with
    its scripts. What axe could find in the order of the whole page alone is looked for in every page: see `faults`.
    """
    if not AXE.is_file():
        cannot_run("accessibility checks", "axe-core is not installed (make assets)")
    look = Look(demonstration_site)
    for seen in walked_by(as_account, account):
        if not seen.is_page:
            continue
        build = build_of(seen.raw)
        new, wide = is_new(neighbours(build)), is_new(places(build))
        alive = is_new({f"a script for {hook!r}" for hook in HOOKS.findall(seen.raw)})
        if is_first(f"a page of {seen.kind}") or new or wide or alive:
            look.show(seen.raw, load=alive)
            look.check(seen.path, wide=wide)
    look.page.context.close()
    assert not look.found, "\n".join(look.found)


WRONG = {
    "": b"",
    "color-contrast": b'<p style="background:#fff"><span style="color:#ccc">Hardly to be read</span></p>',
    "image-alt": b'<img src="/assets/x.png">',
    "link-name": b'<a href="/"></a>',
    "scrolls sideways": b'<p style="width:500px">Wide</p>',
}


@pytest.mark.browser
@pytest.mark.either
@pytest.mark.parametrize("load", [True, False])
def test_what_axe_finds_is_found_in_a_page_that_is_put_in_place_of_another(
    as_account: Callable[[str | None], Reader], demonstration_site: Any, load: bool
) -> None:
    look, raw = Look(demonstration_site), as_account(None).get("/sign-in").raw
    look.show(raw, load=True)
    for wrong, mark in WRONG.items():
        look.found = []
        look.show(raw.replace(b"<h1", mark + b"<h1", 1), load=load)
        look.check("/sign-in", wide=False)
        assert len(look.found) == (1 if wrong else 0), look.found
        assert wrong in "".join(look.found)
    look.found = []
    look.show(re.sub(rb' lang="[^"]*"', b"", raw, count=1), load=load)
    look.check("/sign-in", wide=False)
    assert "html-has-lang" in "".join(look.found)


@pytest.mark.browser
@pytest.mark.either
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
