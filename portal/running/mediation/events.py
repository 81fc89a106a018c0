"""Facts about difficulties that are sorted out in private. They name neither school nor cluster: the record says that something was done, and no more.
`subject_id` is the mediation."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MediationRaised(Event):
    """A school asked for help with a difficulty."""


@dataclass(frozen=True, kw_only=True)
class MediatorChosen(Event):
    """Someone who is not involved is asked to mediate. `by_other`: the other school chose; the school that raised it is asked to agree."""

    by_other: bool = False


@dataclass(frozen=True, kw_only=True)
class MediatorAccepted(Event):
    """The mediator said yes."""


@dataclass(frozen=True, kw_only=True)
class MediatorLeft(Event):
    """The mediator said no, or stopped, or can no longer do it."""


@dataclass(frozen=True, kw_only=True)
class MediationPartyAccepted(Event):
    """A school said yes to talking with this mediator."""


@dataclass(frozen=True, kw_only=True)
class MediationAgreed(Event):
    """Both schools and the mediator have said yes."""


@dataclass(frozen=True, kw_only=True)
class MediationDeclined(Event):
    """The other school does not want to talk with a mediator now."""


@dataclass(frozen=True, kw_only=True)
class MediationStepAdded(Event):
    """Someone wrote down what was done."""


@dataclass(frozen=True, kw_only=True)
class MediationActionAgreed(Event):
    """The two schools agreed who does what by when. `owner`: with which voice the owner speaks."""

    owner: str


@dataclass(frozen=True, kw_only=True)
class MediationActionDone(Event):
    """Something that was agreed was done."""


@dataclass(frozen=True, kw_only=True)
class MediationSettled(Event):
    """The two schools have settled it."""


@dataclass(frozen=True, kw_only=True)
class MediationUnsettled(Event):
    """The talks ended without an agreement."""


@dataclass(frozen=True, kw_only=True)
class MediationReopened(Event):
    """What was settled did not hold, and is talked about again."""


@dataclass(frozen=True, kw_only=True)
class MediationClosed(Event):
    """Nothing more is to be done."""


@dataclass(frozen=True, kw_only=True)
class MediationWithdrawn(Event):
    """The school that raised it took it back."""


@dataclass(frozen=True, kw_only=True)
class MediationEscalated(Event):
    """One of those involved asked the administrators for help; they can read it from now on."""


@dataclass(frozen=True, kw_only=True)
class MediationMovedToSafeguarding(Event):
    """It is about harm to a child after all: the safeguarding team has it, and mediation has ended."""


@dataclass(frozen=True, kw_only=True)
class MediationInherited(Event):
    """A school took the place of one of the two that left."""
