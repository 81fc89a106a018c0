"""What happens when: the record. Who looks after the service hears at once that something in it does not agree."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.oversight.chain.events import RecordBroken
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy import Role
from portal.subscriptions.words import _


def _tell_of_a_break(event: RecordBroken) -> None:
    """Every night anew, for as long as it does not agree: an alarm that is heard once is forgotten."""
    title = _("The record does not agree with its seals: block %(block)s. Somebody has to look.", block=event.block)
    words = _("The page says what was found. docs/operations.md says what to do.")
    who = recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.PROGRAMME_MANAGER)
    tell(who, kind="record_broken", title=title, path="/administration/record", letter="notice", words=words)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    RecordBroken: (_tell_of_a_break,),
}
