"""The lifecycle of a workbook: it ends in a file for a day, or in a named error."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.oversight.workbooks.models import WorkbookStatus as S

WORKBOOKS = Lifecycle(
    name="workbook",
    column="status",
    moves={
        (S.WAITING, "begin"): S.RUNNING,
        (S.RUNNING, "begin"): S.RUNNING,
        (S.RUNNING, "finish"): S.READY,
        (S.RUNNING, "fail"): S.FAILED,
        (S.WAITING, "fail"): S.FAILED,
        (S.WAITING, "cancel"): S.CANCELLED,
        (S.RUNNING, "cancel"): S.CANCELLED,
        (S.READY, "end"): S.GONE,
    },
    words={
        "cancel": _l("This workbook is finished already."),
        "end": _l("Only a finished workbook comes to its end."),
    },
)
