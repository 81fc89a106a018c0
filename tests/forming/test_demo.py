"""The clusters of the demonstration world."""

import sqlalchemy as sa
from flask import Flask

from portal.commands.demo import forming, people
from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.clusters import queries
from portal.forming.clusters.models import Cluster, ClusterForm, OfficeKind, Side
from portal.forming.evidence.queries import list_items, list_statements


def schools(cluster: Cluster, side: Side) -> list[str]:
    return [m.school.name for m in cluster.live_memberships() if m.side == side]


def test_six_clusters_of_several_forms_once(app: Flask) -> None:
    with app.app_context():
        world = World(password="three grey herons")
        people.load(world)
        forming.load(world)
        forming.load(world)
        assert session().scalar(sa.select(sa.func.count()).select_from(Cluster)) == 6
        made = world.made["clusters"]
        found = {key: queries.get_cluster(cluster_id) for key, cluster_id in made.items()}

        marlbury = found["marlbury"]
        assert (marlbury.status.value, marlbury.form) == ("active", ClusterForm.FEEDER_FAMILY)
        assert len(schools(marlbury, Side.HOME)) == 4
        assert schools(marlbury, Side.PARTNER) == ["Tumaini Primary School"]
        assert marlbury.contact_teacher_id == world.people["lead"].id
        deputy = marlbury.holder(OfficeKind.DEPUTY)
        assert deputy is not None
        assert deputy.person_id == world.people["contact"].id
        assert {i.status.value for i in list_items(marlbury.id)} == {"evidence", "intention", "not_applicable"}
        assert [s.status.value for s in list_statements(marlbury.id)] == ["given", "asked"]

        beacon = found["beacon"]
        assert len(schools(beacon, Side.HOME)) == len(schools(found["himal"], Side.HOME)) == 3
        assert [m.status.value for m in beacon.memberships] == ["joined", "joined", "left", "joined"]
        assert beacon.memberships[3].replaces_id == beacon.memberships[2].id
        assert found["core"].status.value == "forming"
        assert [m.school.name for m in found["core"].memberships if m.status == "invited"] == [
            "Ridgeway Primary Academy"
        ]
