"""Two facts that are never mixed: what happens to a handoff (STATE), and whether somebody has taken it on (FILLING).

For a reply, answering is the end: nothing to begin, hand back or debrief.
"""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.handoffs.models import Filling, HandoffState

STATE = Lifecycle(
    name="handoff",
    column="state",
    moves={
        (HandoffState.OPEN, "begin"): HandoffState.ACTIVE,
        (HandoffState.OPEN, "answer"): HandoffState.HANDED_BACK,
        (HandoffState.OPEN, "withdraw"): HandoffState.WITHDRAWN,
        (HandoffState.OPEN, "lapse"): HandoffState.LAPSED,
        (HandoffState.ACTIVE, "hand_back"): HandoffState.HANDED_BACK,
    },
    words={
        "begin": _l("This is over already."),
        "answer": _l("This reply is no longer with a stand-in."),
        "withdraw": _l("This has begun or is over, so it can no longer be taken back."),
        "lapse": _l("This is over already."),
        "hand_back": _l("Only what has begun can be passed back."),
    },
)

FILLING = Lifecycle(
    name="handoff filling",
    column="filling",
    moves={
        (Filling.ASKED, "accept"): Filling.FILLED,
        (Filling.UNFILLED, "accept"): Filling.FILLED,
        (Filling.ASKED, "exhaust"): Filling.UNFILLED,
        (Filling.UNFILLED, "ask_again"): Filling.ASKED,
        (Filling.ASKED, "ask_again"): Filling.ASKED,
        (Filling.ASKED, "accept_on_release"): Filling.ACCEPTED_RELEASE_PENDING,
        (Filling.UNFILLED, "accept_on_release"): Filling.ACCEPTED_RELEASE_PENDING,
        (Filling.ACCEPTED_RELEASE_PENDING, "release"): Filling.FILLED,
        (Filling.ACCEPTED_RELEASE_PENDING, "refuse_release"): Filling.ASKED,
        (Filling.FILLED, "ask_release"): Filling.ACCEPTED_RELEASE_PENDING,
        (Filling.FILLED, "give_up"): Filling.ASKED,
        (Filling.ACCEPTED_RELEASE_PENDING, "give_up"): Filling.ASKED,
    },
    words={
        "accept": _l("This is already taken, thank you. Someone was a little faster."),
        "exhaust": _l("Somebody has answered meanwhile."),
        "ask_again": _l("Somebody has taken this on already."),
        "accept_on_release": _l("This is already taken, thank you. Someone was a little faster."),
        "release": _l("This was answered already. Thank you."),
        "refuse_release": _l("This was answered already. Thank you."),
        "ask_release": _l("Nobody has taken this on."),
        "give_up": _l("Nobody has taken this on."),
    },
)
