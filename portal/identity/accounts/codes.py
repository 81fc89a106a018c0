"""Codes of six digits that are mailed to somebody who has opened a mailed link, so that a mail that was forwarded signs nothing.

A code works once, for a quarter of an hour, and for one text alone: its hash holds the digest of exactly what was shown when it was asked for.
"""

import hmac
import secrets
import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.ids import new_id
from portal.core.workflow import claim
from portal.identity.accounts.links import hash_of
from portal.identity.accounts.models import LinkPurpose, OneTimeLink

LIVES_FOR = timedelta(minutes=15)
DIGITS = 6


def make_code(*, person_id: uuid.UUID, subject_id: uuid.UUID, bound_to: str, address: str) -> str:
    """A new code, the only time it can be seen; one that this person has for the same thing dies. `bound_to`: the digest of what is signed with it."""
    alive = (OneTimeLink.used_at.is_(None), OneTimeLink.void_at.is_(None))
    session().execute(sa.update(OneTimeLink).where(*_mine(person_id, subject_id), *alive).values(void_at=clock.now()))
    code, made = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", new_id()
    session().add(
        OneTimeLink(
            id=made,
            purpose=LinkPurpose.SIGNING_CODE,
            token_hash=_hash(made, bound_to, code),
            person_id=person_id,
            subject_id=subject_id,
            address=address,
            expires_at=clock.now() + LIVES_FOR,
        )
    )
    session().flush()
    return code


def is_waiting(*, person_id: uuid.UUID, subject_id: uuid.UUID) -> bool:
    """Has this person a code for this that still works?"""
    return _live(person_id, subject_id) is not None


def use_code(*, person_id: uuid.UUID, subject_id: uuid.UUID, bound_to: str, code: str, field: str = "code") -> None:
    """Use the code up. Raises RuleBroken(`field`, words) where it is another one, too old, used already, or was sent for another text."""
    found, typed = _live(person_id, subject_id), "".join(code.split())
    if found is None or not hmac.compare_digest(found.token_hash, _hash(found.id, bound_to, typed)):
        raise RuleBroken(
            field, _("This is not the code of our newest mail, or it is too old. Look again, or ask for another one.")
        )
    if not claim(found, {"used_at": None, "void_at": None}, {"used_at": clock.now()}):
        raise RuleBroken(field, _("This code was used already. Ask for another one."))


def _mine(person_id: uuid.UUID, subject_id: uuid.UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OneTimeLink.purpose == LinkPurpose.SIGNING_CODE,
        OneTimeLink.person_id == person_id,
        OneTimeLink.subject_id == subject_id,
    )


def _live(person_id: uuid.UUID, subject_id: uuid.UUID) -> OneTimeLink | None:
    alive = (OneTimeLink.used_at.is_(None), OneTimeLink.void_at.is_(None), OneTimeLink.expires_at > clock.now())
    query = sa.select(OneTimeLink).where(*_mine(person_id, subject_id), *alive)
    return session().scalars(query.order_by(OneTimeLink.id.desc()).limit(1)).first()


def _hash(code_id: uuid.UUID, bound_to: str, code: str) -> str:
    return hash_of(f"{code_id}:{bound_to}:{code}")
