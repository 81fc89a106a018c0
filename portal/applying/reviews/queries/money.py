"""Where the money of a round ends, in the one order. For who has a conflict of interest as if that were not there."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.applying.applications.models import Answer, Application, ApplicationVersion, VersionStatus
from portal.applying.funding.models import FundingLine
from portal.applying.programmes.kinds import total
from portal.applying.programmes.models import Kind, Question, Round
from portal.applying.reviews.models import ApplicationStanding, RoundAdvice
from portal.applying.reviews.queries.order import is_open, ranking
from portal.core.database import fetch, session

MOST = 20_000


def advice_of_round(round_id: uuid.UUID) -> RoundAdvice | None:
    """What was worked out last for a round."""
    return session().scalar(sa.select(RoundAdvice).where(RoundAdvice.round_id == round_id))


def means_in_order(round_id: uuid.UUID, *, but: Collection[uuid.UUID] = ()) -> Sequence[tuple[uuid.UUID, float]]:
    """The applications of a round that have a place, without those of these clusters, in the one order, with their means."""
    query = (
        sa.select(Application.id, ApplicationStanding.mean)
        .join(ApplicationStanding, ApplicationStanding.application_id == Application.id)
        .where(ApplicationStanding.round_id == round_id, ~is_open(), Application.cluster_id.not_in(list(but)))
    )
    return [(row[0], row[1]) for row in fetch(query.order_by(*ranking()).limit(MOST))]


def budget_of(round_id: uuid.UUID) -> int:
    """What a round has to give, in whole units; 0 where it says nothing."""
    query = sa.select(sa.func.coalesce(sa.func.sum(FundingLine.amount), 0)).where(FundingLine.round_id == round_id)
    return int(session().scalar(query) or 0)


def wishes_of(*which: Any) -> dict[uuid.UUID, int]:
    """What each application asks for in its budget as it was sealed last, in whole units. `which`: of a round, and of it those that somebody may know of. One
    statement."""
    newer = aliased(ApplicationVersion)
    newest = (
        sa.select(sa.func.max(newer.number))
        .where(newer.application_id == Application.id, newer.status == VersionStatus.SEALED)
        .scalar_subquery()
    )
    query = (
        sa.select(Application.id, Answer.text)
        .select_from(Answer)
        .join(ApplicationVersion, ApplicationVersion.id == Answer.application_version_id)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .join(Question, Question.id == Answer.question_id)
        .where(*which, Question.kind == Kind.BUDGET, ApplicationVersion.number == newest)
        .order_by(Application.id, Answer.id)
    )
    found: dict[uuid.UUID, int] = {}
    for key, text in fetch(query.limit(MOST * 5)):
        found[key] = found.get(key, 0) + int(total(text))
    return found


def funded(order: Sequence[tuple[uuid.UUID, float]], wishes: Mapping[uuid.UUID, int], budget: int) -> int | None:
    """How many applications the money pays for, one after the other in their order, to the first that it does not pay for. None without a budget, or where
    nobody asks for an amount."""
    if not budget or not any(wishes.get(key) for key, _mean in order):
        return None
    spent = 0
    for place, (key, _mean) in enumerate(order):
        spent += wishes.get(key, 0)
        if spent > budget:
            return place
    return len(order)


def mean_at_the_end(order: Sequence[tuple[uuid.UUID, float]], places: int | None) -> float | None:
    """The mean of the last one that the money pays for. Where it pays for all it ends nowhere."""
    return order[places - 1][1] if places and places < len(order) else None


def is_tied(planned: Round, away: Collection[uuid.UUID]) -> bool:
    """Is anything in this round of these clusters, with which somebody has a conflict of interest? At most one statement."""
    if not away:
        return False
    query = sa.select(Application.id).where(Application.round_id == planned.id)
    return session().scalar(query.where(Application.cluster_id.in_(list(away))).limit(1)) is not None


def money_for(planned: Round, away: Collection[uuid.UUID]) -> tuple[int | None, Sequence[tuple[uuid.UUID, float]]]:
    """How many applications the money pays for without those of these clusters, and all others in their order with their means. Reckoned anew: for who has
    a conflict with one."""
    order = means_in_order(planned.id, but=away)
    known = (Application.round_id == planned.id, Application.cluster_id.not_in(list(away)))
    return funded(order, wishes_of(*known), budget_of(planned.id)), order


def cut_for(planned: Round, away: Collection[uuid.UUID]) -> tuple[int | None, float | None]:
    """How many the money pays for, and the mean of the last of them, as it was worked out last; for who has a conflict with these clusters as if they were not
    there."""
    made = advice_of_round(planned.id)
    if made is None or not is_tied(planned, away):
        return (made.places, made.line) if made is not None else (None, None)
    places, order = money_for(planned, away)
    return places, mean_at_the_end(order, places)


def line_for(planned: Round, away: Collection[uuid.UUID]) -> float | None:
    """The mean at the funding line: see `cut_for`."""
    return cut_for(planned, away)[1]
