"""Facts. A service records what has become true; `perform` hands each fact to its subscribers before the commit."""

import re
import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal.core.database import session

_ABOUT = {"by_id", "cluster_id", "school_id", "application_id", "person_id", "subject_id"}


@dataclass(frozen=True, kw_only=True)
class Event:
    """A past-tense fact of a room: ids and plain values only, no names, no free text of people.

    `by_id` is who did it (None: the portal itself). The ids below say whose timelines it belongs to; a subclass adds its own plain facts.
    """

    by_id: uuid.UUID | None
    cluster_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    application_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None

    @classmethod
    def kind(cls) -> str:
        """The event's name in tables: ClusterFormed -> cluster_formed."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def facts(self) -> dict[str, Any]:
        """The event's own values, ready for JSON."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name not in _ABOUT}


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(item) for item in value]
    return value


def record(event: Event) -> None:
    """State a fact. It takes effect only if the act it belongs to is committed."""
    session().info.setdefault("events", []).append(event)


def take_recorded() -> list[Event]:
    """The facts recorded since the last call, in order."""
    recorded: list[Event] = session().info.pop("events", [])
    return recorded


def begin_act() -> None:
    """Nothing has been stated yet."""
    session().info.pop("events", None)
    session().info.pop("act", None)


def add_to_act(facts: list[Event]) -> None:
    """These facts are about to be told, together."""
    session().info.setdefault("act", []).extend(facts)


def of_this_act() -> list[Event]:
    """Everything that the act stated whose facts are being told: one fact's subscriber can leave to another's what that one says better."""
    found: list[Event] = session().info.get("act", [])
    return list(found)
