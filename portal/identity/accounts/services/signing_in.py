"""Tries, sessions that begin, and the second step."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change, claim
from portal.identity.accounts import events, queries
from portal.identity.accounts.models import (
    Person,
    SignInFailure,
    WebSession,
)


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
