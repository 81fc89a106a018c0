"""Mail in the demonstration: people who have it as they like it, and one who has stopped the mail of a board."""

from datetime import time
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.clusters.models import ClusterMembership
from portal.identity.accounts.models import Person
from portal.identity.schools.models import SchoolMember
from portal.oversight.notifications import queries
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.oversight.notifications.services import set_rhythm, stop_mail
from portal.oversight.notifications.stops import Stop, of_board

AT_NIGHT = (time(19), time(7))
# who: quiet hours, and how often mail about what
LIKED: dict[str, tuple[tuple[time | None, time | None], dict[Group, Frequency]]] = {
    "contact": ((None, None), {Group.BOARD: Frequency.DAILY, Group.CALENDAR: Frequency.AT_ONCE}),
    "abroad": (AT_NIGHT, {Group.TALK: Frequency.AT_ONCE}),
    "head2": (AT_NIGHT, {Group.BOARD: Frequency.WEEKLY, Group.TALK: Frequency.NEVER}),
}


def load(world: World) -> None:
    """Once: whoever has chosen since keeps their choice."""
    for key, (quiet, often) in LIKED.items():
        person_id = world.people[key].id
        if not queries.rhythm_of(person_id):
            session().rollback()
            world.do(_choose, person_id=person_id, quiet=quiet, often=often)
    session().rollback()
    world.do(_stop_a_board, person_id=world.people["head2"].id)


def _choose(*, by: Any, person_id: Any, quiet: tuple[time | None, time | None], often: dict[Group, Frequency]) -> None:
    person = session().get_one(Person, person_id)
    set_rhythm(person, by=person, frequencies=often, quiet_from=quiet[0], quiet_until=quiet[1])


def _stop_a_board(*, by: Any, person_id: Any) -> None:
    """The board of the first cluster that the person's school is in, unless they have stopped or started one before."""
    query = sa.select(ClusterMembership.cluster_id).join(
        SchoolMember, SchoolMember.school_id == ClusterMembership.school_id
    )
    cluster_id = session().scalar(
        query.where(SchoolMember.person_id == person_id).order_by(ClusterMembership.id).limit(1)
    )
    if cluster_id is not None and not queries.stops_of(person_id):
        stop_mail(by=by, stop=Stop(person_id, of_board(cluster_id)))
