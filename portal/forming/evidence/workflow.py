"""When: the lifecycles of an evidence item and of a supporter statement."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.forming.evidence.models import EvidenceStatus, StatementStatus

ITEM = Lifecycle(
    "evidence item",
    "status",
    {
        (EvidenceStatus.INTENTION, "fulfil"): EvidenceStatus.EVIDENCE,
        (EvidenceStatus.EVIDENCE, "withdraw"): EvidenceStatus.WITHDRAWN,
        (EvidenceStatus.INTENTION, "withdraw"): EvidenceStatus.WITHDRAWN,
        (EvidenceStatus.NOT_APPLICABLE, "withdraw"): EvidenceStatus.WITHDRAWN,
    },
    {
        "fulfil": _l("Only an intention can become evidence."),
        "withdraw": _l("This was taken out already."),
    },
)

STATEMENT = Lifecycle(
    "supporter statement",
    "status",
    {
        (StatementStatus.ASKED, "give"): StatementStatus.GIVEN,
        (StatementStatus.ASKED, "decline"): StatementStatus.DECLINED,
        (StatementStatus.ASKED, "expire"): StatementStatus.EXPIRED,
        (StatementStatus.ASKED, "withdraw"): StatementStatus.WITHDRAWN,
        (StatementStatus.GIVEN, "withdraw"): StatementStatus.WITHDRAWN,
    },
    {
        "give": _l("This letter of support was answered already, or is no longer needed."),
        "decline": _l("This letter of support was answered already, or is no longer needed."),
        "expire": _l("This letter of support was answered already."),
        "withdraw": _l("This letter of support was taken back already, or was never given."),
    },
)
