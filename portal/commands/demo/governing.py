"""How clusters of the demonstration govern themselves: committees and their seats. All invented."""

import uuid
from datetime import timedelta
from typing import Any

from portal.commands.demo.world import World
from portal.core import clock
from portal.forming.clusters.queries import get_cluster
from portal.forming.committees import queries
from portal.forming.committees.models import Level, SeatKind, SeatRole
from portal.forming.committees.services import Sitting, begin_committee, give_seat

REMIT = "Plan the river weeks. Look each term at how the letters go. Keep the council and the parents informed."
# role in the committee, school, person, body, name without an account
SEATS: tuple[tuple[SeatRole, SeatKind, str, str, str, str], ...] = (
    (SeatRole.CHAIR, SeatKind.SCHOOL, "hill", "lead", "", ""),
    (SeatRole.CLERK, SeatKind.SCHOOL, "mill", "contact", "", ""),
    (SeatRole.MEMBER, SeatKind.SCHOOL, "academy", "contact3", "", ""),
    (SeatRole.MEMBER, SeatKind.SCHOOL, "orchard", "", "", ""),
    (SeatRole.MEMBER, SeatKind.AUTHORITY, "", "authority", "Marlbury Council", ""),
    (SeatRole.MEMBER, SeatKind.PARENTS, "", "", "Parents of Mill Lane", "Perpetua Gill"),
    (SeatRole.MEMBER, SeatKind.COMMUNITY, "", "", "River warden", "Winston Ashe"),
)


def load(world: World) -> None:
    """Make them; once."""
    cluster_id: uuid.UUID = world.made["clusters"]["marlbury"]
    if not queries.has_committee(cluster_id):
        _committee(world, cluster_id)


def _committee(world: World, cluster_id: uuid.UUID) -> None:
    """A committee of seven seats, as a core with satellites might have it; one term ends soon."""
    with world.then(days=-150):
        words: dict[str, Any] = {
            "decides": "The calendar of the year, and who hosts.",
            "reports_to": "Heads, council, parents",
        }
        made = world.do(begin_committee, get_cluster(cluster_id), by="lead", name="River committee", remit=REMIT, level=Level.SCHOOLS, **words)  # fmt: skip
        made_id = made.id
    world.made["committee"] = made_id
    for number, (role, kind, school, person, body, name) in enumerate(SEATS):
        with world.then(days=-149):
            sitting = Sitting(
                kind=kind,
                role=role,
                school_id=world.schools[school].id if school else None,
                person_id=world.people[person].id if person else None,
                body=body,
                holder_name=name,
                until_on=clock.today() + timedelta(days=175 if number == 4 else 365),
            )
            world.do(give_seat, queries.get_committee(cluster_id, made_id), by="lead", sitting=sitting)
