"""What each side gave: proposed, hosted, visitors received, answered, waited. Two sides beside each other, never a ranking of schools."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Thread
from portal.running.partnerships.queries import Network
from portal.running.visits.models import Visit, VisitStatus

MOST_ROWS = 20_000
_TOOK_PLACE = (ActivityStatus.DELIVERED, ActivityStatus.DELIVERED_BY_ONE)


@dataclass(frozen=True)
class Share:
    """What one side gave. `waited_days`: for how many days it waited for replies that it needed, all together."""

    proposed: int = 0
    hosted: int = 0
    received: int = 0
    answered: int = 0
    waited_days: int = 0


@dataclass(frozen=True)
class Measure:
    """One line of the balance: what of it came from here and from there."""

    key: str
    here: int
    there: int

    @property
    def widths(self) -> tuple[int, int]:
        """Both as bars: the longer one is 100."""
        most = max(self.here, self.there, 1)
        return round(100 * self.here / most), round(100 * self.there / most)

    @property
    def is_even(self) -> bool:
        """Is neither side twice the other? With few of a thing nobody can say."""
        low, high = sorted((self.here, self.there))
        return high < 4 or low * 2 >= high


@dataclass(frozen=True)
class Balance:
    """Both sides of a partnership."""

    here: Share
    there: Share

    @property
    def measures(self) -> list[Measure]:
        """Line by line."""
        names = ("proposed", "hosted", "received", "answered", "waited_days")
        return [Measure(name, getattr(self.here, name), getattr(self.there, name)) for name in names]

    @property
    def is_empty(self) -> bool:
        """Is there nothing to tell yet?"""
        return all(one.here == one.there == 0 for one in self.measures)


def get_balance(network: Network) -> Balance:
    """The balance of a cluster's network, in four statements. A school that left is on no side any more."""
    here = {school.id for school in network.schools if not school.is_partner}
    there = {school.id for school in network.schools if school.is_partner}
    begun = _counts(Thread.school_id, Thread.cluster_id == network.cluster_id)
    planned, hosted = _activities(network.cluster_id)
    received = _counts(
        Visit.host_school_id, Visit.cluster_id == network.cluster_id, Visit.status == VisitStatus.REPORTED
    )
    answered, waited = _replies(network.cluster_id)
    return Balance(*(_share(side, [begun, planned], hosted, received, answered, waited) for side in (here, there)))


def _share(
    side: Iterable[uuid.UUID],
    proposed: list[dict[uuid.UUID, int]],
    hosted: dict[uuid.UUID, int],
    received: dict[uuid.UUID, int],
    answered: dict[uuid.UUID, int],
    waited: dict[uuid.UUID, float],
) -> Share:
    schools = list(side)
    return Share(
        proposed=sum(found.get(school, 0) for school in schools for found in proposed),
        hosted=sum(hosted.get(school, 0) for school in schools),
        received=sum(received.get(school, 0) for school in schools),
        answered=sum(answered.get(school, 0) for school in schools),
        waited_days=round(sum(waited.get(school, 0.0) for school in schools)),
    )


def _counts(school: Any, *where: Any) -> dict[uuid.UUID, int]:
    query = sa.select(school, sa.func.count()).where(*where).group_by(school)
    return {row[0]: row[1] for row in session().execute(query.limit(MOST_ROWS))}


def _activities(cluster_id: uuid.UUID) -> tuple[dict[uuid.UUID, int], dict[uuid.UUID, int]]:
    """By school: how many activities it proposed, and how many of them took place."""
    took_place = sa.func.sum(sa.case((Activity.status.in_(_TOOK_PLACE), 1), else_=0))
    query = (
        sa.select(Activity.owner_school_id, sa.func.count(), took_place)
        .where(Activity.cluster_id == cluster_id, Activity.status != ActivityStatus.CANCELLED)
        .group_by(Activity.owner_school_id)
        .limit(MOST_ROWS)
    )
    rows = session().execute(query).all()
    return {row[0]: row[1] for row in rows}, {row[0]: int(row[2]) for row in rows}


def _replies(cluster_id: uuid.UUID) -> tuple[dict[uuid.UUID, int], dict[uuid.UUID, float]]:
    """By school: how many replies it gave, and for how many days it waited for those it needed (open ones until now)."""
    query = (
        sa.select(Duty.school_id, Duty.asked_by_school_id, Duty.created_at, Duty.closed_at, Duty.outcome)
        .where(Duty.cluster_id == cluster_id, Duty.kind == DutyKind.REPLY)
        .order_by(Duty.id.desc())
        .limit(MOST_ROWS)
    )
    answered: dict[uuid.UUID, int] = {}
    waited: dict[uuid.UUID, float] = {}
    for school_id, asked_by, created_at, closed_at, outcome in session().execute(query):
        if school_id is not None and outcome == "answered":
            answered[school_id] = answered.get(school_id, 0) + 1
        if asked_by is not None:
            days = ((closed_at or clock.now()) - created_at).total_seconds() / 86_400
            waited[asked_by] = waited.get(asked_by, 0.0) + days
    return answered, waited
