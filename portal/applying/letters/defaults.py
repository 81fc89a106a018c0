"""The letters with which every programme begins. Places in braces are filled from the record (see places.py)."""

from typing import Any

from portal.applying.letters.models import Outcome
from portal.core.i18n import _l
from portal.core.readers import speaking_to

_DEAR = _l("Dear colleagues of {cluster},")
_THANKS = _l("Thank you for your application to {round}. It was read by reviewers and discussed by a panel.")
_FEEDBACK = _l("This is what we can say to help you:\n{feedback}")
_REASONS = _l("These are the reasons:\n{reasons}")
_END = _l("With kind regards\nThe programme team of {programme}")

TEXTS: dict[Outcome, tuple[Any, ...]] = {
    Outcome.APPROVED: (
        _DEAR,
        _THANKS,
        _l("We are glad to tell you that it is approved."),
        _REASONS,
        _FEEDBACK,
        _l("The head of every member school, or who signs for it, accepts the award by {accept_by}. Then your partnership opens."),
        _END,
    ),
    Outcome.CONDITIONAL: (
        _DEAR,
        _THANKS,
        _l("We are glad to tell you that it is approved, with conditions:\n{conditions}"),
        _REASONS,
        _FEEDBACK,
        _l("The head of every member school, or who signs for it, accepts the award by {accept_by}."),
        _END,
    ),
    Outcome.RESERVE: (
        _DEAR,
        _THANKS,
        _l("There is no place for it now. You are number {reserve_place} on the reserve list. If a place becomes free, we write to you."),
        _REASONS,
        _FEEDBACK,
        _END,
    ),
    Outcome.DECLINED: (_DEAR, _THANKS, _l("We are sorry that it is not approved."), _REASONS, _FEEDBACK, "{appeal}", _END),
    Outcome.INELIGIBLE: (
        _DEAR,
        _l("Thank you for your application to {round}."),
        _l("We are sorry that it cannot take part, because it does not meet the rules of the round."),
        _REASONS,
        _FEEDBACK,
        "{appeal}",
        _END,
    ),
}  # fmt: skip


def text(outcome: Outcome, language: str) -> str:
    """The letter for this outcome in this language, with its places still open; whoever asks for it. English where it is not translated."""
    with speaking_to(language):
        return "\n\n".join(str(part) for part in TEXTS[outcome])
