"""When: from a question to a place in a larger cluster, and out of it."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.groups.models import LinkStatus

_ANSWERED = _l("This was answered already.")

LINK = Lifecycle(
    "link",
    "status",
    {
        (LinkStatus.ASKED, "join"): LinkStatus.JOINED,
        (LinkStatus.ASKED, "decline"): LinkStatus.DECLINED,
        (LinkStatus.ASKED, "withdraw"): LinkStatus.WITHDRAWN,
        (LinkStatus.JOINED, "leave"): LinkStatus.LEFT,
    },
    {
        "join": _ANSWERED,
        "decline": _ANSWERED,
        "withdraw": _ANSWERED,
        "leave": _l("The two clusters do not belong together any more."),
    },
)
