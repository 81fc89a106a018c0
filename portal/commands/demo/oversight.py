"""Looking after, in the demonstration: what people were told more than three days ago they have read by now."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.identity.accounts.models import Person
from portal.oversight.notifications.models import Notification

READ_AFTER = timedelta(days=3)


def load(world: World) -> None:
    """Mark the older notices as read, once. Who answered in a conversation has read what they were told of it already."""
    by_this = (Notification.read_at == Notification.created_at, Notification.subject_id.is_(None))
    is_done = session().scalar(sa.select(Notification.id).where(*by_this).limit(1)) is not None
    session().commit()
    if not is_done:
        world.do(_read_the_older)


def _read_the_older(*, by: Any) -> None:
    at = clock.now()
    older = sa.update(Notification).where(Notification.created_at < at - READ_AFTER, Notification.read_at.is_(None))
    session().execute(older.values(read_at=Notification.created_at))
    count_unread(by=by)


def count_unread(*, by: Any) -> None:
    """Beside each name stands how many notices wait. A deed for `perform`."""
    unread = sa.select(sa.func.count()).where(Notification.person_id == Person.id, Notification.read_at.is_(None))
    session().execute(sa.update(Person).values(unread=unread.scalar_subquery()))
