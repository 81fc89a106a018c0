"""What happens when: oversight, how a notice becomes a letter, and the alarm clock of the job runner."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import force_locale

from portal.core.events import Event
from portal.oversight.notifications import morning, reminders  # noqa: F401 - what the clock starts is registered there
from portal.oversight.notifications.services import Recipient
from portal.oversight.runner import alarm
from portal.web.mailing import write_letter

IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {}


def write_letter_to(kind: str, recipient: Recipient, *, path: str, **words: Any) -> None:
    """Write the mail of a notice, in the language of who reads it."""
    home = str(current_app.config["PUBLIC_URL"])
    with force_locale(recipient.language):
        write_letter(
            kind,
            address=recipient.email,
            person_id=recipient.id,
            name=recipient.name,
            link=home + path,
            notices_link=home + "/notices",
            **{"words": "", **words},
        )


def wake_the_runner() -> None:
    """Ring for the mail that is now waiting. The job runner looks every few seconds anyway, so nothing is lost when nobody hears it."""
    alarm.ring(current_app.config["SETTINGS"].jobs_database)
