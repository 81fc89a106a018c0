"""The lifecycles of an award and of a condition."""

from portal.applying.awards.models import AwardStatus as A
from portal.applying.awards.models import ConditionStatus as C
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

AWARDS = Lifecycle(
    name="award",
    column="status",
    moves={
        (A.OFFERED, "accept"): A.ACCEPTED,
        (A.OFFERED, "decline"): A.DECLINED,
        (A.OFFERED, "lapse"): A.LAPSED,
        (A.OFFERED, "revoke"): A.REVOKED,
        (A.ACCEPTED, "revoke"): A.REVOKED,
        (A.ACCEPTED, "start"): A.ACTIVE,
        (A.ACTIVE, "suspend"): A.SUSPENDED,
        (A.SUSPENDED, "resume"): A.ACTIVE,
        (A.ACTIVE, "close"): A.CLOSED,
        (A.SUSPENDED, "close"): A.CLOSED,
    },
    words={
        "accept": _l("This award was accepted already, or it is not offered any more."),
        "decline": _l("This award was accepted already, or it is not offered any more."),
        "lapse": _l("This award was accepted already, or it is not offered any more."),
        "revoke": _l("This award has begun. It can be closed."),
        "start": _l("This award cannot start now."),
        "suspend": _l("Only an award that has begun can be put on hold."),
        "resume": _l("This award is not on hold."),
        "close": _l("Only an award that has begun can be closed."),
    },
)

CONDITIONS = Lifecycle(
    name="award_condition",
    column="status",
    moves={
        (C.OPEN, "report"): C.REPORTED,
        (C.REPORTED, "return"): C.OPEN,
        (C.OPEN, "meet"): C.MET,
        (C.REPORTED, "meet"): C.MET,
        (C.OPEN, "waive"): C.WAIVED,
        (C.REPORTED, "waive"): C.WAIVED,
        (C.OPEN, "fail"): C.FAILED,
        (C.REPORTED, "fail"): C.FAILED,
    },
    words={
        "report": _l("You have told the programme already, or this condition is settled."),
        "return": _l("The school has not said yet that this is met."),
        "meet": _l("This condition is settled already."),
        "waive": _l("This condition is settled already."),
        "fail": _l("This condition is settled already."),
    },
)
