"""The lifecycle of an objection."""

from portal.applying.appeals.models import ObjectionStatus as O
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

OBJECTIONS = Lifecycle(
    name="objection",
    column="status",
    moves={
        (O.MADE, "assign"): O.ASSIGNED,
        (O.ASSIGNED, "assign"): O.ASSIGNED,
        (O.ASSIGNED, "uphold"): O.UPHELD,
        (O.ASSIGNED, "dismiss"): O.DISMISSED,
    },
    words={
        "assign": _l("This objection was answered already."),
        "uphold": _l("This objection was answered already, or nobody hears it yet."),
        "dismiss": _l("This objection was answered already, or nobody hears it yet."),
    },
)
