"""The demonstration world, loaded once for each worker, and a real browser that looks at it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from config import load
from portal import create_app
from portal.core import storage
from portal.core.clock import clock as the_clock
from tests.conftest import START
from tests.support import browser as browsers
from tests.support import databases, shared
from tests.support.cannot_run import cannot_run
from tests.support.reader import Reader
from tests.support.sessions import begin_session


class KeepsFiles(storage.LocalStorage):
    """Deletes nothing: the database may be laid back to when the file was there."""

    def delete(self, key: str) -> None:
        pass


@pytest.fixture(scope="session")
def demonstration_app(the_app: Flask, pytestconfig: pytest.Config, folder: Path) -> Flask:
    """A portal with the demonstration world, in a database of its own. Tests only look at it, or tidy up after themselves."""
    settings = {
        "PORTAL_ENV": "testing",
        "DATABASE_URL": databases.url_for(pytestconfig, folder, "demonstration"),
        "PORTAL_INSTANCE_FOLDER": str(folder / "demonstration"),
        "PORTAL_FILES_FOLDER": str(shared.home() / "demonstration-files"),
        "PORTAL_DEMO": "on",
    }
    made = create_app(load(settings, env_file=None))
    made.extensions["its_files"] = KeepsFiles(made.config["SETTINGS"].files_folder)
    storage.use(made.extensions["its_files"])
    shared.make_quick(made)
    the_clock.hold(START)
    databases.lay_with(made, load_the_demonstration, once_for_all=True)
    return made


def load_the_demonstration(app: Flask) -> None:
    """The demonstration world, as `make run` loads it."""
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"


@pytest.fixture
def breakable(demonstration_app: Flask) -> Iterator[Flask]:
    """The demonstration, laid new afterwards."""
    yield demonstration_app
    databases.lay_with(demonstration_app, load_the_demonstration, once_for_all=True)


@pytest.fixture
def as_account(demonstration_app: Flask) -> Callable[[str | None], Reader]:
    """A reader signed in with a demonstration account: `as_account("lead")`; None for a visitor."""

    storage.use(demonstration_app.extensions["its_files"])

    def made(account: str | None) -> Reader:
        return Reader(demonstration_app, account_of(demonstration_app, account) if account else None)

    return made


def account_of(app: Flask, account: str) -> Any:
    """The person of a demonstration account."""
    from portal.core.database import session
    from portal.identity.accounts.queries import person_by_email

    with app.app_context():
        person = person_by_email(f"{account}@demo.example")
        session().commit()
    assert person is not None, f"no demonstration account {account}"
    return person


class Site:
    """A portal served on loopback, and browsers that look at it."""

    def __init__(self, app: Flask, chromium: Any) -> None:
        self.app, self.chromium = app, chromium
        self.shown: dict[str, bytes] = {}  # pages as they once came, by their addresses here
        self.server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _answer(self, environ: Any, start: Any) -> Any:
        raw = self.shown.get(environ["PATH_INFO"])
        if raw is None:
            return self.app(environ, start)
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])
        return [raw]

    def page(self, person: Any = None, *, width: int = 1280, javascript: bool = True) -> Any:
        """A page in a browser of its own, signed in as `person`."""
        context = self.chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
        if person is not None:
            context.add_cookies([{"name": "portal_session", "value": begin_session(self.app, person), "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for this worker."""
    found = browsers.find()
    if found.path is None:
        cannot_run("browser journeys", found.reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = browsers.launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def demonstration_site(demonstration_app: Flask, chromium: Any) -> Iterator[Site]:
    """The demonstration, served."""
    site = Site(demonstration_app, chromium)
    yield site
    site.server.shutdown()


@pytest.fixture
def site(app: Flask, chromium: Any) -> Iterator[Site]:
    """The empty portal (with whatever the test puts in), served."""
    made = Site(app, chromium)
    yield made
    made.server.shutdown()
