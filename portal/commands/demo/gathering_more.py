"""What the clusters of the demonstration promise, pass on and look back on; a project that others can join. All invented."""

import uuid
from datetime import timedelta
from typing import Any

from portal.commands.demo.world import World
from portal.core import clock
from portal.forming.clusters.queries import get_cluster
from portal.forming.commitments import queries as commitments
from portal.forming.commitments.services import sign_agreement, write_agreement
from portal.forming.newcomers import queries as newcomers
from portal.forming.newcomers.models import Step
from portal.forming.newcomers.services import tick, welcome
from portal.forming.projects import queries as projects
from portal.forming.projects.services import begin_project, join_project
from portal.forming.sharing import queries as sharing
from portal.forming.sharing.models import Audience
from portal.forming.sharing.services import do_sharing, plan_sharing
from portal.running.annual import queries as annual
from portal.running.annual.services import DUE, add_voice, open_review, write_review

PROMISE = (
    "We answer one another within a week in term. Each school leads one of the four river weeks. "
    "When a teacher is ill, the next school down the river steps in."
)


def load(world: World) -> None:
    """Make them; called once, by the module of the parts."""
    marlbury: uuid.UUID = world.made["clusters"]["marlbury"]
    _agreement(world, marlbury)
    _passing_on(world, marlbury)
    _project(world)
    _review(world, marlbury)
    _newcomer(world)


def _agreement(world: World, cluster_id: uuid.UUID) -> None:
    """Three schools have signed, one is asked."""
    with world.then(days=-60):
        words: dict[str, Any] = {"commitments": PROMISE, "staff_time": "Half a day each month.", "years": 3}
        dates = {"starts_on": None, "review_on": clock.today() + timedelta(days=70)}
        world.do(write_agreement, get_cluster(cluster_id), by="lead", number=0, **words, **dates)
    for days, school in ((-58, "mill"), (-50, "academy")):
        with world.then(days=days):
            held = commitments.current(cluster_id)
            if held is None:
                raise LookupError("nothing is written down")
            agreement = commitments.get_agreement(cluster_id, held.id)
            world.do(sign_agreement, agreement, by=str(world.made["contact"][school]))


def _passing_on(world: World, cluster_id: uuid.UUID) -> None:
    """One afternoon is in the log, one is planned."""
    school_id = world.schools["hill"].id
    for days, what, audience in (
        (-50, "An afternoon for eight schools on measuring a river", Audience.SCHOOLS),
        (-10, "A stall at the summer fair", Audience.COMMUNITY),
    ):
        with world.then(days=days):
            words = {"what": what, "audience": audience, "planned_on": clock.today() + timedelta(days=30)}
            made = world.do(plan_sharing, get_cluster(cluster_id), by="lead", school_id=school_id, **words)
            made_id = made.id
        if audience == Audience.SCHOOLS:
            with world.then(days=-21):
                one = sharing.get_sharing(cluster_id, made_id)
                done = {"held_on": clock.today(), "reached": 24, "words": "Two schools want to join next year."}
                world.do(do_sharing, one, by="lead", **done)


def _project(world: World) -> None:
    """Two schools count birds; others can join."""
    with world.then(days=-45):
        made = world.do(
            begin_project,
            by="contact6",
            school_id=world.schools["fen"].id,
            name="Birds at our windows",
            theme="Birds that come and go",
            about="On the first Monday of each month a class counts the birds at its windows for ten minutes and writes down what it saw.",
            ends_on=clock.today() + timedelta(days=320),
        )
        made_id = made.id
    with world.then(days=-41):
        words = {"school_id": world.schools["castle"].id, "words": "Our valley has red kites."}
        world.do(join_project, projects.get_project(made_id), by="contact7", **words)


def _review(world: World, cluster_id: uuid.UUID) -> None:
    """The review of this school year, laid out early; two have written, it is not sent."""
    today = clock.today()
    year = today.year if (today.month, today.day) <= DUE else today.year + 1
    with world.then(days=-12):
        made = world.do(open_review, get_cluster(cluster_id), year=year)
        made_id = made.id
    with world.then(days=-11):
        words = {
            "went_well": "Letters went both ways each month, and every class has measured its part of the river.",
            "learned": "Holidays at the lake come earlier than ours; we look at both calendars now.",
            "next_year": "A joint week, and a second teacher in each school.",
        }
        world.do(write_review, annual.get_review(cluster_id, made_id), by="lead", version=1, **words)
    with world.then(days=-10):
        said = {"school_id": world.schools["tumaini"].id, "version": 0, "words": "Our pupils ask for the letters."}
        world.do(add_voice, annual.get_review(cluster_id, made_id), by="abroad", **said)


def _newcomer(world: World) -> None:
    """The contact of the school that took a place is new in the cluster, and has ticked two things."""
    cluster_id: uuid.UUID = world.made["clusters"]["beacon"]
    with world.then(days=-20):
        who: dict[str, Any] = {"school_id": world.schools["fen"].id, "person_id": world.people["contact6"].id}
        made = world.do(welcome, get_cluster(cluster_id), **who)
        made_id = made.id
    with world.then(days=-18):
        world.do(tick, newcomers.get_newcomer(cluster_id, made_id), by="contact6", steps=[Step.CLUSTER, Step.BOARD])
