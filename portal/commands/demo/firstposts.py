"""First messages of new schools, in the demonstration: the rule is on; three wait, one went back. All invented.

Every school was verified long ago, but for `ridge` (five days ago) and `mto` (not yet). Two wait for the coordinator of `marlbury` (lead@), one in a cluster
without a coordinator waits for the programme (officer@).
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.identity.schools.models import School
from portal.running.board import queries as board
from portal.running.board.models import Message
from portal.running.firstposts import queries, services

# cluster, who, title, text, days ago
WRITTEN = (
    (
        "marlbury",
        "waiting3",
        "Our river",
        "Our school stands where the river meets the lake. What do your pupils measure?",
        3,
    ),
    ("marlbury", "waiting3", "School times in Mwanza", "Lessons begin at half past seven and end at one.", 1),
    ("core", "contact8", "We grow beans", "Our beds are one metre wide. Shall we compare what grows in May?", 2),
)
RETURNED = ("marlbury", "waiting3", "Call us", "The number of our office is 01632 960 123, any time.", 4)
WHY = "Please leave the telephone number out: everyone in the network reads this. The rest is welcome."


def load(world: World) -> None:
    """Make what is not there yet."""
    if queries.get_rule() is not None:
        return
    world.do(_verified_long_ago, world=world)
    world.do(services.set_rule, by="officer", is_on=True, days=30, messages=3, version=0)
    held = _write(world, *RETURNED)
    with world.then(days=-3):
        world.do(services.give_back, queries.get_held(held.cluster_id, held.id), by="lead", reason=WHY)
    for written in WRITTEN:
        _write(world, *written)


def _verified_long_ago(*, by: Any, world: World) -> None:
    at = clock.now()
    verified = sa.update(School).where(
        School.verified_at.is_not(None), School.id.in_([s.id for s in world.schools.values()])
    )
    session().execute(verified.values(verified_at=at - timedelta(days=400)))
    new = sa.update(School).where(School.id == world.schools["ridge"].id)
    session().execute(new.values(verified_at=at - timedelta(days=5)))


def _write(world: World, cluster: str, who: str, title: str, text: str, days: int) -> Any:
    with world.then(days=-days):
        network = board.get_board(world.made["clusters"][cluster])
        return world.do(services.begin, network, by=who, title=title, message=Message(text))
