"""What the accounts of the demonstration come to, walked once in a run for all the tests that go through it; and what one of them has tried already."""

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bs4 import Tag

from tests.support import shared
from tests.support.crawler import EACH_KIND, walk
from tests.support.reader import Reader, forms_in


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


def seen_by(as_account: Callable[[str | None], Reader], account: str | None) -> list[Seen]:
    """The first of each kind that this account comes to."""
    firsts: dict[str, Seen] = {}
    for seen in walked_by(as_account, account):
        firsts.setdefault(seen.kind, seen)
    return list(firsts.values())


def walked_by(as_account: Callable[[str | None], Reader], account: str | None) -> list[Seen]:
    """All that this account comes to by links: some of each kind, on PostgreSQL one. All workers have the same world, so one walks for all."""
    reader = as_account(account)
    on_sqlite = reader.app.config["SETTINGS"].database_url.startswith("sqlite")

    def walk_once(folder: Path) -> None:
        seen = [
            Seen(kind, path, reader.raw, dict(reader.headers))
            for kind, path in walk(reader, each_kind=EACH_KIND if on_sqlite else 1)
        ]
        (folder / "seen").write_bytes(pickle.dumps(seen))

    kept = shared.once(f"seen-by-{account}", walk_once) / "seen"
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
