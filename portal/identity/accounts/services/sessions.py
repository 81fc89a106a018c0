"""Ending sessions."""

import uuid

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.core.workflow import claim
from portal.identity.accounts import events
from portal.identity.accounts.models import WebSession


def end_session(held: WebSession, *, by: Actor) -> None:
    """Sign out: the cookie is dead from now on. One that ended meanwhile stays ended."""
    if claim(held, {"ended_at": None}, {"ended_at": clock.now()}):
        record(events.SignedOut(by_id=by.id, person_id=held.person_id, subject_id=held.id))


def end_all_sessions(*, by: Actor, person_id: uuid.UUID, but: uuid.UUID | None = None) -> None:
    """Sign out everywhere, except in the browser that asks."""
    where = [WebSession.person_id == person_id, WebSession.ended_at.is_(None)]
    if but is not None:
        where.append(WebSession.id != but)
    session().execute(sa.update(WebSession).where(*where).values(ended_at=clock.now()))
    record(events.SignedOut(by_id=by.id, person_id=person_id, everywhere=True))
