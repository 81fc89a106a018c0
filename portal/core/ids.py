"""Keys: 128 bits, ordered by the moment they were made, so that indexes stay compact."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = [0, 0]


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, 12 bits that count within one, then random bits.

    The count keeps what one process makes in one millisecond in the order in which it was made.
    """
    milliseconds, count = _next(time.time_ns() // 1_000_000)
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | count << 64
    return uuid.UUID(int=value | 0x2 << 62 | int.from_bytes(os.urandom(8), "big") >> 2)


def _next(milliseconds: int) -> tuple[int, int]:
    with _lock:
        if milliseconds > _last[0]:
            _last[:] = [milliseconds, 0]
        elif _last[1] < 0xFFF:
            _last[1] += 1
        else:
            _last[:] = [_last[0] + 1, 0]
        return _last[0], _last[1]
