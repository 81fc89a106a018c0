"""Telling people: a notice on their page, and a mail where one is due."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.oversight.incoming.queries import unreachable
from portal.oversight.notifications import queries, rhythm
from portal.oversight.notifications.models import NoticeRhythm, Notification
from portal.oversight.notifications.rhythm import Frequency, Group

GATHERED = (Frequency.DAILY, Frequency.WEEKLY)


@dataclass(frozen=True)
class Recipient:
    """Whom a letter goes to."""

    id: uuid.UUID
    name: str
    email: str
    language: str
    zone: str


class Hooks:
    """How a letter is written is known above; put in at assembly."""

    def __init__(self) -> None:
        self.write_letter: Callable[..., None] = lambda kind, recipient, **words: None


hooks = Hooks()


def tell(
    person_ids: Iterable[uuid.UUID | None],
    *,
    kind: str,
    title: Any,
    path: str,
    cluster_id: uuid.UUID | None = None,
    letter: str | None = None,
    once: str | None = None,
    **context: Any,
) -> int:
    """Put a notice on the page of each of these people, in the running transaction. Returns how many were told.

    `title` is the whole sentence; a lazy one is put into words for each reader, in their language and on their clocks. `path` leads to what it is about.
    With `letter` ("notice" suits most) each also gets that mail; `context` goes to its template (`words`: further sentences). Mail comes as often as the
    person wants it, and never in their quiet hours; what keeps the account safe comes at once. With `once` nobody is told the same thing twice. People
    without an active account are passed over.
    """
    told = queries.active_people(person_ids)
    if once is not None:
        known = queries.known_once([_once(once, person.id) for person in told])
        told = [person for person in told if _once(once, person.id) not in known]
    if not told:
        return 0
    group, said = rhythm.group_of(kind), _in_their_words(told, title)
    wanted = queries.frequencies([p.id for p in told], group) if letter is not None and group is not None else {}
    without_mail = unreachable(person.id for person in told) if letter is not None else set()
    for person in told:
        key = _once(once, person.id) if once is not None else None
        frequency = wanted.get(person.id, Frequency.AT_ONCE)
        made = Notification(
            person_id=person.id, kind=kind[:60], title=said[person.id], path=path, cluster_id=cluster_id, once=key
        )
        made.gathered = frequency if frequency in GATHERED else None
        session().add(made)
        if letter is not None and frequency == Frequency.AT_ONCE and person.id not in without_mail:
            if group is not None:
                context["due_at"] = rhythm.due_for(person, clock.now())
            recipient = Recipient(person.id, person.name, person.email, person.language, person.zone)
            hooks.write_letter(letter, recipient, title=said[person.id], path=path, once=key, **context)
    counted = sa.update(Person).where(Person.id.in_([person.id for person in told]))
    session().execute(counted.values(unread=Person.unread + 1))
    session().flush()
    return len(told)


def _in_their_words(people: Iterable[Person], title: Any) -> dict[uuid.UUID, str]:
    """The sentence as each of these people reads it: in their language, on their clocks. Said once for all who share both."""
    said: dict[tuple[str, str], str] = {}
    found: dict[uuid.UUID, str] = {}
    for person in people:
        key = (person.language, person.zone)
        if key not in said:
            with speaking_to(*key):
                said[key] = str(title)[:300]
        found[person.id] = said[key]
    return found


def _once(once: str, person_id: uuid.UUID) -> str:
    return f"{once[:160]}:{person_id}"


def mark_all_read(*, by: Actor) -> None:
    """The person has read their notices."""
    unread = sa.update(Notification).where(Notification.person_id == by.id, Notification.read_at.is_(None))
    session().execute(unread.values(read_at=clock.now()))
    session().execute(sa.update(Person).where(Person.id == by.id).values(unread=0))


def set_rhythm(
    person: Person,
    *,
    by: Actor,
    frequencies: Mapping[Group, Frequency],
    quiet_from: time | None,
    quiet_until: time | None,
) -> None:
    """How often the person wants mail about what, and when not. What was gathered already comes in the mail it was gathered for."""
    if (quiet_from is None) != (quiet_until is None):
        field = "quiet_until" if quiet_until is None else "quiet_from"
        raise RuleBroken(field, _("Quiet hours need a beginning and an end."))
    person.quiet_from, person.quiet_until = quiet_from, quiet_until
    known = queries.rhythm_of(person.id)
    for group, frequency in frequencies.items():
        if group in known:
            known[group].frequency = frequency
        else:
            session().add(NoticeRhythm(person_id=person.id, group=group, frequency=frequency))
    session().flush()
