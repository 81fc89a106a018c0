"""Facts about rules that break. `subject_id` is the break."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RoundRuleBroken(Event):
    """After a change the cluster no longer meets the size rule of a round it has applied to."""


@dataclass(frozen=True, kw_only=True)
class RoundRuleMended(Event):
    """It meets it again."""


@dataclass(frozen=True, kw_only=True)
class ClusterChangeApproved(Event):
    """The programme agrees to the change all the same."""


@dataclass(frozen=True, kw_only=True)
class ClusterChangeRefused(Event):
    """The programme does not agree: the cluster has to find a school."""
