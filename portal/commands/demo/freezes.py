"""Read-only, in the demonstration: an account, whose words were hidden for a day, and the cluster `trilateral` for two days some weeks ago. Invented."""

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core.database import session
from portal.oversight.freezes import queries, services
from portal.oversight.freezes.models import Freeze


def load(world: World) -> None:
    """Make what is not there yet."""
    if session().scalar(sa.select(Freeze.id).limit(1)) is not None:
        return
    session().commit()
    cluster_id = world.made["clusters"]["trilateral"]
    with world.then(days=-20):
        words = "Somebody used the account of a colleague. Nothing is written here until we know who. Ask Sunniva Pike."
        thing = queries.get_thing("cluster", cluster_id)
        frozen = world.do(services.make_read_only, thing, by="safeguarding", reason=words).id
    with world.then(days=-18):
        reason = "The account has a new password, and the three schools know what happened."
        world.do(services.end_read_only, queries.get_freeze(frozen), by="safeguarding", reason=reason)
    with world.then(days=-2):
        words = "Two schools asked us to look at messages from this account. We telephone you this week."
        thing = queries.get_thing("person", world.people["teacher3"].id)
        world.do(services.make_read_only, thing, by="safeguarding", reason=words, hides=True)
    with world.then(days=-1):
        reason = "We have read every message. All but one are about the work of the schools, so they are shown again."
        hiding = queries.live_hiding(world.people["teacher3"].id)
        world.do(services.show_everything, hiding, by="safeguarding", reason=reason)
