"""Facts about the rules and the budget of a round's awards."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AwardRulesChanged(Event):
    """Whether there is a reserve list, whether objections are heard, terms and dates."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class FundingLineChanged(Event):
    """A line of the budget was made or changed. `amount` is the new one, in whole units of the currency."""

    round_id: uuid.UUID
    line_id: uuid.UUID
    amount: int
