"""Telling people: a notice on their page, and a mail where one is due."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.identity.accounts.models import Person
from portal.oversight.incoming.queries import unreachable
from portal.oversight.notifications import queries
from portal.oversight.notifications.models import Notification


@dataclass(frozen=True)
class Recipient:
    """Whom a letter goes to."""

    id: uuid.UUID
    name: str
    email: str
    language: str


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

    `title` is the whole sentence; `path` leads to what it is about. With `letter` ("notice" suits most) each also gets that mail; `context` goes to its
    template (`words`: further sentences). With `once` nobody is told the same thing twice. People without an active account are passed over.
    """
    told = queries.active_people(person_ids)
    if once is not None:
        known = queries.known_once([_once(once, person.id) for person in told])
        told = [person for person in told if _once(once, person.id) not in known]
    if not told:
        return 0
    words = str(title)[:300]
    without_mail = unreachable(person.id for person in told) if letter is not None else set()
    for person in told:
        key = _once(once, person.id) if once is not None else None
        session().add(
            Notification(person_id=person.id, kind=kind[:60], title=words, path=path, cluster_id=cluster_id, once=key)
        )
        if letter is not None and person.id not in without_mail:
            recipient = Recipient(person.id, person.name, person.email, person.language)
            hooks.write_letter(letter, recipient, title=words, path=path, once=key, **context)
    counted = sa.update(Person).where(Person.id.in_([person.id for person in told]))
    session().execute(counted.values(unread=Person.unread + 1))
    session().flush()
    return len(told)


def _once(once: str, person_id: uuid.UUID) -> str:
    return f"{once[:160]}:{person_id}"


def mark_all_read(*, by: Actor) -> None:
    """The person has read their notices."""
    unread = sa.update(Notification).where(Notification.person_id == by.id, Notification.read_at.is_(None))
    session().execute(unread.values(read_at=clock.now()))
    session().execute(sa.update(Person).where(Person.id == by.id).values(unread=0))
