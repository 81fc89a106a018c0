"""Finding what a mail that came in is about."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import Duty
from portal.core.outbox import OutboxMail
from portal.core.types import Key
from portal.identity.accounts.models import Person
from portal.oversight.incoming.addresses import Addressed, Use
from portal.oversight.incoming.models import IncomingMail, MailTrouble
from portal.running.board.models import Thread


def find_mail(mail_id: uuid.UUID) -> OutboxMail | None:
    """The mail that was answered or came back; None when it is no longer kept."""
    return session().get(OutboxMail, mail_id)


@dataclass(frozen=True)
class Asked:
    """What someone answers: a mail of its own, or one of the notices in the mail of a day. `kind` and `subject_id`: what the answer goes to."""

    person_id: uuid.UUID | None
    kind: str | None
    subject_id: uuid.UUID | None
    path: str
    mail_id: uuid.UUID | None = None
    about: str | None = None
    is_digest: bool = False
    address: str = ""


def find_asked(addressed: Addressed) -> Asked | None:
    """What the address names; None when it is no longer kept."""
    if addressed.use == Use.ANSWER:
        notice = session().execute(_NOTICE, {"id": addressed.mail_id}).first()
        if notice is None:
            return None
        return Asked(notice.person_id, "thread" if notice.post_id is not None else None, notice.subject_id, notice.path)
    mail = find_mail(addressed.mail_id)
    if mail is None:
        return None
    is_digest = mail.kind == "digest"
    return Asked(
        mail.person_id, mail.subject_kind, mail.subject_id, mail.path, mail.id, mail.about, is_digest, mail.address
    )


# read as a table: the room of notices stands on this one, not the other way round
_notification = sa.table(
    "notification",
    sa.column("id", Key()),
    sa.column("person_id", Key()),
    sa.column("subject_id", Key()),
    sa.column("post_id", Key()),
    sa.column("path", sa.String()),
)
_NOTICE = sa.select(*[c for c in _notification.c if c.name != "id"]).where(_notification.c.id == sa.bindparam("id"))


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


def find_duty(duty_id: uuid.UUID) -> Duty | None:
    """A reply that is, or was, needed."""
    return session().get(Duty, duty_id)
