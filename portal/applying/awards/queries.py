"""Finding decisions and awards."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from portal.applying.applications.models import Application
from portal.applying.awards.models import Award, AwardAcceptance, Decision
from portal.applying.programmes.models import Round
from portal.applying.reviews import links
from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.policy.people import STAFF
from portal.running.partnerships.models import Partnership, PartnershipStatus


def _along(through: InstrumentedAttribute[Any]) -> list[Any]:
    """What the policy and the pages read of the application behind a record."""
    application = joinedload(through)
    return [
        application.joinedload(Application.round).joinedload(Round.programme),
        application.joinedload(Application.cluster)
        .selectinload(Cluster.memberships)
        .joinedload(ClusterMembership.school),
    ]


def get_decision(decision_id: uuid.UUID) -> Decision:
    """A decision with its application. Raises NotFound."""
    query = sa.select(Decision).where(Decision.id == decision_id).options(*_along(Decision.application))
    found = session().scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_award(award_id: uuid.UUID) -> Award:
    """An award with its application and what each school said. Raises NotFound."""
    query = sa.select(Award).where(Award.id == award_id)
    query = query.options(
        *_along(Award.application), selectinload(Award.acceptances).joinedload(AwardAcceptance.school)
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def live_decision(application: Application) -> Decision | None:
    """The decision that counts now, held or released."""
    query = sa.select(Decision).where(Decision.application_id == application.id, Decision.replaced_at.is_(None))
    return session().scalar(query)


def count_decisions(application: Application) -> int:
    """How many decisions were recorded, replaced ones too: the version a form of a decision carries."""
    query = sa.select(sa.func.count()).select_from(Decision).where(Decision.application_id == application.id)
    return session().scalar(query) or 0


def released_decision(application: Application) -> Decision | None:
    """The decision that was sent; None before that."""
    query = sa.select(Decision).where(Decision.application_id == application.id, Decision.released_at.is_not(None))
    return session().scalar(query)


def award_of(application: Application) -> Award | None:
    """The award of an application, with what each school said."""
    query = sa.select(Award).where(Award.application_id == application.id)
    return session().scalar(query.options(selectinload(Award.acceptances).joinedload(AwardAcceptance.school)))


def list_second_people(application: Application, *, but: uuid.UUID | None) -> Sequence[uuid.UUID]:
    """Members of the programme's staff who can release: not the decider, and nobody with a tie to the cluster."""
    theirs = links.people_of(application.cluster_id)
    query = (
        sa.select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role.in_(STAFF),
            RoleGrant.ended_at.is_(None),
            Person.status == PersonStatus.ACTIVE,
            Person.id != but,
            Person.id.not_in(theirs),
        )
    )
    return session().scalars(query.distinct().order_by(Person.id).limit(200)).all()


def live_partnership(cluster_id: uuid.UUID) -> Partnership | None:
    """The oldest partnership of this cluster that has begun and has not ended."""
    query = sa.select(Partnership).where(
        Partnership.cluster_id == cluster_id,
        Partnership.status.not_in([PartnershipStatus.ENDED, PartnershipStatus.EXPLORING]),
    )
    return session().scalars(query.order_by(Partnership.id).limit(1)).first()
