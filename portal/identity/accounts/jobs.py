"""What goes by itself: sessions that are over, counts that no limit looks at, questions and kept forms that nobody can use any more."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from portal.core import clock, limits
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.identity.accounts.models import KeptForm, PasskeyQuestion, WebSession

BATCH = 1000


@every(timedelta(hours=6))
def forget_old_turns() -> int:
    """Counts of more than a day. Returns how many rows went."""
    return perform(limits.forget, by=SYSTEM)


@every(timedelta(days=1))
def forget_old_sessions() -> int:
    """Sessions that ended, or ran out, more than so many days ago (`PORTAL_SESSIONS_KEPT_DAYS`), a thousand at a time, and what else lasts an hour or less.

    The newest session of each person stays: it tells when they were last here, and that a browser is not their first. Returns how many sessions went.
    """
    before = clock.now() - timedelta(days=current_app.config["SETTINGS"].sessions_kept_days)
    perform(_forget_what_expired, by=SYSTEM)
    gone = 0
    while some := perform(_forget_sessions, by=SYSTEM, before=before):
        gone += some
    return gone


def _forget_sessions(*, by: Actor, before: datetime) -> int:
    newer = sa.orm.aliased(WebSession)
    is_over = sa.or_(WebSession.ended_at < before, WebSession.expires_at < before)
    has_newer = sa.exists().where(newer.person_id == WebSession.person_id, newer.id > WebSession.id)
    over = sa.select(WebSession.id).where(is_over, has_newer).order_by(WebSession.id).limit(BATCH)
    gone: Any = session().execute(sa.delete(WebSession).where(WebSession.id.in_(over)))
    return int(gone.rowcount)


def _forget_what_expired(*, by: Actor) -> None:
    session().execute(sa.delete(PasskeyQuestion).where(PasskeyQuestion.expires_at < clock.now()))
    session().execute(sa.delete(KeptForm).where(KeptForm.expires_at < clock.now()))
