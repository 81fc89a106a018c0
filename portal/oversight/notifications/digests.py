"""One mail a day, or a week, in place of many: for whoever asked for it. In the morning on the person's own clocks, weekly ones on Monday."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from portal.core import clock, jobs
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.outbox import Answers
from portal.core.perform import perform
from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.oversight.incoming import addresses
from portal.oversight.incoming.addresses import Use
from portal.oversight.incoming.queries import unreachable
from portal.oversight.notifications import queries, rhythm, stops
from portal.oversight.notifications.lists import mailing_list
from portal.oversight.notifications.messages import Said, messages_of
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.morning import FROM, UNTIL
from portal.oversight.notifications.rhythm import Frequency
from portal.policy import Action, allows
from portal.web import login
from portal.web.mailing import write_letter

MONDAY = 0


@jobs.every(timedelta(minutes=15))
def digest_mail() -> int:
    """Write to everyone whose morning it is and for whom notices were gathered. Returns how many mails were written."""
    written, after = 0, None
    zones = [zone for zone in queries.zones_of_people() if _is_morning(zone)]
    while zones and (people := queries.people_with_gathered_notices(zones=zones, after=after)):
        after = people[-1].id
        session().commit()
        written += sum(perform(write_digest, by=SYSTEM, person_id=person.id) for person in people)
    return written


def _is_morning(zone: str) -> bool:
    return FROM <= clock.now().astimezone(ZoneInfo(zone)).time() < UNTIL


def write_digest(*, by: Actor, person_id: uuid.UUID) -> bool:
    """Put one mail with everything that was gathered into the outbox. A deed for `perform`."""
    found = queries.active_people([person_id])
    if not found:
        return False
    person = found[0]
    today = clock.now().astimezone(ZoneInfo(person.zone)).date()
    once = f"digest:{person.id}:{today.isoformat()}"
    if queries.letters_written([once]):  # what was gathered since comes tomorrow
        return False
    due = [Frequency.DAILY, Frequency.WEEKLY] if today.weekday() == MONDAY else [Frequency.DAILY]
    notices = queries.gathered_notices(person_id, due)
    is_wanted = not queries.stopped([person_id], [stops.DIGEST]) and not unreachable([person_id])
    if notices and is_wanted:
        _write(person, notices, once, more=queries.count_gathered(person_id, due) - len(notices))
    queries.gather_no_more(person_id, due)
    return bool(notices) and is_wanted


def _write(person: Person, notices: Sequence[Notification], once: str, *, more: int) -> None:
    home = str(current_app.config["PUBLIC_URL"])
    items = _items(person, notices)
    threads = {item.said.thread.id for item in items if item.said is not None}
    alone = threads.pop() if len(threads) == 1 and all(item.said is not None for item in items) else None
    with speaking_to(person.language, person.zone):
        write_letter(
            "digest",
            address=person.email,
            person_id=person.id,
            once=once,
            due_at=rhythm.due_for(person, clock.now()),
            answers=Answers("thread", alone) if alone is not None else None,
            mailing_list=mailing_list(person.id, stops.DIGEST),
            name=person.name,
            zone=person.zone,
            notices=items,
            more=more,
            is_one_conversation=alone is not None,
            notices_link=home + "/notices",
        )


@dataclass(frozen=True)
class Item:
    """One notice in the mail of the day; with the message that it tells of, and where an answer to it goes."""

    title: str
    link: str
    said: Said | None = None
    answer_to: str | None = None


def _items(person: Person, notices: Sequence[Notification]) -> list[Item]:
    """The notices, those of one conversation together. A message is brought only to who may still read it."""
    home = str(current_app.config["PUBLIC_URL"])
    said = messages_of({notice.post_id for notice in notices if notice.post_id is not None})
    reader = login.people.by_id(person.id) if said else None
    order: dict[uuid.UUID, int] = {}
    for place, notice in enumerate(notices):
        order.setdefault(notice.subject_id or notice.id, place)
    found = []
    for notice in sorted(notices, key=lambda one: order[one.subject_id or one.id]):
        message = said.get(notice.post_id) if notice.post_id is not None else None
        if message is not None and not allows(reader, Action.THREAD_VIEW, message.thread):
            message = None
        found.append(Item(notice.title, home + notice.path, message, _answer_to(notice) if message else None))
    return found


def _answer_to(notice: Notification) -> str | None:
    """The address that an answer to this one message goes to; None where the portal takes no mail in."""
    domain = current_app.config["SETTINGS"].mail_in_domain
    if domain is None:
        return None
    return addresses.make(Use.ANSWER, notice.id, domain=domain, key=current_app.config["SECRET_KEY"])
