"""Keys: 128 bits, ordered by the moment they were made, so that indexes stay compact."""

import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

_lock = threading.Lock()
_last = [0, 0]
_told: list[int] = []


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, 12 bits that count within one, then random bits.

    The count keeps what one process makes in one millisecond in the order in which it was made.
    """
    milliseconds, count = _next(_told[-1] if _told else time.time_ns() // 1_000_000)
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | count << 64
    return uuid.UUID(int=value | 0x2 << 62 | int.from_bytes(os.urandom(8), "big") >> 2)


def last_id_at(seconds: float) -> uuid.UUID:
    """The highest id of that moment (Unix time): every id that was made before is lower."""
    return uuid.UUID(int=(int(seconds * 1000) & (2**48 - 1)) << 80 | (2**80 - 1))


@contextmanager
def made_at(instant: datetime) -> Iterator[None]:
    """Keys made inside say that they were made at `instant` (aware). For a past that is laid afterwards, such as the demonstration's: lists that go
    by the key then tell it in its order. One thread at a time."""
    with _lock:
        before = list(_last)
        _told.append(int(instant.timestamp() * 1000))
        _last[:] = [0, 0]
    try:
        yield
    finally:
        with _lock:
            _told.pop()
            _last[:] = before


def _next(milliseconds: int) -> tuple[int, int]:
    with _lock:
        if milliseconds > _last[0]:
            _last[:] = [milliseconds, 0]
        elif _last[1] < 0xFFF:
            _last[1] += 1
        else:
            _last[:] = [_last[0] + 1, 0]
        return _last[0], _last[1]
