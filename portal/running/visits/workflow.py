"""When: the lifecycles of a visit and of a swapped turn."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.visits.models import SwapStatus, VisitStatus

VISIT = Lifecycle(
    "visit",
    "status",
    {
        (VisitStatus.PLANNED, "change"): VisitStatus.PLANNED,
        (VisitStatus.AGREED, "change"): VisitStatus.AGREED,
        (VisitStatus.CONFIRMED, "change"): VisitStatus.CONFIRMED,
        (VisitStatus.PLANNED, "agree"): VisitStatus.AGREED,
        (VisitStatus.PLANNED, "decline"): VisitStatus.CANCELLED,
        (VisitStatus.PLANNED, "ask_again"): VisitStatus.PLANNED,
        (VisitStatus.AGREED, "ask_again"): VisitStatus.PLANNED,
        (VisitStatus.CONFIRMED, "ask_again"): VisitStatus.PLANNED,
        (VisitStatus.AGREED, "confirm"): VisitStatus.CONFIRMED,
        (VisitStatus.CONFIRMED, "open"): VisitStatus.AGREED,
        (VisitStatus.CONFIRMED, "report"): VisitStatus.REPORTED,
        (VisitStatus.PLANNED, "cancel"): VisitStatus.CANCELLED,
        (VisitStatus.AGREED, "cancel"): VisitStatus.CANCELLED,
        (VisitStatus.CONFIRMED, "cancel"): VisitStatus.CANCELLED,
        (VisitStatus.REPORTED, "strike"): VisitStatus.CANCELLED,
    },
    {
        "change": _l("This visit is over or was cancelled. It stays as it is."),
        "agree": _l("The host school has answered already."),
        "decline": _l("The host school has answered already."),
        "ask_again": _l("This visit is over or was cancelled. It stays as it is."),
        "confirm": _l("A visit is confirmed once, after the host school has said yes."),
        "open": _l("This visit is not confirmed."),
        "report": _l("Only a visit that was confirmed is reported on, and once."),
        "cancel": _l("This visit is over or was cancelled already."),
        "strike": _l("This visit is over or was cancelled already."),
    },
)

SWAP = Lifecycle(
    "turn swap",
    "status",
    {
        (SwapStatus.ASKED, "accept"): SwapStatus.ACCEPTED,
        (SwapStatus.ASKED, "decline"): SwapStatus.DECLINED,
        (SwapStatus.ASKED, "withdraw"): SwapStatus.WITHDRAWN,
    },
    {
        "accept": _l("This question about a swap was answered or taken back already."),
        "decline": _l("This question about a swap was answered or taken back already."),
        "withdraw": _l("This question about a swap was answered or taken back already."),
    },
)
