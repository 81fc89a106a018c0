"""Facts about committees. `subject_id` is the committee; of a seat, `seat_id` says which."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CommitteeBegun(Event):
    """The cluster has a committee."""

    name: str


@dataclass(frozen=True, kw_only=True)
class CommitteeChanged(Event):
    """What the committee is there for was written anew."""

    name: str


@dataclass(frozen=True, kw_only=True)
class CommitteeClosed(Event):
    """The committee is over."""

    name: str


@dataclass(frozen=True, kw_only=True)
class SeatGiven(Event):
    """Someone has a seat. `holds_for`: the school, the body or the role whose seat it is."""

    seat_id: uuid.UUID
    name: str
    holds_for: str


@dataclass(frozen=True, kw_only=True)
class SeatNamed(Event):
    """Someone else sits on the seat from now on."""

    seat_id: uuid.UUID
    name: str
    holds_for: str


@dataclass(frozen=True, kw_only=True)
class SeatTermEnding(Event):
    """The term of office ends soon."""

    seat_id: uuid.UUID
    name: str
    holds_for: str


@dataclass(frozen=True, kw_only=True)
class SeatRenewed(Event):
    """The term of office goes on."""

    seat_id: uuid.UUID
    name: str
    holds_for: str


@dataclass(frozen=True, kw_only=True)
class SeatEnded(Event):
    """The seat is given up."""

    seat_id: uuid.UUID
    name: str
    holds_for: str
