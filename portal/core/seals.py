"""The nightly look at what was sealed: is each thing still what its SHA-256 says?"""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from portal.core.database import session


def not_agreeing(
    list_after: Callable[[uuid.UUID | None], Sequence[Any]], agrees: Callable[[Any], bool]
) -> tuple[list[uuid.UUID], int]:
    """The ids of those that do not agree with their seal, and how many were looked at. `list_after(id)`: the next ones in the order of their ids, after this
    one; each is let go of before more are read."""
    broken: list[uuid.UUID] = []
    read, after = 0, None
    while found := list_after(after):
        broken += [one.id for one in found if not agrees(one)]
        read, after = read + len(found), found[-1].id
        session().rollback()
        session().expunge_all()
    return broken, read
