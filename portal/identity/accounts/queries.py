"""Finding people, sessions and links."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.text import fold_email
from portal.identity.accounts.links import hash_of
from portal.identity.accounts.models import (
    KeptForm,
    KnownDevice,
    LinkPurpose,
    OneTimeLink,
    Passkey,
    Person,
    PersonStatus,
    RecoveryCode,
    RoleGrant,
    WebSession,
)
from portal.policy.people import SECOND_FACTOR_ROLES, Role

SECOND_STEP_WITHIN = timedelta(minutes=10)
LONGEST_TOKEN = 100


def get_person(person_id: uuid.UUID) -> Person:
    """Raises NotFound."""
    person = session().get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def person_by_email(address: str) -> Person | None:
    """The account of an address, whatever its case; None if there is none."""
    return session().scalar(sa.select(Person).where(Person.email == fold_email(address)))


def live_link(token: str, purpose: LinkPurpose) -> OneTimeLink | None:
    """The one-time link of this token if it still works; None otherwise, also for what is too long to be a token."""
    if len(token) >= LONGEST_TOKEN:
        return None
    found = session().scalar(
        sa.select(OneTimeLink).where(OneTimeLink.token_hash == hash_of(token), OneTimeLink.purpose == purpose)
    )
    if found is None or found.used_at is not None or found.void_at is not None or found.expires_at <= clock.now():
        return None
    return found


def live_roles(person_id: uuid.UUID) -> frozenset[Role]:
    """The roles of the programme that this person holds now."""
    query = sa.select(RoleGrant.role).where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None))
    return frozenset(session().scalars(query))


def known_device(address: str, device_hash: str) -> uuid.UUID | None:
    """The browser in which the person of this address has signed in before, if this is one."""
    query = sa.select(KnownDevice.id).join(Person, Person.id == KnownDevice.person_id)
    return session().scalar(query.where(Person.email == fold_email(address), KnownDevice.token_hash == device_hash))


def needs_second_step(person: Person) -> bool:
    """Whether the password alone does not sign this person in: their role says so, or they chose it themselves."""
    return person.totp_secret is not None or bool(live_roles(person.id) & SECOND_FACTOR_ROLES)


def count_recovery_codes(person_id: uuid.UUID) -> int:
    """How many codes for a lost phone are still good."""
    good = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session().scalar(sa.select(sa.func.count()).select_from(RecoveryCode).where(*good)) or 0


MOST_PASSKEYS = 10


def get_passkey(passkey_id: uuid.UUID) -> Passkey:
    """Raises NotFound."""
    found = session().get(Passkey, passkey_id)
    if found is None:
        raise NotFound
    return found


def list_passkeys(person_id: uuid.UUID) -> Sequence[Passkey]:
    """The person's passkeys, the oldest first."""
    mine = sa.select(Passkey).where(Passkey.person_id == person_id)
    return session().scalars(mine.order_by(Passkey.created_at, Passkey.id).limit(MOST_PASSKEYS)).all()


def has_passkey(person_id: uuid.UUID, *, but: uuid.UUID | None = None) -> bool:
    """Whether the person has a passkey, besides this one."""
    mine = sa.select(Passkey.id).where(Passkey.person_id == person_id)
    return session().scalar((mine if but is None else mine.where(Passkey.id != but)).limit(1)) is not None


def passkey_by_credential(credential_id: str) -> Passkey | None:
    """The passkey with this id of the device's own."""
    return session().scalar(sa.select(Passkey).where(Passkey.credential_id == credential_id))


def get_session(session_id: uuid.UUID) -> WebSession:
    """A session, live or not. Raises NotFound."""
    held = session().get(WebSession, session_id)
    if held is None:
        raise NotFound
    return held


def session_waiting_for_code(token_hash: str) -> tuple[WebSession, Person] | None:
    """A live session that has not taken its second step, and its person."""
    query = sa.select(WebSession, Person).join(Person, Person.id == WebSession.person_id)
    where = (WebSession.token_hash == token_hash, WebSession.ended_at.is_(None), WebSession.second_factor_at.is_(None))
    row = session().execute(query.where(*where, Person.status == PersonStatus.ACTIVE)).first()
    if row is None or row[0].created_at < clock.now() - SECOND_STEP_WITHIN:
        return None
    return row[0], row[1]


def list_sessions(person_id: uuid.UUID) -> Sequence[WebSession]:
    """The person's live sessions, the one used last first."""
    where = (WebSession.person_id == person_id, WebSession.ended_at.is_(None), WebSession.expires_at > clock.now())
    return (
        session()
        .scalars(
            sa.select(WebSession).where(*where).order_by(WebSession.seen_at.desc(), WebSession.id.desc()).limit(50)
        )
        .all()
    )


def session_by_hash(token_hash: str) -> WebSession | None:
    """A session, live or not."""
    return session().scalar(sa.select(WebSession).where(WebSession.token_hash == token_hash))


def kept_form(token: str, person_id: uuid.UUID) -> KeptForm | None:
    """The form that was kept for this very person, for an hour."""
    where = (KeptForm.token_hash == hash_of(token), KeptForm.person_id == person_id, KeptForm.expires_at > clock.now())
    return session().scalar(sa.select(KeptForm).where(*where))
