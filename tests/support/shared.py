"""What all workers of a run share: a folder, and things in it that whoever needs them first makes, once."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from tests.support import statements

FOLDER = "PORTAL_TEST_RUN_FOLDER"
MOST_STATEMENTS = 4_000
TEMPLATES = Path(__file__).parents[2] / ".pytest_cache" / "templates"


def begin() -> Path | None:
    """Make the run's folder, on the controller or without xdist; None where the controller has made it."""
    if FOLDER in os.environ:
        return None
    made = Path(tempfile.mkdtemp(prefix="portal-run-"))
    os.environ[FOLDER] = str(made)
    return made


def end(made: Path | None) -> None:
    """Remove what `begin` made."""
    if made is not None:
        os.environ.pop(FOLDER, None)
        shutil.rmtree(made, ignore_errors=True)


def home() -> Path:
    """The run's folder."""
    return Path(os.environ[FOLDER])


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of this run. The first who asks fills it with `make`; the others wait. What fails is made again."""
    statements.needs(name)
    with (home() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done, making = home() / name, home() / f"{name}.making"
        if not done.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            with statements.made_once(name):
                make(making)
            making.rename(done)
    return done


def make_quick(app: Flask) -> None:
    """What a test does without: compiling templates and statements again, and waiting for the disk."""
    from portal.extensions import db  # the process that hands out tests comes here for `begin` alone

    own = app.jinja_env.bytecode_cache
    assert isinstance(own, FileSystemBytecodeCache)
    folder = (
        TEMPLATES / Path(own.directory).name
    )  # named after what compiles them; what they are made from, Jinja checks itself
    folder.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _do_not_wait)
        # A worker comes to thousands of statements, many more than a server keeps; putting one together takes ten times as long as running it.
        statements: Any = db.engine._compiled_cache
        statements.capacity = MOST_STATEMENTS


def _do_not_wait(connection: Any, _record: object) -> None:
    """Commits are real; only a loss of power would lose them, and the whole database is thrown away anyway."""
    connection.execute("PRAGMA synchronous=OFF")
