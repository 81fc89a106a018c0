"""How much of a long run is done: all of it, or the part that SOAK names (SOAK=0.1 is a tenth), where time is short."""

import os


def times(number: int) -> int:
    """So many rounds, walks or kills, at least one."""
    return max(1, round(number * float(os.environ.get("SOAK", "1"))))
