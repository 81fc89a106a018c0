"""What goes over the line: pages are squeezed, without their length telling what is on them; a first visit and later pages stay light."""

import gzip
from pathlib import Path
from typing import Any

from flask import Flask

from portal.web.assets import DIST
from portal.web.squeeze import squeezed

FIRST_VISIT, LATER, HTML = 150_000, 20_000, 60_000


def test_a_page_is_squeezed_for_browsers_that_take_it(app: Flask) -> None:
    client = app.test_client()
    plain = client.get("/sign-in")
    small = client.get("/sign-in", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
    assert b"</html>" in gzip.decompress(small.data)
    refused = client.get("/sign-in", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_the_same_page_has_many_lengths() -> None:
    page = b"<p>The same words.</p>" * 200
    sizes = {len(squeezed(page)) for _ in range(200)}
    assert len(sizes) > 50
    assert max(sizes) - min(sizes) <= 100
    assert all(gzip.decompress(squeezed(page)) == page for _ in range(20))


def test_what_is_no_page_stays_as_it_is(app: Flask) -> None:
    answer = app.test_client().get("/health", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers or answer.mimetype == "text/html"


def _on_the_wire(name: str) -> int:
    """What a browser gets of a built file: the smallest form."""
    return min(path.stat().st_size for path in (DIST / name, DIST / f"{name}.br") if path.exists())


def test_a_first_visit_and_later_pages_are_light(app: Flask, cast: Any, reader_for: Any) -> None:
    names = [path.name for path in Path(DIST).iterdir()]
    built = [n for n in names if n.endswith((".css", ".js", ".woff2")) and "rtl" not in n and "latin-ext" not in n]
    first = app.test_client().get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert sum(_on_the_wire(name) for name in built) + len(first.data) < FIRST_VISIT
    for path in ("/what-needs-me", f"/clusters/{cast.river}", f"/clusters/{cast.river}/board", "/drafts"):
        page = reader_for(cast.teacher).get(path).raw
        assert len(page) < HTML, path
        assert len(squeezed(page)) < LATER, path
