"""The lifecycle of a report."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.oversight.reports.models import ReportStatus as S

REPORT = Lifecycle(
    "report",
    "status",
    {
        (S.RECEIVED, "acknowledge"): S.ACKNOWLEDGED,
        (S.RECEIVED, "take"): S.IN_HAND,
        (S.ACKNOWLEDGED, "take"): S.IN_HAND,
        (S.IN_HAND, "pass_on"): S.ACKNOWLEDGED,
        (S.IN_HAND, "close"): S.CLOSED,
        (S.CLOSED, "reopen"): S.IN_HAND,
    },
    {
        "acknowledge": _l("This report has been acknowledged already."),
        "take": _l("Someone has taken this report in hand already. Please look again."),
        "pass_on": _l("Take the report in hand first."),
        "close": _l("Take the report in hand first."),
        "reopen": _l("This report is open already."),
    },
)
