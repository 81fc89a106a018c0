"""When: a plan is done once, or dropped."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.forming.sharing.models import SharingStatus

SHARING = Lifecycle(
    "sharing",
    "status",
    {
        (SharingStatus.PLANNED, "do"): SharingStatus.DONE,
        (SharingStatus.PLANNED, "drop"): SharingStatus.DROPPED,
    },
    {
        "do": _l("This is in the log already, or was dropped."),
        "drop": _l("This is in the log already, or was dropped."),
    },
)
