"""What happens when: the record. Who looks after the service hears at once that something in it does not agree."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.oversight.breaches.events import BreachEntered
from portal.oversight.chain.events import RecordBroken
from portal.oversight.journal.events import ReadingsSummed
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy import Role
from portal.subscriptions.words import _, ngettext


def _tell_of_a_break(event: RecordBroken) -> None:
    """Every night anew, for as long as it does not agree: an alarm that is heard once is forgotten."""
    title = _("The record does not agree with its seals: block %(block)s. Somebody has to look.", block=event.block)
    words = _("The page says what was found. docs/operations.md says what to do.")
    who = recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.PROGRAMME_MANAGER)
    tell(who, kind="record_broken", title=title, path="/administration/record", letter="notice", words=words)


def _tell_of_a_month(event: ReadingsSummed) -> None:
    title = ngettext(
        "Last month %(num)d person opened confidential records by their role.",
        "Last month %(num)d people opened confidential records by their role.",
        event.readers,
    )
    words = _("The page says who opened how many. Please look whether each of them had a reason.")
    who = recipients.people_with_role(Role.PROGRAMME_MANAGER, Role.AUDITOR, Role.SAFEGUARDING_LEAD)
    path = "/administration/readings/months"
    tell(who, kind="readings_summed", title=title, path=path, letter="notice", once=str(event.month), words=words)


def _tell_of_a_breach(event: BreachEntered) -> None:
    title = _("A breach of data was entered in the list.")
    words = _("The page says what happened, and until when the regulator has to be told.")
    roles = (Role.SYSTEM_ADMINISTRATOR, Role.PROGRAMME_MANAGER, Role.AUDITOR, Role.SAFEGUARDING_LEAD)
    who = [one for one in recipients.people_with_role(*roles) if one != event.by_id]
    path = f"/administration/breaches/{event.subject_id}"
    tell(who, kind="breach_entered", title=title, path=path, letter="notice", words=words)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    BreachEntered: (_tell_of_a_breach,),
    RecordBroken: (_tell_of_a_break,),
    ReadingsSummed: (_tell_of_a_month,),
}
