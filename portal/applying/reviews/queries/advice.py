"""What is worked out for a panel beside the official figures: the correction for harsh and mild reviewers, and where the money ends."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.applying.applications.models import Answer, Application, ApplicationVersion, VersionStatus
from portal.applying.funding.models import FundingLine
from portal.applying.programmes.kinds import total
from portal.applying.programmes.models import Kind, Question, Round
from portal.applying.reviews import ranking as ties
from portal.applying.reviews.leniency import Reading
from portal.applying.reviews.models import ApplicationAdvice, ApplicationStanding, Review, RoundAdvice
from portal.applying.reviews.queries.standings import is_open, ranking
from portal.applying.reviews.scoring import NEAR
from portal.applying.reviews.workflow import COUNTED
from portal.applying.rules.queries import Rules
from portal.core.database import fetch, session
from portal.policy.people import SignedIn

MOST = 20_000
SHOWN = 200


def advice_of_round(round_id: uuid.UUID) -> RoundAdvice | None:
    """What was worked out last for a round."""
    return session().scalar(sa.select(RoundAdvice).where(RoundAdvice.round_id == round_id))


@dataclass(frozen=True)
class Advised:
    """What the panel is told of one application: the mean that was given, and the corrected one (None: not enough overlap); on how many reviews of it and
    of the round that rests, and when it was worked out."""

    given: float
    corrected: float | None
    rests_on: int
    readings: int
    at: datetime


def advice_of(application: Application) -> Advised | None:
    """The same for one application. Nothing as long as it has no place."""
    kept, here = ApplicationStanding, ApplicationAdvice
    query = (
        sa.select(kept.mean, here.corrected, here.rests_on, RoundAdvice.readings, RoundAdvice.computed_at)
        .select_from(here)
        .join(RoundAdvice, RoundAdvice.round_id == application.round_id)
        .join(kept, kept.application_id == here.application_id)
        .where(here.application_id == application.id, kept.whole >= 0, kept.mean.is_not(None))
    )
    row = session().execute(query).first()
    return None if row is None or row[0] is None else Advised(row[0], row[1], row[2], row[3], row[4])


def list_to_advise() -> Sequence[uuid.UUID]:
    """Rounds of which a figure changed since their advice was worked out."""
    last = sa.func.max(ApplicationStanding.computed_at)
    query = (
        sa.select(Application.round_id)
        .join(ApplicationStanding, ApplicationStanding.application_id == Application.id)
        .outerjoin(RoundAdvice, RoundAdvice.round_id == Application.round_id)
        .where(sa.or_(ApplicationStanding.counted > 0, RoundAdvice.computed_at.is_not(None)))
        .group_by(Application.round_id, RoundAdvice.computed_at)
        .having(sa.or_(RoundAdvice.computed_at.is_(None), last > RoundAdvice.computed_at))
    )
    return session().scalars(query.order_by(Application.round_id).limit(50)).all()


def readings_of(round_id: uuid.UUID) -> list[Reading]:
    """Every review of a round that counts."""
    query = (
        sa.select(Review.application_id, Review.reviewer_id, Review.total)
        .join(Application, Application.id == Review.application_id)
        .where(Application.round_id == round_id, Review.status.in_(COUNTED), Review.total.is_not(None))
        .order_by(Review.id)
    )
    return [Reading(*row) for row in fetch(query.limit(MOST * 5))]


def means_in_order(round_id: uuid.UUID) -> Sequence[tuple[uuid.UUID, float]]:
    """The applications of a round that have a place, in the one order, with their means."""
    query = (
        sa.select(Application.id, ApplicationStanding.mean)
        .join(ApplicationStanding, ApplicationStanding.application_id == Application.id)
        .where(ApplicationStanding.round_id == round_id, ~is_open())
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


@dataclass(frozen=True)
class NearRow:
    """An application near a line. `is_tied`: within one point of another across the funding line, so that the rule for ties orders it."""

    application: Application
    standing: ApplicationStanding
    advice: ApplicationAdvice
    is_tied: bool
    is_in: bool


def _here(planned: Round, person: SignedIn) -> Any:
    query = sa.select(Application, ApplicationStanding, ApplicationAdvice)
    query = query.join(ApplicationStanding, ApplicationStanding.application_id == Application.id)
    query = query.join(ApplicationAdvice, ApplicationAdvice.application_id == Application.id)
    return query.where(
        ApplicationStanding.round_id == planned.id,
        Application.cluster_id.not_in(list(person.kept_from)),
        ~is_open(),
    )


def list_near(planned: Round, person: SignedIn, rules: Rules, advice: RoundAdvice) -> list[NearRow]:
    """The applications whose mean lies within ten points of the quality bar or of the funding line, in the one order; those within one point of each other
    across the funding line in the order of the rule for ties. At most 200, those nearest to a line. What this person has a conflict with is absent."""
    mean = ApplicationStanding.mean
    off_bar = sa.func.abs(mean - rules.quality_bar)
    off = off_bar if advice.line is None else sa.case((sa.func.abs(mean - advice.line) < off_bar, sa.func.abs(mean - advice.line)), else_=off_bar)  # fmt: skip
    nearest = _here(planned, person).where(off <= NEAR).with_only_columns(Application.id)
    nearest = nearest.order_by(off, Application.id).limit(SHOWN)
    query = _here(planned, person).where(Application.id.in_(nearest)).options(joinedload(Application.cluster))
    rows = session().execute(query.order_by(*ranking())).all()
    inside = sum(1 for row in rows if advice.places is not None and row[2].place <= advice.places)
    lots = [
        ties.Ranked(a.id, s.mean or 0.0, (float(s.tie_first), float(s.tie_second)), s.balance, s.draw)
        for a, s, _advice in rows
    ]
    ordered = ties.across_the_line(lots, inside)
    tied = {one.key for one in ties.tied_across(lots, inside)}
    by_id = {row[0].id: row for row in rows}
    return [
        NearRow(by_id[one.key][0], by_id[one.key][1], by_id[one.key][2], one.key in tied, place < inside)
        for place, one in enumerate(ordered)
    ]


def count_inside(planned: Round, person: SignedIn, places: int) -> int:
    """How many of the applications above the funding line this person sees."""
    query = _here(planned, person).where(ApplicationAdvice.place <= places).with_only_columns(sa.func.count())
    return int(session().scalar(query) or 0)
