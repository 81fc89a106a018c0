"""The morning mail: what needs me, by mail, when something is due soon. Runs again and again and writes to nobody twice on one day."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from portal.core import clock, jobs
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import OwedLine, list_owed
from portal.core.perform import perform
from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.oversight.incoming.queries import unreachable
from portal.oversight.notifications import needs, queries, rhythm
from portal.oversight.notifications.lists import mailing_list
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.policy import SignedIn
from portal.web import login
from portal.web.mailing import write_letter

SOON = timedelta(days=7)
FROM, UNTIL = time(7, 0), time(12, 0)
KIND = "what_needs_me"


@jobs.every(timedelta(minutes=15))
def morning_mail() -> int:
    """Write to everyone whose local morning it is and who owes something within a week. Returns how many mails were written."""
    return sum(_write_to(person_id) for person_id in _waking())


def _waking() -> Iterator[uuid.UUID]:
    """People who may owe something soon, where it is morning, and who have had no such mail today."""
    at = clock.now()
    after: uuid.UUID | None = None
    while candidates := queries.people_who_may_owe(at + SOON, after=after):
        after = candidates[-1].id
        today = {_once(person.id, person.zone, at): person.id for person in candidates if _is_morning(person.zone, at)}
        written = queries.letters_written(list(today))
        session().rollback()
        yield from (person_id for key, person_id in today.items() if key not in written)


def _is_morning(zone: str, at: datetime) -> bool:
    return FROM <= at.astimezone(ZoneInfo(zone)).time() < UNTIL


def _once(person_id: uuid.UUID, zone: str, at: datetime) -> str:
    return f"{KIND}:{person_id}:{at.astimezone(ZoneInfo(zone)).date().isoformat()}"


def _write_to(person_id: uuid.UUID) -> bool:
    person = login.people.by_id(person_id)
    if person is None or not _is_due_soon(_owed_by(person)):
        session().rollback()
        return False
    return perform(write_mail, by=SYSTEM, person=person)


def _owed_by(person: SignedIn) -> Sequence[OwedLine]:
    return list_owed(needs.owner(person), limit=needs.MOST)


def _is_due_soon(owed: Sequence[OwedLine]) -> bool:
    limit = clock.now() + SOON
    return any(duty.due_at is not None and duty.due_at <= limit for duty in owed)


def _is_wanted(person: Person) -> bool:
    """Whether the person wants the mail of the morning, and today."""
    said = queries.frequencies([person.id], [Group.NEEDS]).get((person.id, Group.NEEDS))
    is_monday = clock.now().astimezone(ZoneInfo(person.zone)).weekday() == 0
    return said != Frequency.NEVER and (said != Frequency.WEEKLY or is_monday)


def _is_stopped(person_id: uuid.UUID) -> bool:
    return bool(queries.stopped([person_id], [Group.NEEDS.value]))


def write_mail(*, by: Actor, person: SignedIn) -> bool:
    """Put the mail of one person into the outbox, if it is still true. A deed for `perform`."""
    owed, row = _owed_by(person), session().get_one(Person, person.id)
    if not _is_due_soon(owed) or not _is_wanted(row) or unreachable([person.id]) or _is_stopped(person.id):
        return False
    home = str(current_app.config["PUBLIC_URL"])
    with speaking_to(person.language, person.zone):
        write_letter(
            KIND,
            address=person.email,
            person_id=person.id,
            once=_once(person.id, person.zone, clock.now()),
            due_at=rhythm.due_for(row, clock.now()),
            mailing_list=mailing_list(person.id, Group.NEEDS.value),
            name=person.name,
            zone=person.zone,
            needs=needs.as_needs(owed, person),
            home=home,
            link=home + "/what-needs-me",
        )
    return True
