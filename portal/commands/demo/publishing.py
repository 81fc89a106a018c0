"""What a cluster shows outside, in the demonstration: `marlbury` has a public page, on which its lead school may be named. All invented."""

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.oversight.publishing import services
from portal.oversight.publishing.models import PublicPage

WORDS = "Three schools along one river write to schools by a lake. Our pupils measure the water, draw what lives in it, and sing to each other twice a year."


def load(world: World) -> None:
    """Make what is not there yet."""
    is_done = session().scalar(sa.select(PublicPage.id).limit(1)) is not None
    session().commit()
    if is_done:
        return
    cluster_id = world.made["clusters"]["marlbury"]
    with world.then(days=-15):
        world.do(services.change_page, get_cluster(cluster_id), by="lead", is_shown=True, words=WORDS)
    with world.then(days=-14):
        cluster = get_cluster(cluster_id)
        lead = cluster.lead_school_id
        assert lead is not None  # noqa: S101 - the demonstration's first cluster is led
        world.do(services.name_schools, cluster, by="lead", school_ids={lead})
