"""What people read for the stored states and reasons."""

from portal.core.i18n import _l
from portal.running.handoffs.models import AskStatus, Filling, Handoff, HandoffState, Reason, Rung

REASON = {
    Reason.ILLNESS: _l("Illness"),
    Reason.FAMILY: _l("Family"),
    Reason.TIMETABLE: _l("Timetable or cover at school"),
    Reason.TRAINING: _l("Training or a meeting"),
    Reason.OTHER: _l("Something else"),
}
ASK = {
    AskStatus.ASKED: _l("Asked, no answer yet"),
    AskStatus.ACCEPTED: _l("Said yes"),
    AskStatus.DECLINED: _l("Not this time"),
    AskStatus.TAKEN: _l("Another school was faster"),
    AskStatus.WITHDRAWN: _l("No longer asked"),
}
RUNG = {
    Rung.BACK_UP: _l("the back-up teacher"),
    Rung.SCHOOLS: _l("the schools of the cluster"),
    Rung.COORDINATOR: _l("the cluster coordinator"),
    Rung.LEAD: _l("the head of the lead school"),
    Rung.PARTNERS: _l("the partner schools"),
    Rung.PROGRAMME: _l("the programme"),
}
_OPEN = {
    Filling.ASKED: (_l("Stand-in asked for"), "yellow"),
    Filling.UNFILLED: (_l("Nobody yet"), "red"),
    Filling.FILLED: (_l("Covered"), "green"),
    Filling.ACCEPTED_RELEASE_PENDING: (_l("Accepted, waiting for their head"), "yellow"),
}
_STATE = {
    HandoffState.ACTIVE: (_l("Under way"), "turquoise"),
    HandoffState.HANDED_BACK: (_l("Passed back"), "grey"),
    HandoffState.WITHDRAWN: (_l("Taken back"), "grey"),
    HandoffState.LAPSED: (_l("Nobody could"), "orange"),
}


def standing(handoff: Handoff) -> tuple[str, str]:
    """Where it stands, in words, and a colour."""
    return standing_of(handoff.state, handoff.filling)


def standing_of(state: HandoffState, filling: Filling) -> tuple[str, str]:
    words, colour = _OPEN[filling] if state == HandoffState.OPEN else _STATE[state]
    return str(words), colour
