"""What every picture has: a title, the main thing in a sentence, the drawing, and the same as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from markupsafe import Markup

LEAST = 5
"""A group of fewer than this is not shown by itself: see `merge_small`."""
T = TypeVar("T")


@dataclass(frozen=True)
class Linked:
    """A cell of the table that leads somewhere. In a CSV only its words stand."""

    words: str
    path: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Picture:
    """A figure, ready to be shown: on a page, as a table, as CSV, on paper.

    `sentence` says the main thing; `head` and `rows` are the table. `names`: it names schools, clusters or people, so that taking it along is written
    down. `drawing` is empty where there is nothing to draw; then `sentence` says so. `narrow`: the same drawn for a phone, where `drawing` would be scrolled
    sideways there.
    """

    code: str
    title: str
    sentence: str
    drawing: Markup
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    as_at: datetime
    names: bool = False
    narrow: Markup = field(default_factory=Markup)

    def plain_rows(self) -> list[list[Any]]:
        """The rows as a CSV takes them."""
        return [[str(cell) if isinstance(cell, Linked) else cell for cell in row] for row in self.rows]


def merge_small(
    groups: Sequence[T], *, size: Callable[[T], int], merged: Callable[[Sequence[T]], T], least: int = LEAST
) -> list[T]:
    """The groups with those of fewer than `least` put together, so that no small one can be told apart.

    Where the small ones together are still few, the smallest of the others goes with them: else the rest would be one small group with a name.
    """
    large = sorted((g for g in groups if size(g) >= least), key=size)
    small = [g for g in groups if 0 < size(g) < least]
    while small and large and sum(size(g) for g in small) < least:
        small.append(large.pop(0))
    kept = [g for g in groups if any(g is one for one in large)]
    return [*kept, merged(small)] if small else kept
