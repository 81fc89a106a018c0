"""Two difficulties in `marlbury`, both sorted out in private: one settled, one that is being talked about. All invented.

- Mill Lane (contact@) and Orchard House: settled with Marlbury High School in between; they look back in a month
- Marlbury Hill (teacher@ raised it) and Tumaini (abroad@): the programme's adviser (officer@) helps; something was agreed
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.running.mediation import queries, services
from portal.running.mediation.models import ConcernKind, Mediation, StepKind, Voice
from portal.running.partnerships.queries import get_network


def load(world: World) -> None:
    """Make what is not there yet."""
    is_done = session().scalar(sa.select(Mediation.id).limit(1)) is not None
    session().commit()
    if not is_done:
        _settled(world)
        _talking(world)


def _raise(world: World, who: str, other: str, kind: ConcernKind, what: str, wish: str, mediator: str) -> Any:
    network = get_network(world.made["clusters"]["marlbury"])
    words = {"kind": kind, "what": what, "wish": wish, "mediator": mediator}
    return world.do(services.raise_concern, network, by=who, other_school_id=world.schools[other].id, **words).id


def _do(world: World, deed: Any, matter_id: Any, who: str, **words: Any) -> None:
    world.do(deed, queries.get_mediation(matter_id), by=who, **words)


def _settled(world: World) -> None:
    with world.then(days=-40, hour=16):
        matter = _raise(
            world, "contact", "orchard", ConcernKind.SHARE,
            "Three times in a row our class wrote and yours only listened. The children here ask why.",
            "Take turns: one term you begin, one term we do.",
            f"school:{world.schools['academy'].id}",
        )  # fmt: skip
    with world.then(days=-38, hour=9):
        _do(world, services.mediate, matter, "contact3")
    with world.then(days=-37, hour=12):
        _do(world, services.agree, matter, "contact4")
    with world.then(days=-30, hour=15):
        on = clock.today()
        said = "Both told how the autumn had been. Orchard House had two teachers away and did not want to say so."
        _do(world, services.add_step, matter, "contact3", kind=StepKind.MEETING, on=on, what=said)
        agreed = "Begin the next exchange: a letter with the questions of the class."
        due = on + timedelta(days=20)
        _do(world, services.agree_action, matter, "contact3", owner=Voice.OTHER, what=agreed, due_on=due)
    with world.then(days=-14, hour=11):
        found = queries.get_mediation(matter)
        world.do(services.finish_action, queries.get_action(matter, found.actions[0].id), by="contact4")
    with world.then(days=-10, hour=15):
        outcome = "The schools take turns, a term each. Whoever has too much to do says so on the board, early."
        review = clock.today() + timedelta(days=40)
        _do(world, services.settle, matter, "contact3", outcome=outcome, review_on=review)


def _talking(world: World) -> None:
    with world.then(days=-12, hour=17):
        matter = _raise(
            world, "teacher", "tumaini", ConcernKind.EXPECTATIONS,
            "We thought that the river letters come every two weeks. You seem to expect one parcel a term. "
            "Our class is disappointed, and it is nobody’s fault.",
            "Agree on a rhythm that fits both timetables.",
            f"person:{world.people['officer'].id}",
        )  # fmt: skip
    with world.then(days=-11, hour=9):
        _do(world, services.mediate, matter, "officer")
    with world.then(days=-9, hour=8):
        _do(world, services.agree, matter, "abroad")
    with world.then(days=-5, hour=11):
        said = "A call of forty minutes. Post from Kisumu takes three weeks, which Marlbury Hill did not know."
        on = clock.today()
        _do(world, services.add_step, matter, "officer", kind=StepKind.TALK, on=on, what=said)
        agreed = "Send the term dates and the days on which the post goes."
        due = on + timedelta(days=9)
        _do(world, services.agree_action, matter, "officer", owner=Voice.OTHER, what=agreed, due_on=due)
