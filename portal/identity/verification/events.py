"""Facts about how sure the programme is of a school."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SchoolEvidenceAdded(Event):
    """A document was laid in that shows what the school is."""


@dataclass(frozen=True, kw_only=True)
class SchoolEvidenceTakenBack(Event):
    """Who laid the document in took it back."""


@dataclass(frozen=True, kw_only=True)
class SchoolVouchedFor(Event):
    """Someone known vouches for the school; with a cluster, its board is open to the school from now on."""

    by_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VouchTakenBack(Event):
    """A vouch for the school no longer stands."""

    by_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VouchLookedAt(Event):
    """The programme looked at the vouch for a school whose head has not answered yet."""


@dataclass(frozen=True, kw_only=True)
class SchoolFlagged(Event):
    """Something about the school should be looked at twice."""

    flag: str


@dataclass(frozen=True, kw_only=True)
class SchoolFlagSettled(Event):
    """Someone looked at what was flagged, and it is all right."""

    flag: str


@dataclass(frozen=True, kw_only=True)
class SchoolToBeSeenAgain(Event):
    """A verified school is to be looked at again."""

    why: str


@dataclass(frozen=True, kw_only=True)
class SchoolSeenAgain(Event):
    """The programme looked at a verified school again, and it is still what it says."""

    level: str


@dataclass(frozen=True, kw_only=True)
class SchoolProposedAgain(Event):
    """A school that was not accepted was proposed again."""


@dataclass(frozen=True, kw_only=True)
class SchoolSuspended(Event):
    """The programme put a school on hold, with a reason."""

    hides_posts: bool = False


@dataclass(frozen=True, kw_only=True)
class SchoolRestored(Event):
    """A school that was on hold acts again, and what it wrote is shown."""


@dataclass(frozen=True, kw_only=True)
class SchoolPostsHidden(Event):
    """What a school on hold wrote on boards was hidden together."""


@dataclass(frozen=True, kw_only=True)
class SchoolPostsShown(Event):
    """What a school wrote on boards is shown again."""
