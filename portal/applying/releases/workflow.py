"""The lifecycles of a sending and of each application in it."""

from portal.applying.releases.models import ItemStatus as I
from portal.applying.releases.models import ReleaseStatus as R
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

RELEASES = Lifecycle(
    name="release",
    column="status",
    moves={
        (R.ASKED, "begin"): R.RUNNING,
        (R.RUNNING, "finish"): R.DONE,
        (R.ASKED, "cancel"): R.CANCELLED,
        (R.RUNNING, "cancel"): R.CANCELLED,
    },
    words={
        "begin": _l("These results are being sent already, or the sending was stopped."),
        "finish": _l("Nothing is being sent."),
        "cancel": _l("Everything was sent already, or the sending was stopped."),
    },
)

ITEMS = Lifecycle(
    name="release_item",
    column="status",
    moves={(I.WAITING, "send"): I.SENT, (I.WAITING, "refuse"): I.REFUSED},
    words={"send": _l("This was sent already."), "refuse": _l("This was sent already.")},
)
