"""Passkeys: the question that one must answer, adding, using, naming, removing. What an answer is worth is found out before (`accounts/passkeys.py`)."""

import secrets
import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import claim
from portal.identity.accounts import events, queries
from portal.identity.accounts.models import Passkey, PasskeyQuestion, Person, QuestionPurpose, WebSession
from portal.identity.accounts.passkeys import MINUTES_TO_ANSWER, NewPasskey
from portal.identity.accounts.services.second_factor import lay_new_codes, must_keep_a_step
from portal.identity.accounts.services.signing_in import begin_session, raise_session


def ask_passkey(*, by: Actor, purpose: QuestionPurpose, person_id: uuid.UUID | None) -> tuple[uuid.UUID, str]:
    """Put a question. Answers its id, and the random value (256 bits, base64url) that the passkey must sign within five minutes."""
    asked = PasskeyQuestion(
        purpose=purpose,
        person_id=person_id,
        challenge=secrets.token_urlsafe(32),
        expires_at=clock.now() + timedelta(minutes=MINUTES_TO_ANSWER),
    )
    session().add(asked)
    session().flush()
    return asked.id, asked.challenge


def take_question(
    *, by: Actor, question_id: uuid.UUID | None, purpose: QuestionPurpose, person_id: uuid.UUID | None
) -> str | None:
    """Use the question up, whatever its answer is worth. None when it was answered already, is too old, or was put to someone else or for another end."""
    asked = session().get(PasskeyQuestion, question_id) if question_id is not None else None
    if asked is None or (asked.purpose, asked.person_id) != (purpose, person_id) or asked.expires_at <= clock.now():
        return None
    return asked.challenge if claim(asked, {"used_at": None}, {"used_at": clock.now()}) else None


def add_passkey(
    person: Person, *, by: Actor, new: NewPasskey, name: str, session_id: uuid.UUID, token_hash: str
) -> list[str]:
    """The person signs in with this passkey from now on. Answers ten recovery codes with the first second step, the only time they can be seen."""
    _lock(person.id)
    if not name:
        raise RuleBroken("name", _("Give the passkey a name."))
    if queries.passkey_by_credential(new.credential_id) is not None:
        raise RuleBroken(None, _("This passkey is known already."))
    if len(queries.list_passkeys(person.id)) >= queries.MOST_PASSKEYS:
        raise RuleBroken(None, _("You have ten passkeys. Remove one that you no longer use first."))
    made = Passkey(
        person_id=person.id,
        name=name,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        transports=new.transports,
    )
    session().add(made)
    session().flush()
    raise_session(session_id=session_id, person_id=person.id, token_hash=token_hash, second_step=True)
    record(events.PasskeyAdded(by_id=person.id, person_id=person.id, subject_id=made.id, name=name))
    return lay_new_codes(person) if queries.count_recovery_codes(person.id) == 0 else []


def sign_in_with_passkey(person: Person, *, by: Actor, key: Passkey, count: int, **words: Any) -> WebSession:
    """The passkey is password and second step together. `count` is the count of uses that it gave with its answer."""
    _use(key, count=count)
    return begin_session(person, by=by, **words)


def give_passkey(
    person: Person, *, by: Actor, key: Passkey, count: int, session_id: uuid.UUID, token_hash: str
) -> None:
    """The second step of a sign-in, or a proof that it is still the same person."""
    _use(key, count=count)
    record(events.SecondFactorGiven(by_id=person.id, person_id=person.id))
    raise_session(session_id=session_id, person_id=person.id, token_hash=token_hash, second_step=True)


def _use(key: Passkey, *, count: int) -> None:
    if not claim(key, {"sign_count": key.sign_count}, {"sign_count": count, "used_at": clock.now()}):
        raise RuleBroken(None, _("This passkey was used or removed at the same moment. Try again."))


def doubt_passkey(key: Passkey, *, by: Actor) -> None:
    """Its answer was right, but there may be a copy: nobody is signed in, and the person is told."""
    record(events.PasskeyDoubted(by_id=None, person_id=key.person_id, subject_id=key.id, name=key.name))


def rename_passkey(key: Passkey, *, by: Actor, name: str) -> None:
    """Another name, by which the person tells their passkeys apart."""
    if not name:
        raise RuleBroken("name", _("Give the passkey a name."))
    if name != key.name:
        key.name = name
        record(events.PasskeyRenamed(by_id=by.id, person_id=key.person_id, subject_id=key.id, name=name))


def remove_passkey(key: Passkey, *, by: Actor) -> None:
    """It signs nobody in any more. Not the last second step of someone whose role needs one."""
    _lock(key.person_id)
    person = queries.get_person(key.person_id)
    is_last = person.totp_secret is None and not queries.has_passkey(person.id, but=key.id)
    if is_last:
        must_keep_a_step(
            person, _("Your role needs a second step, and this passkey is the only one. Set up another way first.")
        )
    record(events.PasskeyRemoved(by_id=by.id, person_id=person.id, subject_id=key.id, name=key.name))
    session().delete(key)
    session().flush()


def _lock(person_id: uuid.UUID) -> None:
    """One after another: two removals at once would each leave the other's passkey as the last."""
    session().execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())
