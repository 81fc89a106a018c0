"""Whose turn it is to write, where the database lets one write at a time (SQLite).

SQLite has no queue for its write lock: who finds it taken sleeps for up to a tenth of a second and looks again, and whoever comes by in between is faster. In
the last second of a round somebody was then turned away after five seconds though others who came later were served. Here everyone waits their turn: one
thread of each process at a time, and among the processes at two gates one after the other, so that who has just written cannot be next before another who
waits. The gates are locks on two bytes of a file beside the database, which the system gives back when a process dies.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy.engine import URL

fcntl: Any
try:
    import fcntl
except ImportError:  # on Windows SQLite's own lock must do
    fcntl = None

LONGEST_WAIT = 30.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.0005, 0.004
DOOR, DESK = 0, 1

_own = threading.Lock()
_mine = threading.local()


class NoTurn(Exception):
    """It took too long until it was our turn."""


@contextmanager
def turn_to_write(url: URL) -> Iterator[None]:
    """Wait for our turn and keep it meanwhile. At once where writers do not keep one another out. Raises NoTurn after LONGEST_WAIT seconds."""
    file = url.database if url.get_backend_name() == "sqlite" else None
    if not file or file == ":memory:" or getattr(_mine, "has_it", False):
        yield
        return
    until = time.monotonic() + LONGEST_WAIT
    if not _own.acquire(timeout=LONGEST_WAIT):
        raise NoTurn
    try:
        _mine.has_it = True
        with _between_processes(f"{file}-turn", until):
            yield
    finally:
        _mine.has_it = False
        _own.release()


@contextmanager
def _between_processes(path: str, until: float) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    try:
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:  # a folder in which no file can be made: SQLite's own lock must do
        yield
        return
    try:
        _take(held, DOOR, until)
        _take(held, DESK, until)
        with suppress(OSError):
            fcntl.lockf(held, fcntl.LOCK_UN, 1, DOOR)
        yield
    finally:
        os.close(held)


def _take(held: int, place: int, until: float) -> None:
    pause = SHORTEST_PAUSE
    while True:
        try:
            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            return
        except (BlockingIOError, PermissionError):
            if time.monotonic() > until:
                raise NoTurn from None
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
