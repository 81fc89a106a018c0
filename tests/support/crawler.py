"""Walks every link that a person is shown, one page for each kind of page."""

from collections import deque
from collections.abc import Iterator
from contextlib import nullcontext
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.support import statements
from tests.support.reader import Reader

NOT_FOLLOWED = ("/assets/", "/sign-out", "/calendar/feed/")
MOST_PAGES = 400
EACH_KIND = 3


def kind_of(app: Flask, path: str) -> str:
    """The endpoint of a path, with the part of its query that changes what is shown."""
    parts = urlsplit(path)
    try:
        endpoint, _arguments = app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        return parts.path
    view = [p for p in parts.query.split("&") if p.startswith(("view=", "show="))]
    return "?".join([str(endpoint), *view])


def walk(reader: Reader, start: str = "/", *, each_kind: int = EACH_KIND) -> Iterator[tuple[str, str]]:
    """Open page after page; yields (kind, path) with the reader at that page. A link that is shown must work."""
    waiting, seen, kinds = deque([(start, "the start")]), {start}, dict[str, int]()
    while waiting and len(seen) < MOST_PAGES * 4:
        path, came_from = waiting.popleft()
        kind = kind_of(reader.app, path)
        if kinds.get(kind, 0) >= each_kind or sum(kinds.values()) >= MOST_PAGES:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        with statements.apart() if kinds[kind] > 1 else nullcontext():  # PostgreSQL is walked for one of each kind
            reader.get(path, expect=None)
        assert reader.status == 200, f"{path}, linked from {came_from}, answered {reader.status}"
        yield kind, path
        for href, _words in reader.links:
            there = urlsplit(urljoin(reader.path, href))
            target = there.path + ("?" + there.query if there.query else "")
            ours = (
                there.scheme in ("", "http", "https")
                and there.netloc in ("", "localhost")
                and not href.startswith(("mailto", "webcal"))
            )
            if ours and target not in seen and not target.startswith(NOT_FOLLOWED):
                seen.add(target)
                waiting.append((target, path))
