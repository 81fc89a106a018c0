"""In the demonstration people have read what is old, once; what they read or left unread since stays as it is."""

from typing import Any

import sqlalchemy as sa

from portal.commands.demo import oversight, people
from portal.commands.demo.world import World
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.services import tell


def unread(world: World, key: str) -> tuple[int, list[str]]:
    session().expire_all()
    held = session().scalar(sa.select(Person.unread).where(Person.id == world.people[key].id))
    query = sa.select(Notification.title).where(
        Notification.person_id == world.people[key].id, Notification.read_at.is_(None)
    )
    return held or 0, list(session().scalars(query.order_by(Notification.id)))


def told(world: World, key: str, title: str, *, days: int) -> None:
    def deed(*, by: Any) -> None:
        tell([world.people[key].id], kind="school_joined", title=title, path="/notices")

    with world.then(days=-days):
        perform(deed, by=SYSTEM)


def test_old_notices_are_read(database: Any) -> None:
    world = World(password="a demonstration password")
    people.load(world)
    told(world, "lead", "New", days=1)
    told(world, "lead", "Old", days=30)
    told(world, "teacher", "Older", days=40)
    oversight.load(world)
    assert unread(world, "lead") == (1, ["New"])
    assert unread(world, "teacher") == (0, [])
    told(world, "lead", "Late", days=20)
    oversight.load(world)
    assert unread(world, "lead") == (2, ["Late", "New"])
