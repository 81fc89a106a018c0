"""The lifecycle of a meeting and of a decision."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.meetings.models import DecisionStatus as D
from portal.running.meetings.models import MeetingStatus as M

MEETING = Lifecycle(
    name="meeting",
    column="status",
    moves={
        (M.CALLED, "hold"): M.HELD,
        (M.CALLED, "cancel"): M.CANCELLED,
        (M.HELD, "agree"): M.AGREED,
    },
    words={
        "hold": _l("This meeting was held already, or called off."),
        "cancel": _l("Only a meeting that has not been held can be called off."),
        "agree": _l("Only minutes that are written, and not agreed yet, can be agreed."),
    },
)
DECISION = Lifecycle(
    name="decision",
    column="status",
    moves={
        (D.OPEN, "carry"): D.CARRIED,
        (D.OPEN, "lose"): D.NOT_CARRIED,
        (D.OPEN, "tie"): D.TIED,
        (D.OPEN, "fall_short"): D.NO_QUORUM,
        (D.OPEN, "withdraw"): D.WITHDRAWN,
    },
    words={
        command: _l("This decision is closed already.")
        for command in ("carry", "lose", "tie", "fall_short", "withdraw")
    },
)
