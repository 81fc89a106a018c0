"""Sessions that begin, and how they rise: the second step, and proving again that it is you."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock, limits
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.identity.accounts import events, links
from portal.identity.accounts.models import KnownDevice, Person, WebSession


def note_failure(*, by: Actor, person_id: uuid.UUID | None) -> None:
    """The try was wrong: it stays counted, and is entered into the record."""
    record(events.SignInFailed(by_id=person_id, person_id=person_id))


def begin_session(
    person: Person,
    *,
    by: Actor,
    token_hash: str,
    client: str,
    is_shared: bool,
    lasts: timedelta,
    has_second_factor: bool = False,
    turns: Sequence[int] = (),
    instead_of: str | None = None,
    new_hash: str | None = None,
    password_meets: int | None = None,
    device_hash: str | None = None,
    is_known_device: bool = True,
) -> WebSession:
    """Sign the person in at one browser. `instead_of` is the hash of the cookie the browser had before: that session ends.

    `new_hash` is the same password under today's cost, when the stored one was made at a lower cost; `password_meets` which demand it meets. `turns` are
    given back: the password was right. `device_hash` is the mark of a browser that is to be known from now on (None: a shared computer). Links to choose a
    password that were sent before are dead: whoever signs in needs none.
    """
    at = clock.now()
    if new_hash is not None:
        person.password_hash = new_hash
    if password_meets is not None:
        person.password_meets = password_meets
    limits.give_back(ids=turns)
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
        proved_at=at,
    )
    if not is_known_device and _signed_in_before(person):
        record(events.NewBrowserUsed(by_id=person.id, person_id=person.id))
    session().add(begun)
    session().flush()
    if device_hash is not None:
        know_device(person, by=by, device_hash=device_hash)
    links.void_password_links(person.id)
    person.seen_at, person.unused_notices = at, 0
    record(events.SignedInFromBrowser(by_id=person.id, person_id=person.id, subject_id=begun.id))
    return begun


def _signed_in_before(person: Person) -> bool:
    return session().scalar(sa.select(WebSession.id).where(WebSession.person_id == person.id).limit(1)) is not None


def know_device(person: Person, *, by: Actor, device_hash: str) -> None:
    """The person uses this browser: it is known from now on."""
    mine = (KnownDevice.person_id == person.id, KnownDevice.token_hash == device_hash)
    seen: Any = session().execute(sa.update(KnownDevice).where(*mine).values(used_at=clock.now()))
    if seen.rowcount == 0:
        session().add(KnownDevice(person_id=person.id, token_hash=device_hash, used_at=clock.now()))
        session().flush()


def raise_session(*, session_id: uuid.UUID, person_id: uuid.UUID, token_hash: str, second_step: bool) -> None:
    """The session is worth more from now on, so its cookie gets a new value; the old one is dead."""
    values = {"token_hash": token_hash, "proved_at": clock.now(), "seen_at": clock.now()}
    values |= {"second_factor_at": clock.now()} if second_step else {}
    mine = (WebSession.id == session_id, WebSession.person_id == person_id, WebSession.ended_at.is_(None))
    session().execute(sa.update(WebSession).where(*mine).values(**values))


def prove_again(person: Person, *, by: Actor, session_id: uuid.UUID, token_hash: str, turns: Sequence[int]) -> None:
    """The person showed once more, with their password, that it is them."""
    limits.give_back(ids=turns)
    raise_session(session_id=session_id, person_id=person.id, token_hash=token_hash, second_step=False)
    record(events.ProvedAgain(by_id=person.id, person_id=person.id, subject_id=session_id))


def touch_session(*, by: Actor, session_id: uuid.UUID) -> None:
    """The person was here just now."""
    session().execute(sa.update(WebSession).where(WebSession.id == session_id).values(seen_at=clock.now()))
