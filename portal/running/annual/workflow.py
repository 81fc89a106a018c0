"""When: a review is sent once."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.annual.models import AnnualStatus

ANNUAL = Lifecycle(
    "annual review",
    "status",
    {(AnnualStatus.OPEN, "send"): AnnualStatus.SENT},
    {"send": _l("This review was sent already.")},
)
