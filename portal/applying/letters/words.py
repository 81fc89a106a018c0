"""What an outcome is called on the screen."""

from typing import Any

from portal.applying.letters.models import Outcome
from portal.core.i18n import _l

OUTCOME_WORDS: dict[Outcome, Any] = {
    Outcome.APPROVED: _l("Approved"),
    Outcome.CONDITIONAL: _l("Approved with conditions"),
    Outcome.RESERVE: _l("On the reserve list"),
    Outcome.DECLINED: _l("Not approved"),
    Outcome.INELIGIBLE: _l("Does not meet the rules"),
}
