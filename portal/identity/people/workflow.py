"""The life of a proposed role."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.identity.people.models import ProposalStatus

_OPEN = ProposalStatus.PROPOSED
_DECIDED = _l("This was decided already.")

PROPOSAL = Lifecycle(
    name="role proposal",
    column="status",
    moves={
        (_OPEN, "confirm"): ProposalStatus.CONFIRMED,
        (_OPEN, "refuse"): ProposalStatus.REFUSED,
        (_OPEN, "withdraw"): ProposalStatus.WITHDRAWN,
    },
    words={"confirm": _DECIDED, "refuse": _DECIDED, "withdraw": _DECIDED},
)
