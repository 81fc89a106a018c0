"""Facts about roles and accounts as those who look after the service change them. `person_id` is whom it is about."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RoleProposed(Event):
    """One person asked that another gets a role; a second person must confirm. `subject_id` is the proposal."""

    role: str


@dataclass(frozen=True, kw_only=True)
class RoleConfirmed(Event):
    """A second person said yes: the person has the role. `proposed_by_id` asked for it."""

    role: str
    proposed_by_id: str


@dataclass(frozen=True, kw_only=True)
class RoleRefused(Event):
    """A second person said no."""

    role: str
    proposed_by_id: str


@dataclass(frozen=True, kw_only=True)
class RoleProposalWithdrawn(Event):
    """The role is not asked for any more."""

    role: str


@dataclass(frozen=True, kw_only=True)
class RoleWithdrawn(Event):
    """The person no longer has the role."""

    role: str


@dataclass(frozen=True, kw_only=True)
class AccountSuspended(Event):
    """The account is on hold: signed out, no mail, no feeds."""


@dataclass(frozen=True, kw_only=True)
class AccountRestored(Event):
    """The account is open again."""


@dataclass(frozen=True, kw_only=True)
class ResetLinkSent(Event):
    """The person was sent a link to choose a new password, by someone who looks after the service."""


@dataclass(frozen=True, kw_only=True)
class SecondFactorTakenAway(Event):
    """The person lost app and codes; someone who looks after the service took the second step away."""


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """Someone who looks after the service signed the person out everywhere."""
