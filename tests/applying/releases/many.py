"""More clusters with a decision whose letter was read, without the way over the desk."""

import uuid
from typing import Any

from portal.applying.applications.models import Application, Stage
from portal.applying.awards.models import Decision, Outcome
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus, MembershipStatus
from tests.support.cast import Cast


def more_decided(cast: Cast, like: Decision, how_many: int, outcome: Outcome = Outcome.DECLINED) -> list[uuid.UUID]:
    """Clusters of the school brook, each declined by `manager` and read by `manager2`. Answers their applications."""

    def deed(*, by: Any) -> list[uuid.UUID]:
        made = []
        for number in range(how_many):
            made.append(_one(cast, like, number, outcome))
        return made

    return perform(deed, by=SYSTEM)


def _one(cast: Cast, like: Decision, number: int, outcome: Outcome) -> uuid.UUID:
    held, at = session(), clock.now()
    cluster = Cluster(
        name=f"Many {number}", theme="Water", status=ClusterStatus.ACTIVE, started_by_school_id=cast.school["brook"]
    )
    held.add(cluster)
    held.flush()
    held.add(
        ClusterMembership(
            cluster_id=cluster.id, school_id=cast.school["brook"], status=MembershipStatus.JOINED, joined_at=at
        )
    )
    application = Application(
        round_id=like.round_id,
        cluster_id=cluster.id,
        stage=Stage.DECIDED,
        receipt_number=f"MANY-{number}",
        submitted_at=at,
    )
    held.add(application)
    held.flush()
    held.add(
        Decision(
            application_id=application.id,
            round_id=like.round_id,
            outcome=outcome,
            reasons="r",
            feedback="f",
            letter="l",
            reserve_place=100 + number if outcome == Outcome.RESERVE else None,
            decided_by_id=cast.manager.id,
            decided_at=at,
            letter_read_by_id=cast.manager2.id,
            letter_read_at=at,
        )
    )
    return application.id
