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
class NewBrowserUsed(Event):
    """Someone signed in for this person in a browser that is not known."""


@dataclass(frozen=True, kw_only=True)
class ProvedAgain(Event):
    """The person gave their password once more before something dangerous."""


@dataclass(frozen=True, kw_only=True)
class SecondFactorSetUp(Event):
    """The person's app gives codes from now on."""


@dataclass(frozen=True, kw_only=True)
class SecondFactorReplaced(Event):
    """Another app gives the codes from now on."""


@dataclass(frozen=True, kw_only=True)
class SecondFactorSwitchedOff(Event):
    """The person signs in with the password alone from now on."""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Event):
    """Ten new codes for a lost phone; older ones are dead."""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """A code for a lost phone took the place of the app. `left` are still good."""

    left: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorGiven(Event):
    """The second step of a sign-in was taken."""


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(Event):
    """The person can sign in with one more passkey. `name` is what they call it."""

    name: str


@dataclass(frozen=True, kw_only=True)
class PasskeyRenamed(Event):
    """The person calls a passkey by another name."""

    name: str


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(Event):
    """One passkey no longer signs the person in."""

    name: str


@dataclass(frozen=True, kw_only=True)
class PasskeyDoubted(Event):
    """A passkey answered rightly, but its count of uses did not rise: there may be a copy. It did not sign anybody in."""

    name: str


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
class AddressChangeAsked(Event):
    """The person asked for another e-mail address; it is not proven yet."""


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Event):
    """The person has another e-mail address, and has proven it."""


@dataclass(frozen=True, kw_only=True)
class ConductAccepted(Event):
    """The person accepted this version of the code of conduct."""

    version: str


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """The programme gave a role."""

    role: str
