"""The demonstration's registers: several kinds, and a closed school whose contact has to choose."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.commands.demo import people, registers
from portal.commands.demo.world import World
from portal.core.database import session
from portal.identity.registers import queries
from portal.identity.registers.models import RegisterImport
from portal.identity.successors.models import SchoolClosure
from portal.identity.successors.queries import followers_of


@pytest.fixture
def world(app: Flask) -> World:
    made = World(password="three grey herons")
    with app.app_context():
        people.load(made)
        registers.load(made)
    return made


def test_registers_of_several_kinds_and_a_school_that_waits(app: Flask, world: World) -> None:
    with app.app_context():
        assert [state.register for state in queries.registers()] == ["fr", "gias", "ke", "ni", "scotland", "wales"]
        closure = session().scalars(sa.select(SchoolClosure)).one()
        assert closure.school_id == world.schools["ridge"].id
        assert [f.entry.number for f in followers_of(closure.entry).open] == ["900301", "900302"]
        assert session().scalars(sa.select(RegisterImport.refused).where(RegisterImport.register == "ni")).one() == 1


def test_they_are_read_once(app: Flask, world: World) -> None:
    with app.app_context():
        before = session().scalar(sa.select(sa.func.count()).select_from(RegisterImport))
        session().commit()
        registers.load(world)
        assert session().scalar(sa.select(sa.func.count()).select_from(RegisterImport)) == before
