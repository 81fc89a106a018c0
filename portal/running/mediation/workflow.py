"""The lifecycle of a difficulty that two schools sort out with a mediator."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.mediation.models import MediationStatus as S

_ENDED = _l("This has ended already. Please look again.")

MEDIATION = Lifecycle(
    "mediation",
    "status",
    {
        (S.RAISED, "accept"): S.ACCEPTED,
        (S.ACCEPTED, "begin"): S.IN_PROGRESS,
        (S.ACCEPTED, "change_mediator"): S.RAISED,
        (S.IN_PROGRESS, "change_mediator"): S.RAISED,
        (S.RAISED, "decline"): S.UNSETTLED,
        (S.ACCEPTED, "settle"): S.SETTLED,
        (S.IN_PROGRESS, "settle"): S.SETTLED,
        (S.ACCEPTED, "give_up"): S.UNSETTLED,
        (S.IN_PROGRESS, "give_up"): S.UNSETTLED,
        (S.SETTLED, "reopen"): S.IN_PROGRESS,
        (S.SETTLED, "close"): S.CLOSED,
        (S.UNSETTLED, "close"): S.CLOSED,
        (S.RAISED, "withdraw"): S.WITHDRAWN,
        (S.ACCEPTED, "withdraw"): S.WITHDRAWN,
        (S.IN_PROGRESS, "withdraw"): S.WITHDRAWN,
        (S.RAISED, "move_to_safeguarding"): S.TO_SAFEGUARDING,
        (S.ACCEPTED, "move_to_safeguarding"): S.TO_SAFEGUARDING,
        (S.IN_PROGRESS, "move_to_safeguarding"): S.TO_SAFEGUARDING,
        (S.SETTLED, "move_to_safeguarding"): S.TO_SAFEGUARDING,
        (S.UNSETTLED, "move_to_safeguarding"): S.TO_SAFEGUARDING,
    },
    {
        "accept": _l("Everyone has answered already."),
        "begin": _l("The talks can begin when both schools and the mediator have said yes."),
        "change_mediator": _l("The mediator can be changed only while the matter is open."),
        "decline": _l("You have answered already. Please look again."),
        "settle": _l("It can be settled when both schools and the mediator have said yes."),
        "give_up": _l("It can be ended when both schools and the mediator have said yes; before that, take it back."),
        "reopen": _l("Only what was settled can be opened again."),
        "close": _l("It can be closed once it is settled, or ended without an agreement."),
        "withdraw": _ENDED,
        "move_to_safeguarding": _ENDED,
    },
)
