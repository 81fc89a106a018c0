"""Finding broken rules, and the applications whose rules are looked at again."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.applying.applications.models import NOT_STANDING, Application, Stage
from portal.applying.changes.models import BreakStatus, RuleBreak
from portal.applying.programmes.models import Round, RoundStatus
from portal.core.database import session
from portal.core.errors import NotFound

_OVER = NOT_STANDING | {Stage.INELIGIBLE}


def get_break(break_id: uuid.UUID) -> RuleBreak:
    """A broken rule with its application, round and cluster. Raises NotFound."""
    query = sa.select(RuleBreak).where(RuleBreak.id == break_id)
    query = query.options(
        joinedload(RuleBreak.application).options(joinedload(Application.round), joinedload(Application.cluster))
    )
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_sent(cluster_id: uuid.UUID) -> Sequence[Application]:
    """The applications of this cluster that were sent and are not over, with their rounds, oldest first."""
    query = sa.select(Application).join(Round, Round.id == Application.round_id)
    query = query.where(Application.cluster_id == cluster_id, Application.stage.not_in(_OVER))
    return session().scalars(query.options(contains_eager(Application.round)).order_by(Application.id).limit(50)).all()


def list_open_rounds(at: datetime) -> Sequence[Round]:
    """The rounds that take applications now, the one that closes first first."""
    query = sa.select(Round).where(Round.status == RoundStatus.PUBLISHED, Round.opens_at <= at, Round.closes_at >= at)
    return session().scalars(query.order_by(Round.closes_at, Round.id).limit(20)).all()


def latest_break(application_id: uuid.UUID) -> RuleBreak | None:
    """The newest break of this application."""
    query = sa.select(RuleBreak).where(RuleBreak.application_id == application_id).order_by(RuleBreak.id.desc())
    return session().scalars(query.limit(1)).first()


def is_open(found: RuleBreak | None) -> bool:
    """Does it wait for the programme?"""
    return found is not None and found.status == BreakStatus.OPEN


def list_clusters_that_applied(after: uuid.UUID | None, *, limit: int) -> Sequence[uuid.UUID]:
    """Clusters with an application that was sent and is not over, by key."""
    query = sa.select(Application.cluster_id).where(Application.stage.not_in(_OVER)).distinct()
    if after is not None:
        query = query.where(Application.cluster_id > after)
    return session().scalars(query.order_by(Application.cluster_id).limit(limit)).all()
