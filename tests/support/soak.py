"""How much of a long run is done: all of it, or the part that SOAK names (SOAK=0.1 is a tenth), where time is short."""

import os
import time
from collections.abc import Callable


def times(number: int) -> int:
    """So many rounds, walks or kills, at least one."""
    return max(1, round(number * float(os.environ.get("SOAK", "1"))))


def wait_for(come: Callable[[], int], wanted: int, *, seconds: float = 60, pause: float = 0.02) -> int:
    """Wait until `come()` answers `wanted` or more, and answer it. Raises AssertionError once nothing more has come for so many seconds: a
    crowded machine is slow, a lost thing never comes."""
    there, until = come(), time.monotonic() + seconds
    while there < wanted:
        assert time.monotonic() < until, f"{there} of {wanted} came, and nothing more in {seconds:.0f} s"
        time.sleep(pause)
        now = come()
        if now != there:
            there, until = now, time.monotonic() + seconds
    return there
