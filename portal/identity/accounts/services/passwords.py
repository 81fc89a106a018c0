"""Choosing a password by link."""

import secrets
from typing import Any

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.identity.accounts import events, links, queries
from portal.identity.accounts.models import (
    LinkPurpose,
    OneTimeLink,
    Person,
    PersonStatus,
)
from portal.identity.accounts.services.sessions import end_all_sessions


def ask_for_reset(*, by: Actor, email: str, write: Any) -> None:
    """Write a link to choose a new password, if the address has an account. The page says the same, after the same work, either way."""
    person = queries.person_by_email(email)
    known = person is not None and person.status in (PersonStatus.ACTIVE, PersonStatus.UNCONFIRMED)
    savepoint = session().begin_nested()
    if person is None or not known:
        person = Person(name="", email=secrets.token_hex(16))
        session().add(person)
        session().flush()
    token = links.make_link(LinkPurpose.RESET_PASSWORD, person_id=person.id, address=person.email)
    write("reset_password", person, person.email, token)
    if known:
        savepoint.commit()
        record(events.PasswordResetAsked(by_id=person.id, person_id=person.id))
    else:
        savepoint.rollback()


def choose_password(link: OneTimeLink, *, by: Actor, password_hash: str, write: Any) -> None:
    """A new password by link: every session ends, the person is told."""
    links.use_link(link)
    person = queries.get_person(link.person_id)  # type: ignore[arg-type]
    person.password_hash = password_hash
    if person.status == PersonStatus.UNCONFIRMED:
        person.status, person.confirmed_at = PersonStatus.ACTIVE, clock.now()
    end_all_sessions(by=by, person_id=person.id)
    record(events.PasswordChanged(by_id=person.id, person_id=person.id))
    write("password_changed", person, person.email, None)
