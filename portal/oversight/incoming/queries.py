"""Finding what a mail that came in is about."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person
from portal.oversight.incoming.models import IncomingMail, MailTrouble
from portal.running.board.models import Thread


def find_mail(mail_id: uuid.UUID) -> OutboxMail | None:
    """The mail that was answered or came back; None when it is no longer kept."""
    return session().get(OutboxMail, mail_id)


def find_thread(thread_id: uuid.UUID) -> Thread | None:
    """The conversation that a mail is about, with its cluster."""
    return session().get(Thread, thread_id)


def find_person(person_id: uuid.UUID) -> Person | None:
    return session().get(Person, person_id)


def was_taken(fingerprint: str) -> bool:
    """Has this very mail been taken in before?"""
    known = sa.select(IncomingMail.id).where(IncomingMail.fingerprint == fingerprint)
    return session().scalar(known) is not None


def trouble_of(person_id: uuid.UUID) -> MailTrouble | None:
    """What is known about mail to this person that came back."""
    return session().scalar(sa.select(MailTrouble).where(MailTrouble.person_id == person_id))


def unreachable(person_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people to whom notices are not mailed, because their mail came back too often."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return set()
    suspended = sa.select(MailTrouble.person_id).where(
        MailTrouble.person_id.in_(wanted), MailTrouble.suspended_at.is_not(None)
    )
    return set(session().scalars(suspended.limit(len(wanted))))
