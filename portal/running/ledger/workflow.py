"""When: an entry that waits for a second person, and a handover of the purse."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.ledger.models import EntryStatus, HandoverStatus

_DONE = _l("This was answered already.")

ENTRY = Lifecycle(
    "entry",
    "status",
    {(EntryStatus.WAITING, "approve"): EntryStatus.POSTED, (EntryStatus.WAITING, "refuse"): EntryStatus.REFUSED},
    {"approve": _DONE, "refuse": _DONE},
)

HANDOVER = Lifecycle(
    "handover",
    "status",
    {
        (HandoverStatus.OFFERED, "agree"): HandoverStatus.AGREED,
        (HandoverStatus.OFFERED, "decline"): HandoverStatus.DECLINED,
        (HandoverStatus.OFFERED, "withdraw"): HandoverStatus.WITHDRAWN,
    },
    {"agree": _DONE, "decline": _DONE, "withdraw": _DONE},
)
