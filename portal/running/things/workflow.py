"""When: from the question for a thing to its way back."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.things.models import LoanStatus

_CHANGED = _l("This loan has gone on since you opened the page.")

LOAN = Lifecycle(
    "loan",
    "status",
    {
        (LoanStatus.ASKED, "promise"): LoanStatus.PROMISED,
        (LoanStatus.ASKED, "decline"): LoanStatus.DECLINED,
        (LoanStatus.ASKED, "withdraw"): LoanStatus.WITHDRAWN,
        (LoanStatus.PROMISED, "withdraw"): LoanStatus.WITHDRAWN,
        (LoanStatus.PROMISED, "take_back"): LoanStatus.DECLINED,
        (LoanStatus.PROMISED, "hand_out"): LoanStatus.LENT,
        (LoanStatus.LENT, "bring_back"): LoanStatus.BACK,
    },
    dict.fromkeys(("promise", "decline", "withdraw", "take_back", "hand_out", "bring_back"), _CHANGED),
)
