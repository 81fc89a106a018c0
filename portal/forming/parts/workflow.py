"""When: a school that is asked to be mentored says yes or no."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.forming.parts.models import MenteeStatus

MENTEE = Lifecycle(
    "mentee",
    "status",
    {
        (MenteeStatus.ASKED, "agree"): MenteeStatus.AGREED,
        (MenteeStatus.ASKED, "decline"): MenteeStatus.DECLINED,
        (MenteeStatus.DECLINED, "ask"): MenteeStatus.ASKED,
    },
    {
        "agree": _l("This was answered already."),
        "decline": _l("This was answered already."),
        "ask": _l("This school was asked already."),
    },
)
