"""When: the lifecycle of a task."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.plans.models import TaskStatus

TASK = Lifecycle(
    "task",
    "status",
    {
        (TaskStatus.WANTED, "take"): TaskStatus.TAKEN,
        (TaskStatus.TAKEN, "give_back"): TaskStatus.WANTED,
        (TaskStatus.BLOCKED, "give_back"): TaskStatus.WANTED,
        (TaskStatus.TAKEN, "block"): TaskStatus.BLOCKED,
        (TaskStatus.BLOCKED, "unblock"): TaskStatus.TAKEN,
        (TaskStatus.TAKEN, "finish"): TaskStatus.DONE,
        (TaskStatus.BLOCKED, "finish"): TaskStatus.DONE,
        (TaskStatus.DONE, "reopen"): TaskStatus.TAKEN,
        (TaskStatus.WANTED, "drop"): TaskStatus.DROPPED,
        (TaskStatus.TAKEN, "drop"): TaskStatus.DROPPED,
        (TaskStatus.BLOCKED, "drop"): TaskStatus.DROPPED,
    },
    {
        "take": _l("Another school has taken this on already. Thank you all the same."),
        "give_back": _l("Only what a school has taken on can be passed on."),
        "block": _l("Only what a school has taken on can be held up."),
        "unblock": _l("Nothing holds this up now."),
        "finish": _l("Only what a school has taken on can be done."),
        "reopen": _l("Only what is done can be taken up again."),
        "drop": _l("This is done or was dropped already."),
    },
)
