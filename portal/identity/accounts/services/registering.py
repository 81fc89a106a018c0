"""Asking for an account, and proving its address."""

import secrets
from typing import Any

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.core.text import fold_email
from portal.identity.accounts import events, links, queries
from portal.identity.accounts.models import (
    CONDUCT_VERSION,
    ConductAcceptance,
    LinkPurpose,
    OneTimeLink,
    Person,
    PersonStatus,
    Work,
)
from portal.identity.accounts.workflow import ACCOUNT


def register_account(
    *,
    by: Actor,
    name: str,
    email: str,
    password_hash: str,
    password_meets: int,
    zone: str,
    language: str,
    write: Any,
    work: Work | None = None,
) -> None:
    """Make an unconfirmed account and write the confirmation mail. An address that has one already gets a mail that says so; the page says the same.

    `write(kind, person, address, token)` puts the mail into the outbox, in this transaction.
    """
    address = fold_email(email)
    known = queries.person_by_email(address)
    if known is None or known.status == PersonStatus.UNCONFIRMED:
        chosen = {"name": name, "password_hash": password_hash, "password_meets": password_meets}
        person = _ask(known, address, write=write, zone=zone, language=language, declared_work=work, **chosen)
        if known is None:
            record(events.AccountRegistered(by_id=person.id, person_id=person.id))
        return
    savepoint = session().begin_nested()  # the same work for an address that is known, so that the time tells nothing
    _ask(None, secrets.token_hex(16), write=write, name=name, password_hash=password_hash, zone=zone, language=language)
    savepoint.rollback()
    write("account_exists", known, address, None)


def _ask(person: Person | None, address: str, *, write: Any, **chosen: Any) -> Person:
    """Lay the account as it was asked for, and write the link by which it is confirmed."""
    if person is None:
        person = Person(email=address, **chosen)
        session().add(person)
        session().flush()
        session().add(ConductAcceptance(person_id=person.id, version=CONDUCT_VERSION))
    else:
        for column in ("name", "password_hash", "password_meets", "declared_work"):
            setattr(person, column, chosen[column])
    token = links.make_link(LinkPurpose.CONFIRM_EMAIL, person_id=person.id, address=address)
    write("confirm_email", person, address, token)
    return person


def confirm_email(link: OneTimeLink, *, by: Actor) -> Person:
    """The address is proven: the account is active."""
    links.use_link(link)
    person = queries.get_person(link.person_id)  # type: ignore[arg-type]
    ACCOUNT.advance(person, "confirm", confirmed_at=clock.now())
    record(events.EmailConfirmed(by_id=person.id, person_id=person.id))
    return person
