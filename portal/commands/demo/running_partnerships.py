"""How partnerships are doing: one link that has fallen silent, one partnership on hold that goes on soon, one that is established. All invented.

Asked to say hello: Castle Street (contact7@). On hold, with a day next week: "Recipes by post" of Three Shores (contact5@).
"""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.running.health import services as health
from portal.running.partnerships import queries, services
from portal.running.partnerships.models import Growth, Partnership, PartnershipShape

PAUSED = "Recipes by post"


def load(world: World) -> None:
    """What is there already is left alone."""
    clusters: dict[str, uuid.UUID] = world.made["clusters"]
    opened: dict[str, uuid.UUID] = world.made["partnerships"]
    known = session().scalar(sa.select(Partnership.id).where(Partnership.name == PAUSED))
    session().commit()
    if known is None:
        _on_hold(world, clusters["trilateral"])
        _fallen_silent(world, clusters["contrast"], opened["contrast"])
        _established(world, clusters["marlbury"], opened["marlbury"])


def _on_hold(world: World, cluster_id: uuid.UUID) -> None:
    with world.then(days=-75):
        cluster = get_cluster(cluster_id)
        shape = PartnershipShape.JOINT
        made = world.do(services.open_partnership, cluster, by="contact5", name=PAUSED, shape=shape)
        partnership_id: uuid.UUID = made.id
    with world.then(days=-40):
        found = queries.get_partnership(cluster_id, partnership_id)
        words = {"reason": "Two of our kitchens are being rebuilt.", "restart_on": clock.today() + timedelta(days=46)}
        world.do(services.pause_partnership, found, by="contact5", **words)
    world.do(health.remind_of_restart, queries.get_partnership(cluster_id, partnership_id))


def _fallen_silent(world: World, cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> None:
    with world.then(days=-62):
        found = queries.get_partnership(cluster_id, partnership_id)
        home, partner = world.schools["castle"].id, world.schools["kiran"].id
        schools = {"home_school_id": home, "partner_school_id": partner}
        pair_id = world.do(services.propose_pair, found, by="contact7", **schools).id
    with world.then(days=-60):
        pair = queries.get_pair(cluster_id, partnership_id, pair_id)
        world.do(services.agree_pair, pair, by="kiran")
    world.do(health.ask_for_hello, queries.get_partnership(cluster_id, partnership_id))


def _established(world: World, cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> None:
    found = queries.get_partnership(cluster_id, partnership_id)
    if found.growth == Growth.NEW:
        session().commit()
        with world.then(days=-20):
            found = queries.get_partnership(cluster_id, partnership_id)
            world.do(services.establish_partnership, found, by="lead")
