"""A split that waits for its schools, and a merge that waits for the other side. All invented."""

import uuid

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.running.reshaping import queries, services
from portal.running.reshaping.models import Reshaping


def load(world: World) -> None:
    """Make what is not there yet, after the clusters and what they do."""
    known = session().scalar(sa.select(Reshaping.id).limit(1))
    session().commit()
    if known is not None:
        return
    _split(world)
    _merge(world)


def _split(world: World) -> None:
    """The two schools up the river would like to go on by themselves; one has said yes, who would coordinate has not answered."""
    clusters: dict[str, uuid.UUID] = world.made["clusters"]
    mill, orchard = world.schools["mill"].id, world.schools["orchard"].id
    with world.then(days=-4):
        made = world.do(
            services.propose_split,
            get_cluster(clusters["marlbury"]),
            by="lead",
            name="Upper Marlbury Schools",
            school_ids=[mill, orchard],
            lead_school_id=mill,
            words="You two share a bus and a head of science. Would you like to run your part by yourselves?",
        )
    with world.then(days=-2):
        between = queries.get_between(clusters["marlbury"], made.id)
        world.do(services.answer, between, by=world.made["contact"]["orchard"], agrees=True)


def _merge(world: World) -> None:
    """Two schools of one authority would like to join the trio, with their partner school; the trio has not answered."""
    clusters: dict[str, uuid.UUID] = world.made["clusters"]
    with world.then(days=-3):
        made = world.do(
            services.propose_merge,
            get_cluster(clusters["contrast"]),
            by=_coordinator(world, clusters["contrast"]),
            name=get_cluster(clusters["beacon"]).name,
            words="We are only two, and Castle knows you already.",
        )
    with world.then(days=-1):
        between = queries.get_between(clusters["contrast"], made.id)
        world.do(services.answer, between, by=world.made["contact"]["castle"], agrees=True)


def _coordinator(world: World, cluster_id: uuid.UUID) -> str:
    """The key of who coordinates a cluster."""
    held = get_cluster(cluster_id).contact_teacher_id
    session().commit()
    return next(key for key, person in world.people.items() if person.id == held)
