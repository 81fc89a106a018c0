"""What happens when: a file is held back, the virus scanner is silent. No notice names a file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.oversight.scanning import events, queries
from portal.policy import Role
from portal.subscriptions.words import _


def _tell_of_a_held_file(event: events.FileHeld) -> None:
    assert event.subject_id is not None  # noqa: S101 - the fact names its file
    words = _("Our virus scanner found something in it, so nobody can open it. Have it cleaned, then add it again.")
    title = _("A file that you added was held back.")
    path = queries.path_to(event.subject_id)
    tell([event.person_id], kind="file_held", title=title, path=path, letter="notice", words=words)
    others = recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR)
    title = _("The virus scanner held a file back.")
    tell([one for one in others if one != event.person_id], kind="file_held", title=title, path="/administration/files")


def _tell_of_silence(event: events.ScannerSilent) -> None:
    title = _("Files wait: the virus scanner does not answer.")
    words = _("Nobody but those who added them sees them until it has looked. Please see to the scanner.")
    people = recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR)
    tell(people, kind="scanner_silent", title=title, path="/administration/files", letter="notice", words=words)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.FileHeld: (_tell_of_a_held_file,),
    events.ScannerSilent: (_tell_of_silence,),
}
