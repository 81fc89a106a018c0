"""Choosing a password: by a link, or by whoever knows the present one."""

import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from portal.core import clock, limits
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.identity.accounts import events, links, queries
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person, PersonStatus
from portal.identity.accounts.services.people import forget_conduct
from portal.identity.accounts.services.sessions import end_all_sessions
from portal.identity.accounts.services.signing_in import know_device, raise_session
from portal.identity.accounts.workflow import ACCOUNT


def ask_for_reset(*, by: Actor, email: str, write: Any) -> None:
    """Write a link to choose a new password, if the address has an account. The page says the same, after the same work, either way."""
    person = queries.person_by_email(email)
    known = person is not None and person.status in (PersonStatus.ACTIVE, PersonStatus.UNCONFIRMED)
    savepoint = session().begin_nested()
    nobody = Person(name="", email=secrets.token_hex(16))
    session().add(nobody)
    session().flush()
    if known and person is not None:
        savepoint.rollback()
        _write_link(person, write=write)
        record(events.PasswordResetAsked(by_id=person.id, person_id=person.id))
    else:
        _write_link(nobody, write=write)
        savepoint.rollback()


def _write_link(person: Person, *, write: Any) -> None:
    token = links.make_link(LinkPurpose.RESET_PASSWORD, person_id=person.id, address=person.email)
    write("reset_password", person, person.email, token)


def choose_password(
    link: OneTimeLink, *, by: Actor, password_hash: str, password_meets: int, device_hash: str | None = None
) -> None:
    """A new password by link: every session ends, older links are dead, the person is told. The second step is asked for as before.

    `device_hash` marks the browser in which it was done: its wrong tries are counted apart from a stranger's, so nobody can shut the owner out.
    """
    links.use_link(link)
    person = queries.get_person(link.person_id)  # type: ignore[arg-type]
    person.password_hash, person.password_meets = password_hash, password_meets
    if person.status == PersonStatus.UNCONFIRMED:
        forget_conduct(person)
        ACCOUNT.advance(person, "confirm", confirmed_at=clock.now())
    links.void_links(person.id)
    end_all_sessions(by=by, person_id=person.id)
    if device_hash is not None:
        know_device(person, by=by, device_hash=device_hash)
    record(events.PasswordChanged(by_id=person.id, person_id=person.id))


def change_password(
    person: Person,
    *,
    by: Actor,
    password_hash: str,
    password_meets: int,
    session_id: uuid.UUID,
    token_hash: str,
    turns: Sequence[int],
) -> None:
    """A new password by someone who knows the present one: every other session ends, older links are dead, the person is told."""
    limits.give_back(ids=turns)
    person.password_hash, person.password_meets = password_hash, password_meets
    links.void_links(person.id)
    end_all_sessions(by=by, person_id=person.id, but=session_id)
    raise_session(session_id=session_id, person_id=person.id, token_hash=token_hash, second_step=False)
    record(events.PasswordChanged(by_id=person.id, person_id=person.id))
