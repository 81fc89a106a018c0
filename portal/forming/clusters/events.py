"""Facts about clusters."""

import uuid
from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ClusterFormed(Event):
    """A teacher started a cluster; their school (`school_id`) is its first member."""


@dataclass(frozen=True, kw_only=True)
class ClusterChanged(Event):
    """Name, theme, reasons, rationale or form were written anew."""


@dataclass(frozen=True, kw_only=True)
class ClusterBegan(Event):
    """The cluster has a lead school, a contact teacher and two schools: it is complete."""


@dataclass(frozen=True, kw_only=True)
class ClusterClosed(Event):
    """The last school left."""


@dataclass(frozen=True, kw_only=True)
class SchoolInvited(Event):
    """A school was invited by name. `subject_id` is the membership; `vacancy_id` the place it would take over."""

    side: str
    vacancy_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    """The invitation was taken back."""


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(Event):
    """The school said no."""


@dataclass(frozen=True, kw_only=True)
class InvitationExpired(Event):
    """Nobody answered in time."""


@dataclass(frozen=True, kw_only=True)
class SchoolJoined(Event):
    """The school agreed to the theme, the lead and the contact, and is in."""

    side: str


@dataclass(frozen=True, kw_only=True)
class OfficeNominated(Event):
    """A school or person was nominated. `subject_id` is the office row."""

    office: str


@dataclass(frozen=True, kw_only=True)
class NominationBacked(Event):
    """A member school agreed to a nomination."""

    office: str


@dataclass(frozen=True, kw_only=True)
class NominationObjected(Event):
    """A member school objected: the others are asked."""

    office: str


@dataclass(frozen=True, kw_only=True)
class NominationAgreed(Event):
    """The member schools agree; the nominee is asked."""

    office: str


@dataclass(frozen=True, kw_only=True)
class NominationFailed(Event):
    """The member schools do not agree."""

    office: str


@dataclass(frozen=True, kw_only=True)
class NominationWithdrawn(Event):
    """The nomination was taken back."""

    office: str


@dataclass(frozen=True, kw_only=True)
class OfficeAccepted(Event):
    """The nominee accepted and holds the office from now on; `before_id` is the office row that ended with it."""

    office: str
    before_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OfficeDeclined(Event):
    """The nominee said no."""

    office: str


@dataclass(frozen=True, kw_only=True)
class OfficeEnded(Event):
    """The holder's school left."""

    office: str


@dataclass(frozen=True, kw_only=True)
class SchoolLeaving(Event):
    """The school gave notice."""

    leaving_on: date


@dataclass(frozen=True, kw_only=True)
class SchoolStaying(Event):
    """The school took its notice back."""


@dataclass(frozen=True, kw_only=True)
class DutyPassedOn(Event):
    """Something a leaving school owed is now owed by another (`to_school_id`)."""

    duty: str
    to_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SchoolLeft(Event):
    """The school left. `vacancy_id` is the empty place."""

    vacancy_id: uuid.UUID | None
    passed_on: int = 0


@dataclass(frozen=True, kw_only=True)
class VacancyFilled(Event):
    """A school took the place of one that left: it inherits pair, calendar and history."""

    old_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class VacancyClosed(Event):
    """The place will not be filled."""


@dataclass(frozen=True, kw_only=True)
class OfficePassedOn(Event):
    """The holder left the school; the school's contact holds the office until the members name someone else."""

    office: str
    before_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OfficeAppointed(Event):
    """The programme, or the portal when a school closed, put a school or a person into an office. `before_id`: the office row that ended."""

    office: str
    before_id: uuid.UUID | None = None
