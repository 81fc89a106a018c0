"""The lifecycle of a review. A review that ended (conflict, declined, void) is kept; another reader takes its place."""

from portal.applying.reviews.models import ReviewStatus as R
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

PENDING = frozenset({R.ASSIGNED, R.OPEN})
COUNTED = frozenset({R.SUBMITTED, R.LOCKED})
LIVE = PENDING | COUNTED

REVIEWS = Lifecycle(
    name="review",
    column="status",
    moves={
        (R.ASSIGNED, "open"): R.OPEN,
        (R.ASSIGNED, "declare_conflict"): R.CONFLICTED,
        (R.OPEN, "declare_conflict"): R.CONFLICTED,
        (R.ASSIGNED, "decline"): R.DECLINED,
        (R.OPEN, "submit"): R.SUBMITTED,
        (R.SUBMITTED, "lock"): R.LOCKED,
        (R.ASSIGNED, "void"): R.VOID,
        (R.OPEN, "void"): R.VOID,
        (R.SUBMITTED, "void"): R.VOID,
        (R.LOCKED, "void"): R.VOID,
    },
    words={
        "open": _l("This review was opened already, or it is closed."),
        "declare_conflict": _l("This review is closed. Tell the programme team if you found a conflict of interest."),
        "decline": _l("You opened this review already. You can still declare a conflict of interest."),
        "submit": _l("This review was sent already, or it is closed. Nothing was changed."),
        "lock": _l("Only a sent review can be closed."),
        "void": _l("This review is not in use."),
    },
)
