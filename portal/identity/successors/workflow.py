"""The lifecycle of a closed entry."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.identity.successors.models import ClosureStatus

CLOSURE = Lifecycle(
    "school closure",
    "status",
    {
        (ClosureStatus.WAITING, "follow"): ClosureStatus.FOLLOWED,
        (ClosureStatus.WAITING, "end"): ClosureStatus.ENDED,
        (ClosureStatus.WAITING, "lift"): ClosureStatus.LIFTED,
    },
    {
        "follow": _l("Someone has chosen already. Please look again."),
        "end": _l("Someone has chosen already. Please look again."),
    },
)
