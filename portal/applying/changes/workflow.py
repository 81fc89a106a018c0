"""When: a broken rule is decided once, or mends itself."""

from portal.applying.changes.models import BreakStatus
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

BREAK = Lifecycle(
    "rule break",
    "status",
    {
        (BreakStatus.OPEN, "approve"): BreakStatus.APPROVED,
        (BreakStatus.OPEN, "refuse"): BreakStatus.REFUSED,
        (BreakStatus.OPEN, "mend"): BreakStatus.MENDED,
    },
    {
        "approve": _l("This was decided already, or the cluster meets the rules again."),
        "refuse": _l("This was decided already, or the cluster meets the rules again."),
        "mend": _l("This was decided already."),
    },
)
