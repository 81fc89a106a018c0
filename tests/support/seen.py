"""What the accounts of the demonstration come to, walked once in a run for all the tests that go through it; and what one of them has tried already."""

import hashlib
import os
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bs4 import Tag

from tests.support import shared
from tests.support.crawler import EACH_KIND, walk
from tests.support.reader import Reader, forms_in

TOKEN = re.compile(rb'(<input[^>]*name="csrf_token"[^>]*value=")[^"]*')


@dataclass(frozen=True)
class Seen:
    """Something that an account came to: where it is, what it holds, and the headers that it came with."""

    kind: str
    path: str
    raw: bytes
    headers: dict[str, str]

    @property
    def is_page(self) -> bool:
        return self.headers["Content-Type"].startswith("text/html")

    @property
    def forms(self) -> list[Tag]:
        return forms_in(self.raw.decode())

    def with_token(self, token: str) -> "Seen":
        """The same as another session of the account would be shown it: its forms can be sent."""
        return replace(self, raw=TOKEN.sub(rb"\g<1>" + token.encode(), self.raw))


def seen_by(as_account: Callable[[str | None], Reader], account: str | None) -> list[Seen]:
    """The first of each kind that this account comes to."""
    firsts: dict[str, Seen] = {}
    for seen in walked_by(as_account, account):
        firsts.setdefault(seen.kind, seen)
    return list(firsts.values())


def walked_by(as_account: Callable[[str | None], Reader], account: str | None) -> list[Seen]:
    """All that this account comes to by links: on SQLite, where all workers have the same world and one walks for all, some of each kind; else one."""
    reader = as_account(account)
    on_sqlite = reader.app.config["SETTINGS"].database_url.startswith("sqlite")
    worker = "" if on_sqlite else os.environ.get("PYTEST_XDIST_WORKER", "")

    def walk_once(folder: Path) -> None:
        seen = [
            Seen(kind, path, reader.raw, dict(reader.headers))
            for kind, path in walk(reader, each_kind=EACH_KIND if on_sqlite else 1)
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
