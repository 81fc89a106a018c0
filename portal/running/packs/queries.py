"""What belongs to a place in a cluster: who had it before, links, what comes, what was done, conversations, evidence, tasks. Constant statements."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, list_owed_by_school
from portal.core.errors import NotFound
from portal.forming.clusters import queries as clusters
from portal.forming.clusters.models import ClusterMembership
from portal.forming.evidence.models import EvidenceItem, EvidenceStatus
from portal.forming.parts.models import SchoolPart
from portal.forming.parts.queries import part_of
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Thread
from portal.running.partnerships.models import Pair, PairStatus, Partnership
from portal.running.plans.models import OPEN, Task

MOST = 50


@dataclass(frozen=True)
class Pack:
    """The place and what goes with it. `before`: who had the place, the last one first."""

    membership: ClusterMembership
    before: Sequence[ClusterMembership]
    part: SchoolPart | None
    pairs: Sequence[Pair]
    coming: Sequence[Activity]
    past: Sequence[Activity]
    threads: Sequence[Thread]
    evidence: Sequence[EvidenceItem]
    tasks: Sequence[Task]
    owed: Sequence[Duty]

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.membership.cluster_id

    @property
    def school_id(self) -> uuid.UUID:
        return self.membership.school_id


def get_pack(cluster_id: uuid.UUID, heir_id: uuid.UUID) -> Pack:
    """The pack of a place that another school had before. Raises NotFound where nobody had it."""
    membership = clusters.get_membership(cluster_id, heir_id)
    before = _before(membership)
    if not before:
        raise NotFound
    schools = [membership.school_id, *(one.school_id for one in before)]
    held, now = session(), clock.now()
    of_it = (Activity.cluster_id == cluster_id, Activity.owner_school_id.in_(schools))
    activities = sa.select(Activity).where(*of_it, Activity.status != ActivityStatus.CANCELLED)
    coming = activities.where(Activity.starts_at >= now).order_by(Activity.starts_at, Activity.id)
    past = activities.where(Activity.starts_at < now).order_by(Activity.starts_at.desc(), Activity.id.desc())
    threads = sa.select(Thread).where(Thread.cluster_id == cluster_id, Thread.school_id.in_(schools))
    evidence = sa.select(EvidenceItem).where(
        EvidenceItem.cluster_id == cluster_id,
        EvidenceItem.school_id.in_(schools),
        EvidenceItem.status != EvidenceStatus.WITHDRAWN,
    )
    pairs = sa.select(Pair).join(Partnership, Partnership.id == Pair.partnership_id)
    pairs = pairs.where(Partnership.cluster_id == cluster_id, Pair.status != PairStatus.ENDED)
    pairs = pairs.where(sa.or_(Pair.home_school_id.in_(schools), Pair.partner_school_id.in_(schools)))
    tasks = sa.select(Task).join(Partnership, Partnership.id == Task.partnership_id)
    tasks = tasks.where(
        Partnership.cluster_id == cluster_id, Task.school_id == membership.school_id, Task.status.in_(OPEN)
    )
    return Pack(
        membership=membership,
        before=before,
        part=part_of(membership.id),
        pairs=held.scalars(
            pairs.options(joinedload(Pair.home_school), joinedload(Pair.partner_school)).order_by(Pair.id).limit(MOST)
        ).all(),
        coming=held.scalars(coming.limit(MOST)).all(),
        past=held.scalars(past.limit(MOST)).all(),
        threads=held.scalars(threads.order_by(Thread.last_posted_at.desc(), Thread.id.desc()).limit(MOST)).all(),
        evidence=held.scalars(evidence.order_by(EvidenceItem.id.desc()).limit(MOST)).all(),
        tasks=held.scalars(tasks.order_by(Task.due_on, Task.id).limit(MOST)).all(),
        owed=list_owed_by_school(membership.school_id, cluster_id=cluster_id, limit=MOST),
    )


def _before(membership: ClusterMembership) -> list[ClusterMembership]:
    """Who had the place before, the last one first; the memberships of the cluster are read already."""
    there = {one.id: one for one in membership.cluster.memberships}
    found: list[ClusterMembership] = []
    step = membership.replaces_id
    while step is not None and step in there and len(found) < 20:
        found.append(there[step])
        step = there[step].replaces_id
    return found
