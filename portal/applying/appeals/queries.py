"""Finding objections, and who took no part in an outcome."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.appeals.models import Objection
from portal.applying.applications.models import Application
from portal.applying.awards.models import Decision
from portal.applying.clarifications.models import Clarification
from portal.applying.programmes.models import Round
from portal.applying.releases.models import Release, ReleaseItem
from portal.applying.reviews import links
from portal.applying.reviews.models import DroppedCriterion, ModerationNote, Review, ReviewRemark, Screening
from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.terms.working_days import working_days_later
from portal.policy.people import STAFF

WORKING_DAYS = 10


def get_objection(objection_id: uuid.UUID) -> Objection:
    """An objection with its application. Raises NotFound."""
    application = joinedload(Objection.application)
    query = sa.select(Objection).where(Objection.id == objection_id)
    query = query.options(
        joinedload(Objection.officer),
        application.joinedload(Application.round).joinedload(Round.programme),
        application.joinedload(Application.cluster)
        .selectinload(Cluster.memberships)
        .joinedload(ClusterMembership.school),
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def objection_to(decision_id: uuid.UUID) -> Objection | None:
    """The objection to this decision, if there is one."""
    return session().scalar(sa.select(Objection).where(Objection.decision_id == decision_id))


def list_objections(application_id: uuid.UUID) -> Sequence[Objection]:
    """Every objection of an application, oldest first."""
    query = sa.select(Objection).where(Objection.application_id == application_id)
    return session().scalars(query.order_by(Objection.id).limit(20)).all()


def closes_at(decision: Decision) -> datetime:
    """Until when it can be objected to: ten working days after it was sent."""
    if decision.released_at is None:
        raise NotFound
    return working_days_later(decision.released_at, WORKING_DAYS)


def list_uninvolved(application: Application) -> list[tuple[uuid.UUID, str]]:
    """Members of the programme's staff who took no part: did not check, ask, read, discuss, decide, read the letter or send it, and have no tie to the
    cluster."""
    there = application.id
    sent = sa.select(Release.id).join(ReleaseItem).join(Decision, Decision.id == ReleaseItem.decision_id)
    releases = sent.where(Decision.application_id == there)
    took_part: Any = sa.union(
        sa.select(Decision.decided_by_id).where(Decision.application_id == there),
        _of(Decision.letter_read_by_id, Decision.application_id, there),
        _of(Decision.released_by_id, Decision.application_id, there),
        _of(Release.asked_by_id, Release.id, releases),
        _of(Release.confirmed_by_id, Release.id, releases),
        _of(Screening.screened_by_id, Screening.application_id, there),
        _of(Screening.confirmed_by_id, Screening.application_id, there),
        _of(DroppedCriterion.dropped_by_id, DroppedCriterion.application_id, there),
        _of(Clarification.asked_by_id, Clarification.application_id, there),
        _of(ReviewRemark.author_id, ReviewRemark.application_id, there),
        _of(Review.reviewer_id, Review.application_id, there),
        _of(Review.assigned_by_id, Review.application_id, there),
        _of(ModerationNote.author_id, ModerationNote.application_id, there),
    )
    involved = set(session().scalars(took_part)) | set(links.people_of(application.cluster_id))
    query = (
        sa.select(Person.id, Person.name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role.in_(STAFF),
            RoleGrant.ended_at.is_(None),
            Person.status == PersonStatus.ACTIVE,
            Person.id.not_in(involved),
        )
    )
    rows = session().execute(query.distinct().order_by(Person.name, Person.id).limit(200))
    return [(row[0], row[1]) for row in rows]


def _of(person: Any, key: Any, where: Any) -> Any:
    """Who stands in this column of the rows for this application."""
    is_there = key.in_(where) if isinstance(where, sa.Select) else key == where
    return sa.select(person).where(is_there, person.is_not(None))
