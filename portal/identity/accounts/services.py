"""Verbs about accounts: register, confirm, sign in, sign out, choose a new password, grant a role."""

import hashlib
import secrets
import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.perform import perform
from portal.core.text import fold_email
from portal.core.workflow import change, claim
from portal.identity.accounts import events, links, queries
from portal.identity.accounts.models import (
    KeptForm,
    LinkPurpose,
    OneTimeLink,
    Person,
    PersonStatus,
    RoleGrant,
    SignInFailure,
    WebSession,
)
from portal.policy.people import Role

KEPT_FOR = timedelta(hours=1)


def register_account(
    *, by: Actor, name: str, email: str, password_hash: str, zone: str, language: str, write: Any
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
        known.name, known.password_hash = name, password_hash
        person = known
    else:
        person = Person(name=name, email=address, password_hash=password_hash, zone=zone, language=language)
        session().add(person)
        session().flush()
        record(events.AccountRegistered(by_id=person.id, person_id=person.id))
    token = links.make_link(LinkPurpose.CONFIRM_EMAIL, person_id=person.id, address=address)
    write("confirm_email", person, address, token)


def confirm_email(link: OneTimeLink, *, by: Actor) -> Person:
    """The address is proven: the account is active."""
    links.use_link(link)
    person = queries.get_person(link.person_id)  # type: ignore[arg-type]
    change(person, {"status": PersonStatus.UNCONFIRMED}, {"status": PersonStatus.ACTIVE, "confirmed_at": clock.now()})
    record(events.EmailConfirmed(by_id=person.id, person_id=person.id))
    return person


def take_try(*, by: Actor, account_hash: str, client_hash: str) -> int | None:
    """Claim one of the few tries, before the password is looked at, so that parallel guesses are counted too. None when there were too many."""
    if session().get_bind().dialect.name == "postgresql":
        session().execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(account_hash))))
    if queries.is_throttled(account_hash, client_hash):
        return None
    taken = SignInFailure(account_hash=account_hash, client_hash=client_hash, at=clock.now())
    session().add(taken)
    session().flush()
    return taken.id


def note_failure(*, by: Actor, person_id: uuid.UUID | None) -> None:
    """The try was wrong: it stays counted, and is entered into the record."""
    record(events.SignInFailed(by_id=person_id, person_id=person_id))


def forgive_try(*, by: Actor, try_id: int) -> None:
    """The try was right: it does not count."""
    session().execute(sa.delete(SignInFailure).where(SignInFailure.id == try_id))


def begin_session(
    person: Person,
    *,
    by: Actor,
    token_hash: str,
    client: str,
    is_shared: bool,
    lasts: timedelta,
    has_second_factor: bool = False,
    try_id: int | None = None,
    instead_of: str | None = None,
    new_hash: str | None = None,
) -> WebSession:
    """Sign the person in at one browser. `instead_of` is the hash of the cookie the browser had before: that session ends.

    `new_hash` is the same password under today's cost, when the stored one was made at a lower cost.
    """
    at = clock.now()
    if new_hash is not None:
        person.password_hash = new_hash
    if try_id is not None:
        forgive_try(by=by, try_id=try_id)
    if instead_of is not None:
        before = sa.update(WebSession).where(WebSession.token_hash == instead_of, WebSession.ended_at.is_(None))
        session().execute(before.values(ended_at=at))
    begun = WebSession(
        token_hash=token_hash,
        person_id=person.id,
        seen_at=at,
        expires_at=at + lasts,
        client=client[:200],
        is_shared_computer=is_shared,
        second_factor_at=at if has_second_factor else None,
    )
    session().add(begun)
    session().flush()
    record(events.SignedInFromBrowser(by_id=person.id, person_id=person.id, subject_id=begun.id))
    return begun


def set_up_second_factor(person: Person, *, by: Actor, seed: str, step: int, session_id: uuid.UUID) -> None:
    """The person's app is known from now on; the code that proved it is used up."""
    change(person, {"totp_secret": None}, {"totp_secret": seed, "totp_last_step": step})
    record(events.SecondFactorSetUp(by_id=person.id, person_id=person.id))
    _second_step_taken(person, session_id)


def give_second_factor(person: Person, *, by: Actor, step: int, session_id: uuid.UUID, try_id: int) -> None:
    """The second step of a sign-in. A code works once."""
    last = person.totp_last_step
    if (last is not None and step <= last) or not claim(person, {"totp_last_step": last}, {"totp_last_step": step}):
        raise RuleBroken("code", _("This code was used already. Wait for the next one."))
    forgive_try(by=by, try_id=try_id)
    record(events.SecondFactorGiven(by_id=person.id, person_id=person.id))
    _second_step_taken(person, session_id)


def _second_step_taken(person: Person, session_id: uuid.UUID) -> None:
    taken = sa.update(WebSession).where(WebSession.id == session_id, WebSession.person_id == person.id)
    session().execute(taken.values(second_factor_at=clock.now()))


def touch_session(*, by: Actor, session_id: uuid.UUID) -> None:
    """The person was here just now."""
    session().execute(sa.update(WebSession).where(WebSession.id == session_id).values(seen_at=clock.now()))


def end_session(held: WebSession, *, by: Actor) -> None:
    """Sign out: the cookie is dead from now on."""
    held.ended_at = clock.now()
    record(events.SignedOut(by_id=by.id, person_id=held.person_id, subject_id=held.id))


def end_all_sessions(*, by: Actor, person_id: uuid.UUID, but: uuid.UUID | None = None) -> None:
    """Sign out everywhere, except in the browser that asks."""
    where = [WebSession.person_id == person_id, WebSession.ended_at.is_(None)]
    if but is not None:
        where.append(WebSession.id != but)
    session().execute(sa.update(WebSession).where(*where).values(ended_at=clock.now()))
    record(events.SignedOut(by_id=by.id, person_id=person_id, everywhere=True))


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


def change_profile(person: Person, *, by: Actor, name: str, zone: str, language: str) -> None:
    """The person's own name, time zone and language."""
    if not name:
        raise RuleBroken("name", _("Enter your name."))
    person.name, person.zone, person.language = name, zone, language


def grant_role(person: Person, *, by: Actor, role: Role, authority_code: str | None = None) -> RoleGrant:
    """Give a role of the programme."""
    granted = RoleGrant(person_id=person.id, role=role, authority_code=authority_code, granted_by_id=by.id)
    session().add(granted)
    session().flush()
    record(events.RoleGranted(by_id=by.id, person_id=person.id, role=role.value))
    return granted


def make_administrator(*, by: Actor, name: str, email: str) -> str:
    """A system administrator without a password; answers the token of the one-time link by which they choose one."""
    address = fold_email(email)
    person = queries.person_by_email(address)
    if person is None:
        person = Person(name=name, email=address, status=PersonStatus.ACTIVE, confirmed_at=clock.now())
        session().add(person)
        session().flush()
    if not any(g.role == Role.SYSTEM_ADMINISTRATOR and g.ended_at is None for g in person.roles):
        grant_role(person, by=by, role=Role.SYSTEM_ADMINISTRATOR)
    return links.make_link(LinkPurpose.FIRST_ADMINISTRATOR, person_id=person.id, address=address)


def keep_form_for(token_hash: str, *, path: str, fields: dict[str, Any]) -> str | None:
    """Keep what was typed into a form whose session had ended, for an hour and for that person only. Answers the token for the cookie."""
    ended = queries.session_by_hash(token_hash)
    size = sum(len(v) for values in fields.values() for v in values)
    if ended is None or (ended.is_shared_computer and ended.ended_at is not None) or size > 500_000 or len(path) > 500:
        return None
    token = secrets.token_urlsafe(24)
    person_id = ended.person_id

    def keep(*, by: Actor) -> None:
        hashed = hashlib.sha256(token.encode()).hexdigest()
        session().add(
            KeptForm(
                token_hash=hashed, person_id=person_id, path=path, fields=fields, expires_at=clock.now() + KEPT_FOR
            )
        )

    perform(keep, by=SYSTEM)
    return token
