"""Facts about parts, supporters, feeder links and mentoring. `school_id` is the school it is about."""

import uuid
from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PartGiven(Event):
    """A school plays a part in the cluster from now on. `part`: its name then."""

    part: str


@dataclass(frozen=True, kw_only=True)
class PartTaken(Event):
    """A school plays no named part any more."""


@dataclass(frozen=True, kw_only=True)
class SupporterNamed(Event):
    """A body or an adviser that is no school stands by the cluster. Its name may be a person's: it is not in the record."""


@dataclass(frozen=True, kw_only=True)
class SupporterEnded(Event):
    """It does so no longer."""


@dataclass(frozen=True, kw_only=True)
class FeederNoted(Event):
    """Pupils of the school normally move on to another one."""

    to_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class FeederEnded(Event):
    """They no longer do."""

    to_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MentoringBegun(Event):
    """The school offers to take others along; they are asked. `school_id`: the mentor."""


@dataclass(frozen=True, kw_only=True)
class MentoringAgreed(Event):
    """A school lets itself be mentored. `mentor_school_id`: by whom."""

    mentor_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MentoringDeclined(Event):
    """A school says no to being mentored."""

    mentor_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MentoringMet(Event):
    """The log has a new entry."""


@dataclass(frozen=True, kw_only=True)
class MentoringProlonged(Event):
    """The mentoring goes on, until a later day or without one."""

    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class MentoringEnded(Event):
    """The mentoring is over."""


@dataclass(frozen=True, kw_only=True)
class PartRulesChanged(Event):
    """A set of parts was changed by the programme."""
