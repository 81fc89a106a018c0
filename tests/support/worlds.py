"""Worlds that many tests begin with: what a helper puts into the database of the cast is made once in a run, and laid back after that.

On SQLite alone: there a world is a copied file. On PostgreSQL every test makes its world itself, statement by statement, as if nothing stood here.
"""

import functools
import hashlib
import os
import pickle
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app

from portal.core import storage
from portal.core.clock import clock as the_clock
from portal.core.database import session
from tests.support import databases, shared
from tests.support.cast import Cast

Made = TypeVar("Made")
ALONE: list[bool] = [
    False
]  # is the test one that changes the portal under the helpers (`monkeypatch`)? It makes its own world
PLAIN = (str, int, float, bool, type(None), datetime, Enum)
NAME = re.compile(r"\W+")


def world(make: Callable[..., Made]) -> Callable[..., Made]:
    """A helper whose world is kept. It stands on the cast and on what it is given alone, and gives keys or other plain values, no records.

    Laid back is what the first call put there, with its files and the moment at which the clock stood afterwards, wherever nothing has been written since
    the cast was laid and nothing was read that is still held. Everywhere else the helper runs.
    """

    @functools.wraps(make)
    def made(*given: Any, **named: Any) -> Made:
        app = next((one for one in given if isinstance(one, Flask)), None) or current_app._get_current_object()
        name = name_of(make, given, named)
        if name is None or not begins_with_the_cast(app):
            return make(*given, **named)
        let_go()

        def keep(folder: Path) -> None:
            before = files_there()
            result = make(*given, **named)
            let_go()
            (folder / "given").write_bytes(pickle.dumps((result, the_clock.held)))
            for key in files_there() - before:
                (folder / "files" / key).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root() / key, folder / "files" / key)
            databases.keep(app, folder / "portal.sqlite")

        kept = shared.once(name, keep)
        databases.lay_back(app, kept / "portal.sqlite")
        if (kept / "files").exists():
            shutil.copytree(kept / "files", root(), dirs_exist_ok=True)
        result, instant = pickle.loads((kept / "given").read_bytes())  # noqa: S301 - written above
        the_clock.hold(instant)
        return result

    return made


def name_of(make: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> str | None:
    """One name for each helper, what it is given and the moment; None where something is given that cannot be told from another."""
    said = []
    for word, value in [*enumerate(given), *sorted(named.items())]:
        if isinstance(value, Flask | Cast) or value is the_clock:
            continue
        parts = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(part, PLAIN) for part in parts):
            return None
        said.append(f"{word}={value!r}")
    whole = f"{make.__module__}.{make.__qualname__} at {the_clock.held}: {said}"
    return f"world-{NAME.sub('-', make.__qualname__)}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def begins_with_the_cast(app: Flask) -> bool:
    """Is the cast all that is in the database, and is nothing of it held?"""
    if ALONE[0] or not databases.is_as_laid(app, "make_cast") or the_clock.held is None:
        return False
    if not current_app:
        return True
    held = session()
    return not (held.identity_map or held.new or held.dirty or held.deleted)


def let_go() -> None:
    """End what is read here, so that the database can be laid."""
    if current_app:
        session().close()


def root() -> Path:
    """Where the files are, of the portal that is being tested."""
    store = storage.store()
    assert isinstance(store, storage.LocalStorage)
    return store.folder


def files_there() -> set[str]:
    return {os.path.relpath(file, root()) for file in root().rglob("*") if file.is_file()}
