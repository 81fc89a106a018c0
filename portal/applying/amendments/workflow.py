"""When: a change is answered once, or taken back before that."""

from portal.applying.amendments.models import ChangeStatus as C
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

CHANGES = Lifecycle(
    name="award_change",
    column="status",
    moves={(C.ASKED, "agree"): C.AGREED, (C.ASKED, "refuse"): C.REFUSED, (C.ASKED, "take_back"): C.TAKEN_BACK},
    words={
        "agree": _l("This was answered or taken back already."),
        "refuse": _l("This was answered or taken back already."),
        "take_back": _l("This was answered or taken back already."),
    },
)
