"""The morning mail: what needs me, by mail, when something is due soon. Runs again and again and writes to nobody twice on one day.

Tens of thousands of people may have their morning at one time, so what they owe is read, and their mails are written, for some people at once.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from portal.core import clock, jobs
from portal.core.actors import SYSTEM, Actor
from portal.core.bilingual import WELSH
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
from portal.web.mailing import Composed, compose

SOON = timedelta(days=7)
FROM, UNTIL = time(7, 0), time(12, 0)
KIND = "what_needs_me"
TOGETHER = 25


@jobs.every(timedelta(minutes=15))
def morning_mail() -> int:
    """Write to everyone whose local morning it is and who owes something within a week. Returns how many mails were written."""
    written = 0
    for people in _waking():
        owing = _who_owe(people)
        lines = (line for one in owing for line in one.owed)
        names = needs.names_for(lines, in_welsh=any(one.person.language == WELSH for one in owing))
        letters = [one.letter(names) for one in owing]
        session().commit()
        written += perform(put_into_the_outbox, by=SYSTEM, letters=letters) if letters else 0
    return written


def _waking() -> Iterator[Sequence[uuid.UUID]]:
    """People who may owe something soon, where it is morning, and who have had no such mail today: some at once."""
    at = clock.now()
    zones = [zone for zone in queries.zones_of_people() if _is_morning(zone, at)]
    after: uuid.UUID | None = None
    while zones and (candidates := queries.people_who_may_owe(at + SOON, zones=zones, after=after)):
        after = candidates[-1].id
        today = {_once(person.id, person.zone, at): person.id for person in candidates}
        written = queries.letters_written(list(today))
        session().commit()
        left = [person_id for key, person_id in today.items() if key not in written]
        yield from (left[start : start + TOGETHER] for start in range(0, len(left), TOGETHER))
        if len(candidates) < queries.MOST_CANDIDATES:
            return


def _is_morning(zone: str, at: datetime) -> bool:
    return FROM <= at.astimezone(ZoneInfo(zone)).time() < UNTIL


def _once(person_id: uuid.UUID, zone: str, at: datetime) -> str:
    return f"{KIND}:{person_id}:{at.astimezone(ZoneInfo(zone)).date().isoformat()}"


@dataclass
class _Owing:
    """Someone who owes something soon and wants the mail."""

    person: SignedIn
    row: Person
    owed: Sequence[OwedLine]

    def letter(self, names: needs.Names) -> Composed:
        """The mail to them."""
        home, person = str(current_app.config["PUBLIC_URL"]), self.person
        with speaking_to(person.language, person.zone):
            return compose(
                KIND,
                address=person.email,
                person_id=person.id,
                once=_once(person.id, person.zone, clock.now()),
                due_at=rhythm.due_for(self.row, clock.now()),
                mailing_list=mailing_list(person.id, Group.NEEDS.value),
                name=person.name,
                zone=person.zone,
                needs=needs.as_needs(self.owed, person, names),
                home=home,
                link=home + "/what-needs-me",
            )


def _who_owe(person_ids: Sequence[uuid.UUID]) -> list[_Owing]:
    """Those of these people who owe something within a week, and want to hear of it today."""
    found: list[_Owing] = []
    for row in _who_want(person_ids):
        person = login.people.by_id(row.id)
        owed = list_owed(needs.owner(person), limit=needs.MOST) if person is not None else []
        if person is not None and _is_due_soon(owed):
            found.append(_Owing(person, row, owed))
    return found


def _who_want(person_ids: Sequence[uuid.UUID]) -> Sequence[Person]:
    """Those of these people who want the mail of the morning, and today. Four statements, however many they are."""
    silent = unreachable(person_ids)
    stopped = {person_id for person_id, _about in queries.stops_among(person_ids, [Group.NEEDS.value])}
    said = queries.frequencies(person_ids, [Group.NEEDS])
    people = queries.people(set(person_ids) - silent - stopped)
    return [row for row in people if _is_wanted(row, said.get((row.id, Group.NEEDS)))]


def _is_wanted(person: Person, said: Frequency | None) -> bool:
    is_monday = clock.now().astimezone(ZoneInfo(person.zone)).weekday() == 0
    return said != Frequency.NEVER and (said != Frequency.WEEKLY or is_monday)


def _is_due_soon(owed: Sequence[OwedLine]) -> bool:
    limit = clock.now() + SOON
    return any(duty.due_at is not None and duty.due_at <= limit for duty in owed)


def put_into_the_outbox(*, by: Actor, letters: Sequence[Composed]) -> int:
    """These mails, but for those that another runner has written meanwhile. A deed for `perform`."""
    known = queries.letters_written([letter.once for letter in letters if letter.once is not None])
    new = [letter for letter in letters if letter.once not in known]
    for letter in new:
        letter.post(is_new=True)
    return len(new)
