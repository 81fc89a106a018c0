"""The demonstration world, loaded once for each worker, and a real browser that looks at it."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from config import load
from portal import create_app
from portal.core.clock import clock as the_clock
from tests.conftest import START
from tests.support import browser as browsers
from tests.support import databases
from tests.support.cannot_run import cannot_run
from tests.support.copies import Copy
from tests.support.reader import Reader
from tests.support.sessions import begin_session


@pytest.fixture(scope="session")
def demonstration_app(the_app: Flask) -> Iterator[Flask]:
    """A portal with the demonstration world, on an SQLite of its own. Tests only look at it, or tidy up after themselves."""
    folder = Path(tempfile.mkdtemp(prefix="portal-demonstration-"))
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    databases.migrate(url)
    settings = {
        "PORTAL_ENV": "testing",
        "DATABASE_URL": url,
        "PORTAL_INSTANCE_FOLDER": str(folder),
        "PORTAL_DEMO": "on",
    }
    made = create_app(load(settings, env_file=None))
    the_clock.hold(START)
    result = made.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"
    yield made
    databases.release(made)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def breakable(demonstration_app: Flask) -> Iterator[Flask]:
    """The demonstration, laid back afterwards."""
    copy = Copy(demonstration_app)
    yield demonstration_app
    copy.lay_back()
    copy.held.close()


@pytest.fixture
def as_account(demonstration_app: Flask) -> Callable[[str | None], Reader]:
    """A reader signed in with a demonstration account: `as_account("lead")`; None for a visitor."""

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
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

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
