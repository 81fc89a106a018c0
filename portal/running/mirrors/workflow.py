"""The lifecycle of an invitation to build a partner cluster."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.mirrors.models import MirrorStatus

_ANSWERED = _l("This invitation has been answered, taken back or has run out already.")

MIRROR = Lifecycle(
    "mirror invitation",
    "status",
    {
        (MirrorStatus.SENT, "take_up"): MirrorStatus.TAKEN_UP,
        (MirrorStatus.SENT, "decline"): MirrorStatus.DECLINED,
        (MirrorStatus.SENT, "expire"): MirrorStatus.EXPIRED,
        (MirrorStatus.SENT, "withdraw"): MirrorStatus.WITHDRAWN,
        (MirrorStatus.TAKEN_UP, "withdraw"): MirrorStatus.WITHDRAWN,
        (MirrorStatus.TAKEN_UP, "build"): MirrorStatus.BUILT,
    },
    {
        "take_up": _ANSWERED,
        "decline": _ANSWERED,
        "expire": _ANSWERED,
        "withdraw": _l("This invitation has been answered or taken back already."),
        "build": _l("This partner cluster has been built already, or the invitation was taken back."),
    },
)
