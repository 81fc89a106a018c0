"""Whose turn it is, by what was: a pure rule that visits and rotas share."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Protocol, TypeVar


class HasId(Protocol):
    @property
    def id(self) -> uuid.UUID: ...


T = TypeVar("T", bound=HasId)


def fair_order(of: Iterable[T], last: Mapping[uuid.UUID, date], *, name: Callable[[T], str]) -> list[T]:
    """Who never had a turn comes first, then whose last one is longest ago; the rest by name. `last`: when each had it last."""
    return sorted(of, key=lambda one: (one.id in last, last.get(one.id, date.min), name(one), str(one.id)))
