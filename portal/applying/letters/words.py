"""What an outcome is called on the screen."""

from typing import Any, Protocol

from portal.applying.letters.models import Outcome
from portal.core.i18n import _, _l

OUTCOME_WORDS: dict[Outcome, Any] = {
    Outcome.APPROVED: _l("Approved"),
    Outcome.CONDITIONAL: _l("Approved with conditions"),
    Outcome.RESERVE: _l("On the reserve list"),
    Outcome.DECLINED: _l("Not approved"),
    Outcome.INELIGIBLE: _l("Does not meet the rules"),
}


class Decided(Protocol):
    """What was decided."""

    @property
    def outcome(self) -> Any: ...

    @property
    def to_revise(self) -> Any: ...


def called(decision: Decided) -> str:
    """What the outcome of a decision is called: with a no, whether it is to be revised."""
    if decision.to_revise:
        return str(_("Not approved: revise and apply again"))
    return str(OUTCOME_WORDS[decision.outcome])
