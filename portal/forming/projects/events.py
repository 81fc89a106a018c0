"""Facts about projects. `subject_id` is the project."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectBegun(Event):
    """A school began a project that others can join."""


@dataclass(frozen=True, kw_only=True)
class ProjectJoined(Event):
    """A school joined it."""


@dataclass(frozen=True, kw_only=True)
class ProjectSchoolLeft(Event):
    """A school is in it no longer."""


@dataclass(frozen=True, kw_only=True)
class ProjectEnded(Event):
    """It is over."""


@dataclass(frozen=True, kw_only=True)
class ProjectBecameCluster(Event):
    """Its schools are invited to go on as a cluster."""
