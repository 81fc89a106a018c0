"""Do the links that somebody is shown open for them? Asked of the policy, as the guard of each page asks it, without making the pages."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from portal.core.errors import NotFound
from portal.policy import SignedIn, allows
from portal.web.login import people

WINGS = ("portal.applying", "portal.oversight")


def shut(app: Flask, person_id: Any, links: Iterable[tuple[str, str]]) -> list[str]:
    """Those of these links to pages about applications, rounds and awards that answer this person with 403 or 404."""
    with app.test_request_context():
        person = people.by_id(person_id)
        assert person is not None
        paths = sorted({urlsplit(href).path for href, _words in links if href.startswith("/")})
        return [path for path in paths if not _opens(app, person, path)]


def _opens(app: Flask, person: SignedIn, path: str) -> bool:
    try:
        endpoint, arguments = app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return False
    view: Any = app.view_functions[str(endpoint)]
    if getattr(view, "access", "public") == "public" or not view.__module__.startswith(WINGS):
        return True
    try:
        subject = view.subject_by(**arguments) if view.subject_by is not None else None
    except NotFound:
        return False
    return any(allows(person, asked, subject) for asked in (view.access, view.read_by) if asked is not None)
