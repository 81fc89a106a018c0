"""Addresses that no link has: odd queries on every page, ids of others, ids of nothing. Never a surprise."""

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask

from tests.support.crawler import kind_of
from tests.support.reader import Reader
from tests.support.seen import is_first, seen_by

PORTAL = Path(__file__).parents[2] / "portal"
NAMES = sorted(
    {
        name
        for file in PORTAL.rglob("*.py")
        for name in re.findall(r"request\.(?:args|values)\.get\(\s*\"(\w+)\"", file.read_text(encoding="utf-8"))
    }
)
ODD = (
    "",
    "garbage",
    "9999-99",
    "0000-00",
    "-1",
    "1e400",
    "9" * 30,
    "٣",
    "01890000-0000-7000-8000-000000000000",
    "W10=",
    "WzFd",
    "WyIyMDI3LTAzLTAyIiwgIngiXQ==",
    "%00",
    "%ED%A0%80",
    quote("\"'><script>alert(1)</script>%' OR 1=1 --"),
    'AND OR NOT ( * " NEAR',
    "A" * 10_000,
)

# what a database may be surprised by, which the query itself has no quarrel with
FOR_DATABASES = (ODD[8], "%00", "%ED%A0%80", "1e400", "9" * 30, 'AND OR NOT ( * " NEAR', "A" * 10_000)


def mark(*values: tuple[str, str]) -> str:
    """A mark of a page as no page writes it."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


UUID = ("UUID", "01890000-0000-7000-8000-000000000000")
MARKS = (
    mark(("str", "x"), UUID),
    mark(("str", "x"), ("str", "y")),
    mark(("str", "x\x00"), UUID),
    mark(("str", "\ud800"), UUID),
    mark(("int", "9" * 30), UUID),
    mark(("int", "1"), ("int", "9" * 30)),
    mark(("datetime", "0001-01-01T00:00:00+14:00"), UUID),
    mark(("datetime", "9999-12-31T23:59:59-14:00"), UUID),
    mark(("str", "x"), ("str", "y"), ("str", "z")),
    base64.urlsafe_b64encode(b"[" * 700).decode(),
)
Readers = Callable[[str | None], Reader]


def new_to(test: str, as_account: Readers, account: str | None) -> list[str]:
    """The addresses, without their queries, of the kinds of page that no other account has tried in this test."""
    seen = [one for one in seen_by(as_account, account) if is_first(f"{test} {one.kind.partition('?')[0]}")]
    return list(dict.fromkeys(urlsplit(one.path).path for one in seen))


def some(values: tuple[str, ...], path: str, most: int) -> list[str]:
    """So many of these values for this page, others for the next: over all the pages each of them is tried many times."""
    first = hashlib.sha256(path.encode()).digest()[0] % len(values)
    return [values[(first + 5 * step) % len(values)] for step in range(most)]


@pytest.mark.parametrize("account", [None, "lead", "manager"])
def test_no_query_is_a_surprise(demonstration_app: Flask, as_account: Readers, account: str | None) -> None:
    reader = as_account(account)
    paths = new_to("query", as_account, account)
    on_sqlite = demonstration_app.config["SETTINGS"].database_url.startswith("sqlite")
    odds, most = (ODD, 6) if on_sqlite else (FOR_DATABASES, 3)
    assert {"month", "after", "q"} <= set(NAMES)
    wrong = []
    for path in paths:
        for odd in some(odds, path, most):
            query = "&".join(f"{name}={odd}" for name in NAMES)
            answer = reader.client.get(f"{path}?{query[:60_000]}")
            if answer.status_code >= 500 or b"<script>alert(1)" in answer.data:
                wrong.append(f"{path} with {odd[:40]!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("account", ["lead", "manager", "admin"])
def test_no_mark_of_a_page_is_a_surprise(demonstration_app: Flask, as_account: Readers, account: str) -> None:
    reader, wrong = as_account(account), []
    for path in new_to("mark", as_account, account):
        for odd in some(MARKS, path, 3):
            answer = reader.client.get(f"{path}?after={odd}&before={odd}")
            if answer.status_code >= 500:
                wrong.append(f"{path}?after={odd}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_no_number_in_an_address_is_a_surprise(demonstration_app: Flask, as_account: Readers) -> None:
    reader = as_account("lead")
    numbered = [seen.path for seen in seen_by(as_account, "lead") if re.search(r"/\d{1,4}(?=/|$)", seen.path)]
    assert numbered
    for path in numbered:
        for odd in ("0", "9999", "9" * 30):
            reader.get(re.sub(r"/\d{1,4}(?=/|$)", f"/{odd}", path), expect=404)


# Anyone may report anything; of what they may not see the page says nothing.
OPEN_TO_ALL = {"report.thing"}
# Known to everyone: the dates of an authority's school year, and the page of a cluster that wants one.
SHOWN_TO_ALL = {"terms.show_authority", "publishing.show"}


@pytest.mark.parametrize(("owner", "stranger"), [("lead", "newcomer"), ("manager", "teacher"), ("reviewer", "lead")])
def test_what_is_another_persons_looks_as_if_it_were_not_there(
    demonstration_app: Flask, as_account: Readers, owner: str, stranger: str
) -> None:
    """Every page with an id that one account reaches, asked for by a stranger: 404 or 403, or a page that is shown to both. No id in it: no matter."""
    theirs = as_account(stranger)
    reached = {kind_of(demonstration_app, seen.path) for seen in seen_by(as_account, stranger)}
    for kind, path in ((seen.kind, seen.path) for seen in seen_by(as_account, owner)):
        if not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", path) or kind in reached | SHOWN_TO_ALL:
            continue
        theirs.get(path, expect=None, follow=False)
        if kind in OPEN_TO_ALL:
            shown, at_mine = theirs.text, re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
            assert theirs.get(at_mine.sub(str(uuid.uuid4()), path)).text == shown, (
                f"{path} ({kind}) says more than nothing"
            )
            continue
        assert theirs.status in (403, 404), f"{path} ({kind}) shown to {stranger}: {theirs.status}"
        missing = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "01890000-0000-7000-8000-000000000000", path)
        theirs.get(missing, expect=None, follow=False)
        assert theirs.status in (403, 404), f"{missing} ({kind}): {theirs.status}"
