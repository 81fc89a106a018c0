"""The lifecycles of a report and of an instalment."""

from portal.applying.monitoring.models import InstalmentStatus as I
from portal.applying.monitoring.models import ReportStatus as R
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

REPORTS = Lifecycle(
    name="award_report",
    column="status",
    moves={
        (R.DUE, "submit"): R.SUBMITTED,
        (R.RETURNED, "submit"): R.SUBMITTED,
        (R.SUBMITTED, "return"): R.RETURNED,
        (R.SUBMITTED, "accept"): R.ACCEPTED,
        **{(state, "waive"): R.WAIVED for state in (R.DUE, R.SUBMITTED, R.RETURNED)},
    },
    words={
        "submit": _l("This report was sent already."),
        "return": _l("Only a report that was sent can be given back."),
        "accept": _l("Only a report that was sent can be accepted."),
        "waive": _l("This report is settled already."),
    },
)

INSTALMENTS = Lifecycle(
    name="award_instalment",
    column="status",
    moves={(I.PLANNED, "pay"): I.PAID, (I.PLANNED, "cancel"): I.CANCELLED},
    words={
        "pay": _l("This was paid already, or it was cancelled."),
        "cancel": _l("This was paid already, or it was cancelled."),
    },
)
