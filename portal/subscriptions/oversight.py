"""What happens when: oversight, how a notice becomes a letter, and the alarm clock of the job runner."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.events import Event
from portal.core.readers import speaking_to
from portal.identity.accounts.events import AddressChanged
from portal.identity.accounts.models import Person
from portal.oversight.incoming.events import MailSuspended
from portal.oversight.incoming.services import resume_mail_of
from portal.oversight.notifications import digests, morning, overdue, passing, recipients, reminders  # noqa: F401 - what the clock starts is registered there
from portal.oversight.notifications.lists import mailing_list
from portal.oversight.notifications.services import Recipient, tell
from portal.oversight.runner import alarm
from portal.subscriptions.words import _
from portal.web.mailing import write_letter


def mail_suspended(event: MailSuspended) -> None:
    """The person reads it on their page; the contacts of their schools can ask them for a new address."""
    tell(
        [event.person_id],
        kind=event.kind(),
        title=_("Mail to you comes back, so notices are no longer mailed to you"),
        path="/mail-to-me",
    )
    person = session().get(Person, event.person_id)
    if person is None:
        return
    title = _("Mail to %(name)s comes back. Please ask for a new address", name=person.name)
    for school_id in recipients.schools_of(person.id):
        contacts = [one for one in recipients.contacts_of_school(school_id) if one != person.id]
        tell(contacts, kind=event.kind(), title=title, path=f"/schools/{school_id}", letter="notice")


def address_changed(event: AddressChanged) -> None:
    """What came back came back from the old address: notices go to the new one."""
    resume_mail_of(event.person_id, by=SYSTEM)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    MailSuspended: [mail_suspended],
    AddressChanged: [address_changed],
}


def urgent_for() -> timedelta:
    """How long something urgent may stay unread before the deputy is told."""
    return timedelta(hours=current_app.config["SETTINGS"].urgent_unread_hours)


def write_letter_to(
    kind: str, recipient: Recipient, *, path: str, about: str | None = None, board: str = "", **words: Any
) -> None:
    """Write the mail of a notice, in the language of who reads it. `about`: what its reader can stop."""
    home = str(current_app.config["PUBLIC_URL"])
    with speaking_to(recipient.language, recipient.zone):
        write_letter(
            kind,
            address=recipient.email,
            person_id=recipient.id,
            name=recipient.name,
            zone=recipient.zone,
            path=path,
            link=home + path,
            notices_link=home + "/notices",
            mailing_list=mailing_list(recipient.id, about, board=board),
            **{"words": "", **words},
        )


def wake_the_runner() -> None:
    """Ring for the mail that is now waiting. The job runner looks every few seconds anyway, so nothing is lost when nobody hears it."""
    alarm.ring(current_app.config["SETTINGS"].jobs_database)
