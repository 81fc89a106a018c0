"""Addresses that no link has: odd queries on every page, ids of others, ids of nothing. Never a surprise."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask

from tests.support.crawler import kind_of, walk
from tests.support.reader import Reader

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
Readers = Callable[[str | None], Reader]


@pytest.mark.parametrize("account", [None, "lead", "manager"])
def test_no_query_is_a_surprise(demonstration_app: Flask, as_account: Readers, account: str | None) -> None:
    reader = as_account(account)
    paths = [urlsplit(path).path for _kind, path in walk(reader, each_kind=1)]
    assert {"month", "after", "q"} <= set(NAMES)
    wrong = []
    for path in dict.fromkeys(paths):
        for odd in ODD:
            for query in ("&".join(f"{name}={odd}" for name in NAMES),):
                answer = reader.client.get(f"{path}?{query[:60_000]}")
                if answer.status_code >= 500 or b"<script>alert(1)" in answer.data:
                    wrong.append(f"{path} with {odd[:40]!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_one_odd_name_at_a_time(demonstration_app: Flask, as_account: Readers) -> None:
    """One bad value among good ones can reach further than many at once."""
    reader, wrong = as_account("lead"), []
    for path in dict.fromkeys(urlsplit(path).path for _kind, path in walk(reader, each_kind=1)):
        for name in NAMES:
            for odd in ("garbage", "9999-99", "WyIyMDI3LTAzLTAyIiwgIngiXQ==", "%00%ED%A0%80"):
                answer = reader.client.get(f"{path}?{name}={odd}")
                if answer.status_code >= 500:
                    wrong.append(f"{path}?{name}={odd}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("owner", "stranger"), [("lead", "newcomer"), ("manager", "teacher"), ("reviewer", "lead")])
def test_what_is_another_persons_looks_as_if_it_were_not_there(
    demonstration_app: Flask, as_account: Readers, owner: str, stranger: str
) -> None:
    """Every page with an id that one account reaches, asked for by a stranger: 404 or 403, or a page that is shown to both. No id in it: no matter."""
    mine, theirs = as_account(owner), as_account(stranger)
    reached = {kind_of(demonstration_app, path) for _kind, path in walk(theirs, each_kind=1)}
    for kind, path in list(walk(mine, each_kind=1)):
        if not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", path) or kind in reached:
            continue
        theirs.get(path, expect=None, follow=False)
        assert theirs.status in (403, 404), f"{path} ({kind}) shown to {stranger}: {theirs.status}"
        missing = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "01890000-0000-7000-8000-000000000000", path)
        theirs.get(missing, expect=None, follow=False)
        assert theirs.status in (403, 404), f"{missing} ({kind}): {theirs.status}"
