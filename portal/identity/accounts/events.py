"""Facts about accounts."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountRegistered(Event):
    """Someone asked for an account; the address is not proven yet."""


@dataclass(frozen=True, kw_only=True)
class EmailConfirmed(Event):
    """The person followed the link in the mail."""


@dataclass(frozen=True, kw_only=True)
class SignedInFromBrowser(Event):
    """A session began."""


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    """A wrong password or code was typed. Without a person: there is no account at the address."""


@dataclass(frozen=True, kw_only=True)
class SecondFactorSetUp(Event):
    """The person's app gives codes from now on."""


@dataclass(frozen=True, kw_only=True)
class SecondFactorGiven(Event):
    """The second step of a sign-in was taken."""


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """A session was ended."""

    everywhere: bool = False


@dataclass(frozen=True, kw_only=True)
class PasswordResetAsked(Event):
    """A link to choose a new password was sent."""


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """A new password was chosen; every other session ended."""


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """The programme gave a role."""

    role: str
