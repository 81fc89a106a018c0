"""The check for duplicates: the same schools, or the same words, in another application of the round."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.applying.applications.models import NOT_STANDING, Answer, Application, ApplicationVersion
from portal.core.database import session
from portal.forming.clusters.models import PRESENT, Cluster, ClusterMembership
from portal.identity.schools.models import School
from portal.policy.people import SignedIn

LONG_ANSWER = 150


@dataclass(frozen=True)
class Twin:
    """Another application of the round that shares something with this one: `schools` by name, and how many long answers word for word."""

    application_id: uuid.UUID
    cluster: str
    schools: Sequence[str]
    answers: int


def list_twins(application: Application, person: SignedIn) -> Sequence[Twin]:
    """The check for duplicates: what else came in for this round from the same schools, or in the same words. Two statements; at most 50 of each."""
    there, mine = aliased(ClusterMembership), aliased(ClusterMembership)
    others = sa.and_(
        Application.round_id == application.round_id,
        Application.id != application.id,
        Application.stage.not_in(NOT_STANDING),
        Application.cluster_id.not_in(list(person.kept_from)),
    )
    same_school = (
        sa.select(Application.id, Cluster.name, School.name)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(there, sa.and_(there.cluster_id == Application.cluster_id, there.status.in_(PRESENT)))
        .join(mine, sa.and_(mine.school_id == there.school_id, mine.status.in_(PRESENT)))
        .join(School, School.id == there.school_id)
        .where(others, mine.cluster_id == application.cluster_id)
    )
    schools: dict[uuid.UUID, list[str]] = defaultdict(list)
    names: dict[uuid.UUID, str] = {}
    for found, cluster, school in session().execute(same_school.order_by(Cluster.name, Application.id).limit(50)):
        names[found] = cluster
        schools[found].append(school)
    answers = _same_answers(application, others)
    for found, cluster, _number in answers:
        names[found] = cluster
    numbers = {found: number for found, _cluster, number in answers}
    return [Twin(key, name, schools[key], numbers.get(key, 0)) for key, name in names.items()]


def _same_answers(application: Application, others: Any) -> Sequence[Any]:
    own, other = aliased(ApplicationVersion), aliased(ApplicationVersion)
    texts = (
        sa.select(Answer.text)
        .join(own, own.id == Answer.application_version_id)
        .where(own.application_id == application.id, sa.func.length(Answer.text) >= LONG_ANSWER)
    )
    number = sa.func.count(Answer.text.distinct())
    query = (
        sa.select(Application.id, Cluster.name, number)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(other, other.application_id == Application.id)
        .join(Answer, Answer.application_version_id == other.id)
        .where(others, Answer.text.in_(texts))
        .group_by(Application.id, Cluster.name)
    )
    return session().execute(query.order_by(Cluster.name, Application.id).limit(50)).all()
