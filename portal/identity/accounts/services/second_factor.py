"""The second step: an app that shows codes, ten codes for a lost phone. Setting up, using, replacing, switching off."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from portal.core import clock, limits
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change, claim
from portal.identity.accounts import events, queries
from portal.identity.accounts.models import Passkey, Person, RecoveryCode
from portal.identity.accounts.services.sessions import end_all_sessions
from portal.identity.accounts.services.signing_in import raise_session
from portal.policy.people import SECOND_FACTOR_ROLES

CODES = 10
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that looks like another
LENGTH = 16


def code_hash(code: str) -> str:
    """The hash of a recovery code as the person typed it: spaces, dashes and case do not matter."""
    return hashlib.sha256("".join(c for c in code.upper() if c.isalnum()).encode()).hexdigest()


def set_up_second_factor(
    person: Person,
    *,
    by: Actor,
    seed: str,
    step: int,
    session_id: uuid.UUID,
    token_hash: str,
    replaces: bool = False,
) -> list[str]:
    """The person's app is known from now on; the code that proved it is used up. Answers ten recovery codes, the only time they can be seen.

    With `replaces` another app takes the place of the one before. Every other session ends.
    """
    before = person.totp_secret if replaces else None
    change(person, {"totp_secret": before}, {"totp_secret": seed, "totp_last_step": step})
    about = {"by_id": person.id, "person_id": person.id}
    record(events.SecondFactorReplaced(**about) if before else events.SecondFactorSetUp(**about))
    end_all_sessions(by=person, person_id=person.id, but=session_id)
    raise_session(session_id=session_id, person_id=person.id, token_hash=token_hash, second_step=True)
    return lay_new_codes(person)


def give_second_factor(
    person: Person, *, by: Actor, step: int, session_id: uuid.UUID, token_hash: str, turns: Sequence[int]
) -> None:
    """The second step of a sign-in, or a proof that it is still the same person. A code works once."""
    last = person.totp_last_step
    if (last is not None and step <= last) or not claim(person, {"totp_last_step": last}, {"totp_last_step": step}):
        raise RuleBroken("code", _("This code was used already. Wait for the next one."))
    limits.give_back(ids=turns)
    record(events.SecondFactorGiven(by_id=person.id, person_id=person.id))
    raise_session(session_id=session_id, person_id=person.id, token_hash=token_hash, second_step=True)


def use_recovery_code(
    person: Person, *, by: Actor, code: str, session_id: uuid.UUID, token_hash: str, turns: Sequence[int]
) -> bool:
    """A recovery code in place of the app; it works once. Answers False when it is none of this person's, or was used."""
    mine = (RecoveryCode.person_id == person.id, RecoveryCode.code_hash == code_hash(code))
    found = session().scalar(sa.select(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).limit(1))
    if found is None or not claim(found, {"used_at": None}, {"used_at": clock.now()}):
        return False
    limits.give_back(ids=turns)
    left = queries.count_recovery_codes(person.id)
    record(events.RecoveryCodeUsed(by_id=person.id, person_id=person.id, left=left))
    raise_session(session_id=session_id, person_id=person.id, token_hash=token_hash, second_step=True)
    return True


def new_recovery_codes(person: Person, *, by: Actor) -> list[str]:
    """Ten new codes; older ones are dead. Answers them, the only time they can be seen."""
    if person.totp_secret is None and not queries.has_passkey(person.id):
        raise RuleBroken(None, _("Set up your second step first."))
    record(events.RecoveryCodesMade(by_id=by.id, person_id=person.id))
    return lay_new_codes(person)


def lay_new_codes(person: Person) -> list[str]:
    """Ten codes in place of those before. Answers them as the person reads them."""
    session().execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    plain = ["".join(secrets.choice(LETTERS) for _place in range(LENGTH)) for _code in range(CODES)]
    session().add_all(RecoveryCode(person_id=person.id, code_hash=code_hash(code)) for code in plain)
    session().flush()
    return ["-".join(code[at : at + 4] for at in range(0, LENGTH, 4)) for code in plain]


def must_keep_a_step(person: Person, words: str) -> None:
    """Raises RuleBroken with these words when a role of the person needs a second step."""
    if queries.live_roles(person.id) & SECOND_FACTOR_ROLES:
        raise RuleBroken(None, words)


def switch_off_second_factor(person: Person, *, by: Actor) -> None:
    """No app any more. Whose role needs a second step must have a passkey to do without it; the recovery codes then stay good."""
    if not queries.has_passkey(person.id):
        must_keep_a_step(person, _("Your role needs the second step. You can replace the app, but not do without it."))
        _forget_codes(person)
    person.totp_secret, person.totp_last_step = None, None
    record(events.SecondFactorSwitchedOff(by_id=by.id, person_id=person.id))


def forget_second_factor(person: Person) -> None:
    """App, passkeys and recovery codes are gone. Whose role needs a second step sets it up at the next sign-in."""
    person.totp_secret, person.totp_last_step = None, None
    session().execute(sa.delete(Passkey).where(Passkey.person_id == person.id))
    _forget_codes(person)


def _forget_codes(person: Person) -> None:
    session().execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
