"""Samples of the demonstration, in the round under review: one that was scored and agreed on, and one that `reviewer` still has to score."""

import uuid

from portal.applying.applications import queries as applications
from portal.applying.calibration import queries, services
from portal.applying.calibration.models import CalibrationSample
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.rules.queries import list_criteria
from portal.commands.demo.world import World
from portal.core.database import session

CHOIR = """Why the schools belong together
Three village schools share one bus line and one music teacher. Each is too small for a choir.

What we plan
From October to June the choirs meet once a month, each time at another school. In May we sing with our partner school abroad by video.

Who steps in
The head of each school covers the first absence. For a second absence on one day we have no answer yet.

What it brings
About sixty pupils sing in public for the first time. We ask them before and after how sure they feel on a stage."""
GARDEN = """Why the schools belong together
Two schools on one road want to grow vegetables.

What we plan
We dig beds in spring and compare with our partner school what grows where. A plan with months follows.

Who steps in
The caretakers help.

What it brings
Pupils will benefit."""
WHY = (
    "The plan names months and a place for each meeting.",
    "It says who covers the first absence, and admits what is open.",
)
AGREED = "Dates and places are there; the handover for a second absence is missing, so it is between the two."


def load(world: World) -> None:
    """Two samples, once."""
    made = world.made.get("application", {}).get("review", ())
    if not made:
        return
    round_id = applications.get_application(made[0]).round_id
    if queries.list_samples(round_id):
        return
    first = _sample(world, round_id, "A choir of three villages", CHOIR, day=-30)
    for place, key in enumerate(("reviewer", "reviewer2", "reviewer3")):
        with world.then(days=-26 + place, hour=17):
            _score(world, first, key, (4, 3, 3) if place < 2 else (2, 3, 1))
    with world.then(days=-20, hour=11):
        scores = _scores(round_id, (3,), (AGREED,))
        world.do(services.agree_scores, _get(first), by="moderator", scores=scores)
    second = _sample(world, round_id, "A garden on one road", GARDEN, day=-6)
    with world.then(days=-4, hour=17):
        _score(world, second, "reviewer2", (2, 1, 1))


def _get(sample_id: uuid.UUID) -> CalibrationSample:
    session().commit()
    session().expire_all()
    return queries.get_sample(sample_id)


def _round(round_id: uuid.UUID) -> Round:
    session().commit()
    session().expire_all()
    return get_round(round_id)


def _sample(world: World, round_id: uuid.UUID, title: str, words: str, *, day: int) -> uuid.UUID:
    with world.then(days=day, hour=10):
        made = world.do(services.write_sample, _round(round_id), by="officer", title=title, words=words)
        sample_id: uuid.UUID = made.id
        world.do(services.open_sample, _get(sample_id), by="officer")
    return sample_id


def _scores(round_id: uuid.UUID, given: tuple[int, ...], why: tuple[str, ...]) -> services.Scores:
    criteria = [one for one in list_criteria(round_id) if not one.optional_plus]
    return {one.id: (given[n % len(given)], why[n % len(why)]) for n, one in enumerate(criteria)}


def _score(world: World, sample_id: uuid.UUID, key: str, given: tuple[int, ...]) -> None:
    held = _get(sample_id)
    scores = _scores(held.round_id, given, WHY)
    world.do(services.score_sample, held, by=key, version=0, scores=scores, sends=True)
