"""Facts about organisations. `subject_id` is the organisation."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AuthoritiesImported(Event):
    """A list of authorities was read."""

    new: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class OrganisationAdded(Event):
    """Someone of the programme entered an organisation."""


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    """Someone of the programme changed what is said of an organisation."""


@dataclass(frozen=True, kw_only=True)
class OrganisationMemberAdded(Event):
    """Someone of the programme named a person (`person_id`) of an organisation."""


@dataclass(frozen=True, kw_only=True)
class OrganisationMemberEnded(Event):
    """A person (`person_id`) no longer belongs to an organisation."""
