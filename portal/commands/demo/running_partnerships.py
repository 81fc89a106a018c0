"""How partnerships are doing: one link that has fallen silent, one partnership on hold that goes on soon, one that is established. All invented.
Plans: what the Marlbury schools do for one another, and the joint project of Three Shores with its tasks and classes.

Asked to say hello: Castle Street (contact7@). On hold, with a day next week: "Recipes by post" of Three Shores (contact5@).
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.running.health import services as health
from portal.running.partnerships import queries, services
from portal.running.partnerships.models import Growth, Partnership, PartnershipShape
from portal.running.plans import queries as plan_queries
from portal.running.plans import services as plans
from portal.running.plans.models import Help, TaskKind, Wish

PAUSED = "Recipes by post"


@dataclass(frozen=True)
class Planned:
    """A task: who writes it down, the school that does it (None: whichever takes it on), who is helped. `until`: done, or what stands in the way."""

    title: str
    by: str
    days: int
    school: str | None = None
    helped: str | None = None
    help: Help | None = None
    details: str = ""
    until: str = ""


HELPING = (
    Planned(
        "Lend us a class for the song call",
        "teacher",
        9,
        None,
        "hill",
        Help.CLASS,
        "Ours is on a trip that morning. Twenty minutes are enough.",
    ),
    Planned(
        "Take our call with Kisumu",
        "teacher2",
        6,
        "orchard",
        "mill",
        Help.CALL,
        "I am in hospital that day. The song sheet is ready.",
    ),
    Planned(
        "Share the big maps", "lead", 11, "academy", "hill", Help.MATERIAL, until="The maps are still at the printer."
    ),
)
STEPS = (
    Planned("Photographs of the harbour at six in the morning", "contact5", 4, "quay", until="done"),
    Planned("Interview with a ferry captain", "lilas", 13, "lilas", until="The ferry does not run in storms."),
    Planned("Draw the old harbour from memory", "ipe", 20, "ipe", details="Ask grandparents first."),
    Planned("Put the three harbours on one map", "contact5", 34, "quay"),
)
CLASSES = (("contact5", "Year 5", 29), ("ipe", "5º ano", 31))


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
        _helping(world, clusters["marlbury"], opened["marlbury"])
        _reshaped(world, clusters["trilateral"], opened["trilateral"])
        _project(world, clusters["trilateral"], opened["trilateral"])


def _add(world: World, cluster_id: uuid.UUID, partnership_id: uuid.UUID, task: Planned) -> None:
    wish = Wish(
        title=task.title,
        due_on=clock.today() + timedelta(days=task.days),
        details=task.details,
        school_id=world.schools[task.school].id if task.school else None,
        help=task.help,
    )
    helped = world.schools[task.helped].id if task.helped else None
    with world.then(days=-14):
        found = queries.get_partnership(cluster_id, partnership_id)
        kind = TaskKind.SUPPORT if task.helped else TaskKind.PROJECT
        made = world.do(plans.add_task, found, by=task.by, kind=kind, wish=wish, for_school_id=helped)
        task_id: uuid.UUID = made.id
    with world.then(days=-2):
        if task.until == "done":
            world.do(plans.finish_task, plan_queries.get_task(cluster_id, task_id), by=task.by)
        elif task.until:
            world.do(plans.block_task, plan_queries.get_task(cluster_id, task_id), by=task.by, reason=task.until)


def _reshaped(world: World, cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> None:
    """It began as one project, tried linked schools for a while, and went back."""
    for days, shape in ((60, PartnershipShape.BILATERAL), (41, PartnershipShape.JOINT)):
        with world.then(days=-days):
            found = queries.get_partnership(cluster_id, partnership_id)
            words = {"name": found.name, "version": found.version}
            world.do(services.change_partnership, found, by="contact5", shape=shape, **words)
    found = queries.get_partnership(cluster_id, partnership_id)
    pair = next(p for p in found.pairs if p.partner_school_id == world.schools["lilas"].id)
    pair = queries.get_pair(cluster_id, partnership_id, pair.id)
    world.do(services.name_spare, pair, by="contact5", school_id=world.schools["ipe"].id)


def _helping(world: World, cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> None:
    for task in HELPING:
        _add(world, cluster_id, partnership_id, task)


def _project(world: World, cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> None:
    for task in STEPS:
        _add(world, cluster_id, partnership_id, task)
    for who, year_group, count in CLASSES:
        with world.then(days=-12):
            found = queries.get_partnership(cluster_id, partnership_id)
            world.do(plans.name_class, found, by=who, year_group=year_group, pupil_count=count)
    world.do(plans.ask_for_classes, queries.get_partnership(cluster_id, partnership_id))


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
