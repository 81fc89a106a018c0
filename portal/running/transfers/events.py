"""Facts about what is shared abroad."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TransferNoted(Event):
    """Someone read, for their school, what is shared with schools in a country. `subject_id` is the country's rule."""

    country: str


@dataclass(frozen=True, kw_only=True)
class TransferRuleChanged(Event):
    """What holds for a country was changed; schools read it again."""

    country: str
