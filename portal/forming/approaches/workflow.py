"""The lifecycle of a partnership request."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.forming.approaches.models import RequestStatus

_ANSWERED = _l("This request has been answered, taken back or has run out already.")

REQUEST = Lifecycle(
    "partnership request",
    "status",
    {
        (RequestStatus.OPEN, "accept"): RequestStatus.ACCEPTED,
        (RequestStatus.OPEN, "decline"): RequestStatus.DECLINED,
        (RequestStatus.OPEN, "expire"): RequestStatus.EXPIRED,
        (RequestStatus.OPEN, "withdraw"): RequestStatus.WITHDRAWN,
    },
    {"accept": _ANSWERED, "decline": _ANSWERED, "expire": _ANSWERED, "withdraw": _ANSWERED},
)
