"""When: from a proposal to a whole act, or not."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.reshaping.models import ReshapingStatus

_DONE = _l("This was answered already.")

RESHAPING = Lifecycle(
    "reshaping",
    "status",
    {
        (ReshapingStatus.PROPOSED, "carry_out"): ReshapingStatus.DONE,
        (ReshapingStatus.PROPOSED, "decline"): ReshapingStatus.DECLINED,
        (ReshapingStatus.PROPOSED, "withdraw"): ReshapingStatus.WITHDRAWN,
    },
    {"carry_out": _DONE, "decline": _DONE, "withdraw": _DONE},
)
