"""The links below a list keep what was chosen for it: on every list, because every list uses the component."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from portal.web.paging import LONGEST, list_link

pytestmark = pytest.mark.either
TEMPLATES = Path(__file__).parents[2] / "portal" / "templates"


def test_filters_go_along_whether_the_list_names_them_or_not(the_app: Flask) -> None:
    with the_app.test_request_context("/caseload?show=mine&region=North%20%26%20East&after=x1&letters=y2"):
        assert list_link("/caseload") == "/caseload?show=mine&region=North+%26+East&letters=y2"
        assert parse_qs(urlsplit(list_link("/caseload?show=all", value="z3")).query) == {
            "show": ["all"], "region": ["North & East"], "letters": ["y2"], "after": ["z3"],
        }  # fmt: skip
        assert list_link("/caseload?show=", "letters") == "/caseload?region=North+%26+East&after=x1", (
            "what the list says counts"
        )
        assert list_link("/elsewhere?a=1") == "/elsewhere?a=1", "another page is another list"
    with the_app.test_request_context(f"/caseload?show={'x' * (LONGEST + 1)}&q=%22%3E%3Cb%3E"):
        assert list_link("/caseload") == "/caseload?q=%22%3E%3Cb%3E"
    with the_app.test_request_context("/caseload?show=mine", method="POST"):
        assert list_link("/caseload", value="z") == "/caseload?after=z"


def test_every_list_uses_the_component_and_both_its_links_keep_the_filters(the_app: Flask) -> None:
    """No template writes such a link itself; and the component keeps a filter that the template of the page may never have heard of."""
    found = 0
    for file in sorted(TEMPLATES.rglob("*.html")):
        source = file.read_text(encoding="utf-8")
        if file.name == "page.html" and file.parent.name == "components":
            continue
        assert not re.search(r"[?&]after=", source), f"{file}: use p.pages"
        found += source.count("p.pages(")
    assert found > 60
    page = type("Page", (), {"next": "m2", "first": False})()
    with the_app.test_request_context("/caseload?show=mine&after=m1"):
        shown = the_app.jinja_env.from_string(
            '{% import "components/page.html" as p %}{{ p.pages(page, "/caseload") }}'
        ).render(page=page)
    assert re.findall(r'href="([^"]+)"', shown) == ["/caseload?show=mine", "/caseload?show=mine&amp;after=m2"]
