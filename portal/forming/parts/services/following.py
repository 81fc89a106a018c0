"""Another school takes the place of one that left: it takes its part, and whoever was linked through the old place is linked through the new one."""

import uuid

import sqlalchemy as sa

from portal.core.actors import Actor
from portal.core.database import session
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import live_membership
from portal.forming.parts.models import Mentee, Mentoring, SchoolPart


def follow_replacement(cluster: Cluster, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    """The part, the way through it, and a mentoring that goes on pass to the newcomer. Feeder links do not: pupils move on as they always did."""
    held, came = session(), live_membership(cluster.id, new_school_id)
    if came is None or came.replaces_id is None:
        return
    before = came.replaces_id
    held.execute(
        sa.update(SchoolPart).where(SchoolPart.membership_id == before).values(membership_id=came.id, given_by_id=by.id)
    )
    held.execute(sa.update(SchoolPart).where(SchoolPart.through_id == before).values(through_id=came.id))
    goes_on = (Mentoring.cluster_id == cluster.id, Mentoring.ended_at.is_(None))
    held.execute(
        sa.update(Mentoring)
        .where(*goes_on, Mentoring.mentor_school_id == old_school_id)
        .values(mentor_school_id=new_school_id)
    )
    there = sa.select(Mentoring.id).where(*goes_on)
    mine = sa.select(Mentee.mentoring_id).where(Mentee.school_id == new_school_id)
    held.execute(
        sa.update(Mentee)
        .where(Mentee.school_id == old_school_id, Mentee.mentoring_id.in_(there), Mentee.mentoring_id.not_in(mine))
        .values(school_id=new_school_id)
        .execution_options(synchronize_session=False)
    )
    held.expire_all()
