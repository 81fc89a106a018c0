"""What happens when: workbooks of rounds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.oversight.notifications.services import tell
from portal.oversight.workbooks.events import WorkbookEnded
from portal.subscriptions.words import _


def tell_who_asked(event: WorkbookEnded) -> None:
    """It is ready, or it could not be made. Who stopped it knows."""
    if event.how == "cancelled":
        return
    is_ready = event.how == "ready"
    title = _("Your workbook is ready: fetch it within a day") if is_ready else _("Your workbook could not be made")
    tell(
        [event.person_id],
        kind="workbook_ended",
        title=title,
        path=f"/workbooks/{event.subject_id}",
        once=f"workbook_ended:{event.subject_id}",
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {WorkbookEnded: [tell_who_asked]}
