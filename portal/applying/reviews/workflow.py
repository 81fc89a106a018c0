"""The lifecycle of a review. A review that ended (conflict, declined, void, expired) is kept; another reader takes its place.

A review that was sent counts, also while its reader is asked to confirm it after a clarification; one that was given back does not, until it is sent again.
"""

from portal.applying.reviews.models import ReviewStatus as R
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

UNSENT = frozenset({R.ASSIGNED, R.OPEN})
WRITING = frozenset({R.OPEN, R.RETURNED, R.CONFIRM_NEEDED})
PENDING = UNSENT | WRITING
COUNTED = frozenset({R.SUBMITTED, R.CONFIRM_NEEDED, R.LOCKED})
LIVE = PENDING | COUNTED

REVIEWS = Lifecycle(
    name="review",
    column="status",
    moves={
        (R.PROPOSED, "assign"): R.ASSIGNED,
        (R.ASSIGNED, "open"): R.OPEN,
        **{(state, "declare_conflict"): R.CONFLICTED for state in (R.ASSIGNED, R.OPEN, R.RETURNED, R.CONFIRM_NEEDED)},
        (R.ASSIGNED, "decline"): R.DECLINED,
        (R.OPEN, "submit"): R.SUBMITTED,
        (R.RETURNED, "submit"): R.SUBMITTED,
        (R.CONFIRM_NEEDED, "submit"): R.SUBMITTED,
        (R.SUBMITTED, "give_back"): R.RETURNED,
        (R.SUBMITTED, "ask_to_confirm"): R.CONFIRM_NEEDED,
        (R.CONFIRM_NEEDED, "confirm"): R.SUBMITTED,
        (R.CONFIRM_NEEDED, "leave"): R.SUBMITTED,
        (R.SUBMITTED, "lock"): R.LOCKED,
        **{(state, "void"): R.VOID for state in sorted(LIVE)},
        **{(R.VOID, f"go_on_{state}"): state for state in sorted(PENDING)},
        **{(state, "set_aside"): R.EARLIER for state in sorted(COUNTED)},
        **{(state, "expire"): R.EXPIRED for state in sorted(UNSENT)},
    },
    words={
        "assign": _l("This reviewer was asked already."),
        "open": _l("This review was opened already, or it is closed."),
        "declare_conflict": _l("This review is closed. Tell the programme team if you found a conflict of interest."),
        "decline": _l("You opened this review already. You can still declare a conflict of interest."),
        "submit": _l("This review was sent already, or it is closed. Nothing was changed."),
        "give_back": _l("Only a sent review can be given back, and only until the panel begins."),
        "ask_to_confirm": _l("Only a sent review can be confirmed."),
        "confirm": _l("This review does not wait for you."),
        "leave": _l("This review does not wait for its reader."),
        "lock": _l("Only a sent review can be closed."),
        "void": _l("This review is not in use."),
        **{f"go_on_{state}": _l("This review did not stop with its application.") for state in sorted(PENDING)},
        "set_aside": _l("Only a review that counts can be set aside for a fresh reading."),
        "expire": _l("Only a review that was not sent can expire."),
    },
)
