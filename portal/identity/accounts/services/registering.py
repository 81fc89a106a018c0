"""Asking for an account, and proving its address."""

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
    if known is not None and known.status != PersonStatus.UNCONFIRMED:
        write("account_exists", known, address, None)
        return
    if known is not None:
        known.name, known.password_hash, known.declared_work = name, password_hash, work
        known.password_meets = password_meets
        person = known
    else:
        person = Person(
            name=name,
            email=address,
            password_hash=password_hash,
            password_meets=password_meets,
            zone=zone,
            language=language,
            declared_work=work,
        )
        session().add(person)
        session().flush()
        session().add(ConductAcceptance(person_id=person.id, version=CONDUCT_VERSION))
        record(events.AccountRegistered(by_id=person.id, person_id=person.id))
    token = links.make_link(LinkPurpose.CONFIRM_EMAIL, person_id=person.id, address=address)
    write("confirm_email", person, address, token)


def confirm_email(link: OneTimeLink, *, by: Actor) -> Person:
    """The address is proven: the account is active."""
    links.use_link(link)
    person = queries.get_person(link.person_id)  # type: ignore[arg-type]
    ACCOUNT.advance(person, "confirm", confirmed_at=clock.now())
    record(events.EmailConfirmed(by_id=person.id, person_id=person.id))
    return person
