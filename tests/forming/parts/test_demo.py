"""Parts, feeder links and mentoring of the demonstration world."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.commands.demo import forming, gathering, people
from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.parts import queries
from portal.forming.parts.models import SchoolPart

pytestmark = pytest.mark.either


def test_the_clusters_say_what_their_schools_are_once(app: Flask) -> None:
    with app.app_context():
        world = World(password="three grey herons")
        people.load(world)
        forming.load(world)
        gathering.load(world)
        gathering.load(world)
        assert session().scalar(sa.select(sa.func.count()).select_from(SchoolPart)) == len(gathering.PARTS)
        clusters = world.made["clusters"]
        assert [h.part.name for h in queries.list_school_parts(clusters["core"])] == ["Core", "Satellite", "Annex"]
        assert len(queries.list_feeders(clusters["marlbury"])) == 3
        (one,) = queries.list_mentorings(clusters["beacon"])
        assert [m.status.value for m in one.mentees] == ["agreed", "asked"]
        assert len(queries.page_of_sessions(one.id).items) == 2
