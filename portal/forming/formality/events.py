"""Facts about how formal clusters are."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FormalityChanged(Event):
    """A cluster has another level, or has switched something on or off. `level` and `features` by their names."""

    level: str
    features: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LevelRulesChanged(Event):
    """What the levels have was changed for all clusters."""
