"""Which applications of a round can go to the panel: every review that the round asks for is in and none is awaited. The others, and why they wait."""

import hashlib
import uuid
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage
from portal.applying.programmes.models import Round
from portal.applying.reviews.models import Review
from portal.applying.reviews.workflow import COUNTED, LIVE, PENDING
from portal.applying.rules.models import ReviewRules
from portal.core.database import fetch, session
from portal.core.pagination import Page, page_by_key
from portal.core.types import Key
from portal.forming.clusters.models import Cluster

MOST_SENT = 100
BEFORE = (Stage.SUBMITTED, Stage.SCREENING, Stage.CLARIFICATION, Stage.IN_REVIEW)


class Ready(NamedTuple):
    """An application that can go to the panel."""

    id: uuid.UUID
    cluster_name: str


class LeftOut(NamedTuple):
    """An application that is not with the panel yet and cannot go. `asked`: reviews that are written or in; `counted`: those that are in."""

    id: uuid.UUID
    cluster_name: str
    stage: Stage
    asked: int
    counted: int


def _number(statuses: Collection[Any]) -> Any:
    query = sa.select(sa.func.count()).select_from(Review)
    return query.where(Review.application_id == Application.id, Review.status.in_(statuses)).scalar_subquery()


def _is_ready() -> Any:
    """Parameter: `wanted`, how many reviews the round asks for."""
    wanted = sa.bindparam("wanted", type_=sa.Integer())
    return sa.and_(Application.stage == Stage.IN_REVIEW, _number(LIVE) >= wanted, _number(PENDING) == 0)


def _here(query: Any) -> Any:
    """Of a round, without what the person has a conflict with. Parameters: `round_id`, `kept_from`."""
    return query.where(
        Application.round_id == sa.bindparam("round_id", type_=Key()),
        Application.cluster_id.not_in(sa.bindparam("kept_from", expanding=True, type_=Key())),
    )


def _values(planned: Round, kept_from: Collection[uuid.UUID]) -> dict[str, Any]:
    return {"round_id": planned.id, "wanted": planned.reviewers_each, "kept_from": list(kept_from)}


def list_ready(planned: Round, kept_from: Collection[uuid.UUID]) -> list[Ready]:
    """The first hundred that can go, by id. One statement."""
    return [Ready(*row) for row in fetch(_ready(), _values(planned, kept_from))]


@cache
def _ready() -> Any:
    query = sa.select(Application.id, Cluster.name).join(Cluster, Cluster.id == Application.cluster_id)
    return _here(query).where(_is_ready()).order_by(Application.id).limit(MOST_SENT)


def count_ready(planned: Round, kept_from: Collection[uuid.UUID]) -> tuple[int, int]:
    """How many can go, and how many wait. One statement."""
    ready, waiting = fetch(_counted(), _values(planned, kept_from))[0]
    return ready or 0, waiting or 0


@cache
def _counted() -> Any:
    is_ready = sa.case((_is_ready(), 1), else_=0)
    inner = _here(sa.select(is_ready.label("is_ready"))).where(Application.stage.in_(BEFORE)).subquery()
    return sa.select(sa.func.sum(inner.c.is_ready), sa.func.count() - sa.func.sum(inner.c.is_ready)).select_from(inner)


def page_of_left_out(planned: Round, kept_from: Collection[uuid.UUID], *, after: str | None = None) -> Page[LeftOut]:
    """Those that wait, a page at a time, by id. One statement."""
    values = _values(planned, kept_from)
    page = page_by_key(_left_out(), Application.id, after=after, rows=True, values=values)
    return Page(items=[LeftOut(*row) for row in page], next=page.next, first=page.first)


@cache
def _left_out() -> Any:
    columns = (Application.id, Cluster.name, Application.stage, _number(LIVE), _number(COUNTED))
    query = sa.select(*columns).join(Cluster, Cluster.id == Application.cluster_id)
    return _here(query).where(Application.stage.in_(BEFORE), sa.not_(_is_ready()))


def digest_of_ready(ready: Sequence[Ready]) -> str:
    """SHA-256 of the list that was shown: what was shown is what is sent."""
    return hashlib.sha256("\n".join(one.id.hex for one in ready).encode()).hexdigest()


def list_rounds_together() -> Sequence[uuid.UUID]:
    """Rounds that send their applications to the panel together and have some with reviewers."""
    waits = sa.exists().where(Application.round_id == ReviewRules.round_id, Application.stage == Stage.IN_REVIEW)
    query = sa.select(ReviewRules.round_id).where(ReviewRules.panel_together, waits)
    return session().scalars(query.order_by(ReviewRules.round_id).limit(200)).all()
