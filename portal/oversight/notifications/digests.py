"""One mail a day, or a week, in place of many: for whoever asked for it. In the morning on the person's own clocks, weekly ones on Monday."""

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from portal.core import clock, jobs
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.perform import perform
from portal.core.readers import speaking_to
from portal.oversight.notifications import queries, rhythm
from portal.oversight.notifications.morning import FROM, UNTIL
from portal.oversight.notifications.rhythm import Frequency
from portal.web.mailing import write_letter

MONDAY = 0


@jobs.every(timedelta(minutes=15))
def digest_mail() -> int:
    """Write to everyone whose morning it is and for whom notices were gathered. Returns how many mails were written."""
    written, after = 0, None
    while people := queries.people_with_gathered_notices(after=after):
        after = people[-1].id
        waking = [person.id for person in people if _is_morning(person.zone)]
        session().rollback()
        written += sum(perform(write_digest, by=SYSTEM, person_id=person_id) for person_id in waking)
    return written


def _is_morning(zone: str) -> bool:
    return FROM <= clock.now().astimezone(ZoneInfo(zone)).time() < UNTIL


def write_digest(*, by: Actor, person_id: uuid.UUID) -> bool:
    """Put one mail with everything that was gathered into the outbox. A deed for `perform`."""
    found = queries.active_people([person_id])
    if not found:
        return False
    person = found[0]
    is_monday = clock.now().astimezone(ZoneInfo(person.zone)).weekday() == MONDAY
    due = [Frequency.DAILY, Frequency.WEEKLY] if is_monday else [Frequency.DAILY]
    notices = queries.gathered_notices(person_id, due)
    if not notices:
        return False
    home = str(current_app.config["PUBLIC_URL"])
    with speaking_to(person.language, person.zone):
        write_letter(
            "digest",
            address=person.email,
            person_id=person.id,
            due_at=rhythm.due_for(person, clock.now()),
            name=person.name,
            notices=[(notice.title, home + notice.path) for notice in notices],
            settings_link=home + "/profile/notices",
            notices_link=home + "/notices",
        )
    for notice in notices:
        notice.gathered = None
    return True
