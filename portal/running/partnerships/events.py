"""Facts of partnerships and pairs. `subject_id` is the partnership, for a pair the pair."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PartnershipOpened(Event):
    """A cluster began a partnership."""

    shape: str
    award_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PartnershipBegun(Event):
    """The partnership is active: a partner school is linked, or the partner cluster has accepted."""


@dataclass(frozen=True, kw_only=True)
class PartnershipReshaped(Event):
    """Its shape was changed; nothing else was."""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class PartnershipPaused(Event):
    """On hold, with a reason and perhaps a day to begin again."""


@dataclass(frozen=True, kw_only=True)
class PartnershipResumed(Event):
    """It goes on."""


@dataclass(frozen=True, kw_only=True)
class PartnershipEstablished(Event):
    """It is no longer new: the coordinator said so, a year has passed, or three activities are done."""


@dataclass(frozen=True, kw_only=True)
class PartnershipMaintained(Event):
    """The project is over; the friendship is kept up."""


@dataclass(frozen=True, kw_only=True)
class PartnershipEnded(Event):
    """It has ended, with a reason."""


@dataclass(frozen=True, kw_only=True)
class PartnerClusterAsked(Event):
    """Another cluster was asked to be the partner cluster."""

    partner_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PartnerClusterAccepted(Event):
    """The other cluster is the partner cluster now."""

    partner_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PartnerClusterDeclined(Event):
    """The other cluster said no."""

    partner_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PairProposed(Event):
    """A link between two schools was proposed; `school_id` is the school that is asked."""

    home_school_id: uuid.UUID
    partner_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PairAgreed(Event):
    """The school that was asked (`school_id`) agreed."""

    home_school_id: uuid.UUID
    partner_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PairDeclined(Event):
    """The school that was asked (`school_id`) said no."""

    home_school_id: uuid.UUID
    partner_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PairEnded(Event):
    """Two schools are no longer linked."""

    home_school_id: uuid.UUID
    partner_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SpareNamed(Event):
    """A spare partner was named for the pair of `school_id`; None: the name was taken back."""

    spare_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PairInherited(Event):
    """The partner of a school that left (`school_id`) goes on with the school that took its place."""

    old_school_id: uuid.UUID
    new_school_id: uuid.UUID
