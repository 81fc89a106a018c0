"""Advisers, in the demonstration: most clusters have one, with notes; one contact is late, one support is over, one cluster has nobody. And one breach of
data that is settled, one export. All invented."""

from datetime import date, timedelta

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.oversight.advising import queries, services
from portal.oversight.advising.models import ClusterAdviser, ContactKind
from portal.oversight.breaches import services as breaches
from portal.oversight.breaches.models import Breach, Risk, StepKind
from portal.oversight.breaches.queries import get_breach
from portal.oversight.exports.models import Purpose
from portal.oversight.exports.services import note_export

NOTES = (
    (ContactKind.CALL, "The coordinator rang. All schools are on board, and the partner abroad has holidays until the end of the month."),
    (ContactKind.MEETING, "We met at the conference. They would like to know how other clusters share the work of the coordinator."),
    (ContactKind.MAIL, "I sent them the guide to the first activity."),
)  # fmt: skip


def load(world: World) -> None:
    """Make what is not there yet."""
    is_done = session().scalar(sa.select(ClusterAdviser.id).limit(1)) is not None
    session().commit()
    if is_done:
        return
    query = sa.select(Cluster.id).where(Cluster.status != ClusterStatus.CLOSED).order_by(Cluster.id)
    ids = list(session().scalars(query))
    session().commit()
    for number, cluster_id in enumerate(ids[:-1]):
        _look_after(world, number, cluster_id)
    _breach(world)


def _look_after(world: World, number: int, cluster_id: object) -> None:
    today, who = clock.today(services.ZONE), "manager" if number % 4 == 3 else "officer"
    until = {1: today + timedelta(days=200), 2: today - timedelta(days=5)}.get(number)
    with world.then(days=-60):
        case = queries.get_case(cluster_id)  # type: ignore[arg-type]
        adviser = world.people[who].id
        world.do(
            services.give_adviser, case, by="manager", adviser_id=adviser, supported_until=until, next_contact_on=None
        )
    with world.then(days=-21 - number):
        kind, words = NOTES[number % len(NOTES)]
        following = _next(today, number)
        case = queries.get_case(cluster_id)  # type: ignore[arg-type]
        on = clock.today(services.ZONE)
        world.do(services.write_note, case, by=who, kind=kind, on=on, words=words, next_contact_on=following)


def _next(today: date, number: int) -> date | None:
    """One is late, most are to come, every fifth is not planned."""
    if number == 0:
        return today - timedelta(days=3)
    return None if number % 5 == 4 else today + timedelta(days=2 + 3 * number)


def _breach(world: World) -> None:
    if session().scalar(sa.select(Breach.id).limit(1)) is not None:
        return
    session().commit()
    with world.then(days=-30, hour=9):
        what = (
            "A list of contacts went by mail to the wrong school. The school deleted it within the hour and told us so."
        )
        made = world.do(
            breaches.enter_breach,
            by="admin",
            known_at=clock.now(),
            description=what,
            about_people=14,
            risk=Risk.UNLIKELY,
        )
    steps = (
        (StepKind.REGULATOR_NOT_NEEDED, "Harm is unlikely: work addresses only, seen by one person, deleted at once."),
        (StepKind.PEOPLE_TOLD, "We wrote to all fourteen the same day."),
        (StepKind.CLOSED, "Lists of contacts are no longer sent by mail."),
    )
    for hours, (kind, words) in enumerate(steps):
        with world.then(days=-30, hour=11 + hours):
            world.do(breaches.take_step, get_breach(made.id), by="admin", kind=kind, words=words)
    with world.then(days=-12):
        note = {"what": "record", "rows": 212, "purpose": Purpose.AUDIT, "words": "The yearly check of the programme."}
        world.do(note_export, by="manager", **note)
