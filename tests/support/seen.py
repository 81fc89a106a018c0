"""What the accounts of the demonstration come to, walked once in a run for all the tests that go through it; and what one of them has tried already."""

import hashlib
import os
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bs4 import BeautifulSoup

from tests.support import shared
from tests.support.crawler import walk
from tests.support.reader import Reader

TOKEN = re.compile(rb'(<input[^>]*name="csrf_token"[^>]*value=")[^"]*')


@dataclass(frozen=True)
class Seen:
    """The first thing of its kind that an account came to: where it is, and what it holds."""

    kind: str
    path: str
    raw: bytes
    is_page: bool

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.raw, "html.parser")

    def with_token(self, token: str) -> "Seen":
        """The same as another session of the account would be shown it: its forms can be sent."""
        return replace(self, raw=TOKEN.sub(rb"\g<1>" + token.encode(), self.raw))


def seen_by(as_account: Callable[[str | None], Reader], account: str | None) -> list[Seen]:
    """One of each kind that this account comes to. On SQLite all workers have the same world, and one walks for all."""
    reader = as_account(account)
    settings = reader.app.config["SETTINGS"]
    worker = "" if settings.database_url.startswith("sqlite") else os.environ.get("PYTEST_XDIST_WORKER", "")

    def walk_once(folder: Path) -> None:
        seen = [
            Seen(kind, path, reader.raw, reader.headers["Content-Type"].startswith("text/html"))
            for kind, path in walk(reader, each_kind=1)
        ]
        (folder / "seen").write_bytes(pickle.dumps(seen))

    kept = shared.once(f"seen-by-{account}{worker}", walk_once) / "seen"
    found: list[Seen] = pickle.loads(kept.read_bytes())  # noqa: S301 - written above
    return found


def is_first(what: str) -> bool:
    """Is this the first time in the run, on any worker, that a test asks this?"""
    folder = shared.home() / "asked"
    folder.mkdir(exist_ok=True)
    try:
        (folder / hashlib.sha256(what.encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
