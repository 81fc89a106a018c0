"""A committee of three schools, an authority and a village chief, and short ways to meet."""

import uuid
from datetime import time, timedelta
from typing import Any

from portal.core import clock as clocks
from portal.forming.clusters.queries import get_cluster
from portal.forming.committees import queries as committees
from portal.forming.committees import services as seats
from portal.forming.committees.models import Committee, SeatKind, SeatRole
from portal.forming.committees.services import Sitting
from portal.running.meetings import queries, services
from portal.running.meetings.models import Meeting
from tests.forming.support import act, formal
from tests.support.cast import Cast


def council(cast: Cast) -> uuid.UUID:
    """Hill chairs, Vale writes the minutes, Ford is a member; an officer and a village chief sit there too."""
    formal(cast, cast.river)
    made = act(cast, "coordinator", seats.begin_committee, get_cluster(cast.river), name="Council", remit="We plan.")
    for role, key, person in (
        (SeatRole.CHAIR, "hill", "coordinator"),
        (SeatRole.CLERK, "vale", "vale_contact"),
        (SeatRole.MEMBER, "ford", "ford_teacher"),
    ):
        person_id = cast.people[person].id
        give(cast, made.id, kind=SeatKind.SCHOOL, role=role, school_id=cast.school[key], person_id=person_id)
    give(cast, made.id, kind=SeatKind.AUTHORITY, body="Council", person_id=cast.authority.id)
    give(cast, made.id, kind=SeatKind.COMMUNITY, body="Village chief", holder_name="Sophea Lim")
    return made.id  # type: ignore[no-any-return]


def give(cast: Cast, committee_id: uuid.UUID, **words: Any) -> None:
    act(
        cast,
        "coordinator",
        seats.give_seat,
        committees.get_committee(cast.river, committee_id),
        sitting=Sitting(**words),
    )


def committee(cast: Cast, committee_id: uuid.UUID) -> Committee:
    return committees.get_committee(cast.river, committee_id)


def call(cast: Cast, committee_id: uuid.UUID, *, days: int = 10, who: str = "coordinator") -> uuid.UUID:
    on = clocks.today() + timedelta(days=days)
    when = services.When(on=on, starts=time(16), ends=time(17), zone="Europe/London", place="Hill hall")
    made = act(cast, who, services.call_meeting, committee(cast, committee_id), when=when)
    return made.id  # type: ignore[no-any-return]


def meeting(cast: Cast, meeting_id: uuid.UUID) -> Meeting:
    return queries.get_meeting(cast.river, meeting_id)


def seat_of(cast: Cast, meeting_id: uuid.UUID, key: str) -> uuid.UUID:
    found = meeting(cast, meeting_id).committee.open_seats()
    return next(s.id for s in found if s.person_id == cast.people[key].id)


def hold(cast: Cast, clock: Any, meeting_id: uuid.UUID, *came: str, who: str = "vale_contact") -> None:
    """The meeting takes place and is written down."""
    one = meeting(cast, meeting_id)
    clock.hold(one.ends_at + timedelta(hours=1))
    there = [seat_of(cast, meeting_id, key) for key in came]
    act(cast, who, services.write_minutes, one, version=one.version, minutes="We talked.", came=there)
