"""The lifecycle of a clarification."""

from portal.applying.clarifications.models import ClarificationStatus as S
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

CLARIFICATIONS = Lifecycle(
    name="clarification",
    column="status",
    moves={
        (S.ASKED, "send"): S.SENT,
        (S.SENT, "seal"): S.ANSWERED,
        (S.ASKED, "lapse"): S.LAPSED,
        (S.SENT, "lapse"): S.LAPSED,
    },
    words={
        "send": _l("Your answer was sent already, or the day has passed."),
        "seal": _l("This question is closed."),
        "lapse": _l("This question is closed."),
    },
)
