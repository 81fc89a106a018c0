"""Facts about tasks and classes. `subject_id` is the task, for a class the partnership; `school_id` the school that does it, or whose class it is."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskAdded(Event):
    """Something to do was written down, for a school or for whichever takes it on. `for_school_id`: the school whose pair it supports."""

    for_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """Its words, its day or its school were changed."""

    for_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskTaken(Event):
    """A school has taken it on."""

    for_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskGivenBack(Event):
    """The school cannot do it; another one is looked for."""

    for_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskHeldUp(Event):
    """Something stands in the way."""

    for_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskGoesOn(Event):
    """Nothing stands in the way any more, or what was done is taken up again."""

    for_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskDone(Event):
    """It is done."""

    for_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskDropped(Event):
    """It is not needed any more."""

    for_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ClassNamed(Event):
    """A school has said with which class it takes part."""
