"""Finding parts, who plays them, supporters, feeder links and mentoring."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.forming.parts.models import (
    ClusterSupporter,
    FeederLink,
    Mentee,
    Mentoring,
    MentoringSession,
    Part,
    PartSet,
    SchoolPart,
)

MOST = 200


def _one(query: Any) -> Any:
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def list_sets(*, retired: bool = False) -> Sequence[PartSet]:
    """The sets with their parts, in order; retired ones too where asked. Two statements."""
    query = sa.select(PartSet).options(selectinload(PartSet.parts)).order_by(PartSet.position, PartSet.id)
    if not retired:
        query = query.where(PartSet.retired_at.is_(None))
    return session().scalars(query.limit(MOST)).all()


def get_set(set_id: uuid.UUID) -> PartSet:
    """A set with its parts. Raises NotFound."""
    found: PartSet = _one(sa.select(PartSet).where(PartSet.id == set_id).options(selectinload(PartSet.parts)))
    return found


def get_part(part_id: uuid.UUID) -> Part:
    """A part with its set. Raises NotFound."""
    found: Part = _one(sa.select(Part).where(Part.id == part_id).options(joinedload(Part.set)))
    return found


def offered_parts(*, for_supporters: bool = False) -> Sequence[Part]:
    """The parts that can be given now, by set and position."""
    query = sa.select(Part).join(Part.set).options(contains_eager(Part.set))
    query = query.where(
        PartSet.for_supporters.is_(for_supporters), PartSet.retired_at.is_(None), Part.retired_at.is_(None)
    )
    return session().scalars(query.order_by(PartSet.position, PartSet.id, Part.position, Part.id).limit(MOST)).all()


def list_school_parts(cluster_id: uuid.UUID) -> Sequence[SchoolPart]:
    """Which school plays which part, by set, position and the order in which the schools came. One statement."""
    query = sa.select(SchoolPart).join(SchoolPart.part).join(Part.set)
    query = query.where(SchoolPart.cluster_id == cluster_id).options(
        contains_eager(SchoolPart.part).contains_eager(Part.set)
    )
    return (
        session().scalars(query.order_by(PartSet.position, Part.position, SchoolPart.membership_id).limit(MOST)).all()
    )


def part_of(membership_id: uuid.UUID) -> SchoolPart | None:
    """The part that this school plays, with its set."""
    query = sa.select(SchoolPart).where(SchoolPart.membership_id == membership_id)
    return session().scalar(query.options(joinedload(SchoolPart.part).joinedload(Part.set)))


def list_supporters(cluster_id: uuid.UUID) -> Sequence[ClusterSupporter]:
    """Who supports the cluster from outside now, oldest first."""
    where = (ClusterSupporter.cluster_id == cluster_id, ClusterSupporter.ended_at.is_(None))
    query = sa.select(ClusterSupporter).where(*where).options(joinedload(ClusterSupporter.part))
    return session().scalars(query.order_by(ClusterSupporter.id).limit(MOST)).all()


def get_supporter(cluster_id: uuid.UUID, supporter_id: uuid.UUID) -> ClusterSupporter:
    """A supporter of this cluster. Raises NotFound."""
    where = (ClusterSupporter.id == supporter_id, ClusterSupporter.cluster_id == cluster_id)
    found: ClusterSupporter = _one(
        sa.select(ClusterSupporter).where(*where).options(joinedload(ClusterSupporter.cluster))
    )
    return found


def list_feeders(cluster_id: uuid.UUID) -> Sequence[FeederLink]:
    """Whose pupils move on where, oldest first, with both schools."""
    query = sa.select(FeederLink).where(FeederLink.cluster_id == cluster_id, FeederLink.ended_at.is_(None))
    query = query.options(joinedload(FeederLink.from_school), joinedload(FeederLink.to_school))
    return session().scalars(query.order_by(FeederLink.id).limit(MOST)).all()


def get_feeder(cluster_id: uuid.UUID, feeder_id: uuid.UUID) -> FeederLink:
    """A feeder link of this cluster. Raises NotFound."""
    where = (FeederLink.id == feeder_id, FeederLink.cluster_id == cluster_id)
    found: FeederLink = _one(sa.select(FeederLink).where(*where).options(joinedload(FeederLink.cluster)))
    return found


def list_mentorings(cluster_id: uuid.UUID) -> Sequence[Mentoring]:
    """Who mentors whom, those that go on first, then the newest. Two statements."""
    query = sa.select(Mentoring).where(Mentoring.cluster_id == cluster_id)
    query = query.options(
        joinedload(Mentoring.mentor_school), selectinload(Mentoring.mentees).joinedload(Mentee.school)
    )
    return session().scalars(query.order_by(Mentoring.ended_at.is_not(None), Mentoring.id.desc()).limit(MOST)).all()


def get_mentoring(cluster_id: uuid.UUID, mentoring_id: uuid.UUID) -> Mentoring:
    """A mentoring of this cluster with its schools. Raises NotFound."""
    query = sa.select(Mentoring).where(Mentoring.id == mentoring_id, Mentoring.cluster_id == cluster_id)
    found: Mentoring = _one(
        query.options(
            joinedload(Mentoring.mentor_school),
            joinedload(Mentoring.cluster),
            selectinload(Mentoring.mentees).joinedload(Mentee.school),
        )
    )
    return found


def list_ending_mentorings(until: date, after: uuid.UUID | None, *, limit: int) -> Sequence[uuid.UUID]:
    """Those that go on, whose last day comes by then and about whose end nobody is asked, in the order of their keys."""
    asked = sa.exists().where(
        Duty.subject_id == Mentoring.id, Duty.kind == DutyKind.END_MENTORING, Duty.closed_at.is_(None)
    )
    query = sa.select(Mentoring.id).join(Cluster, Cluster.id == Mentoring.cluster_id)
    query = query.where(Mentoring.ends_on <= until, Mentoring.ended_at.is_(None), ~asked)
    query = query.where(Cluster.status != ClusterStatus.CLOSED)
    if after is not None:
        query = query.where(Mentoring.id > after)
    return session().scalars(query.order_by(Mentoring.id).limit(limit)).all()


def page_of_sessions(mentoring_id: uuid.UUID, *, after: str | None = None) -> Page[MentoringSession]:
    """The log of a mentoring, the newest day first."""
    query = sa.select(MentoringSession).where(MentoringSession.mentoring_id == mentoring_id)
    query = query.options(joinedload(MentoringSession.school))
    return page_by_key(query, MentoringSession.held_on, MentoringSession.id, after=after, newest_first=True)
