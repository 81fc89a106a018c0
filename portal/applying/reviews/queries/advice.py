"""What is worked out for a panel beside the official figures: the correction for harsh and mild reviewers, and where the money ends."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.applications.models import Application
from portal.applying.programmes.models import Round
from portal.applying.reviews import leniency
from portal.applying.reviews import ranking as ties
from portal.applying.reviews.leniency import Reading
from portal.applying.reviews.models import ApplicationAdvice, ApplicationStanding, Review, RoundAdvice
from portal.applying.reviews.queries.money import advice_of_round, is_tied, mean_at_the_end, money_for
from portal.applying.reviews.queries.order import is_open, ranking
from portal.applying.reviews.scoring import NEAR
from portal.applying.reviews.workflow import COUNTED
from portal.applying.rules.queries import Rules
from portal.core.database import fetch, session
from portal.policy.people import SignedIn

MOST = 20_000
SHOWN = 200


@dataclass(frozen=True)
class Advised:
    """What the panel is told of one application: the mean that was given, and the corrected one (None: not enough overlap); on how many reviews of it and
    of the round that rests, and when it was worked out."""

    given: float
    corrected: float | None
    rests_on: int
    readings: int
    at: datetime


def advice_of(application: Application, person: SignedIn) -> Advised | None:
    """The same for one application. Nothing as long as it has no place; nothing for who has a conflict with another of the round, on which it rests too."""
    kept, here = ApplicationStanding, ApplicationAdvice
    query = (
        sa.select(kept.mean, here.corrected, here.rests_on, RoundAdvice.readings, RoundAdvice.computed_at)
        .select_from(here)
        .join(RoundAdvice, RoundAdvice.round_id == application.round_id)
        .join(kept, kept.application_id == here.application_id)
        .where(here.application_id == application.id, kept.whole >= 0, kept.mean.is_not(None))
    )
    row = None if is_tied(application.round, person.kept_from) else session().execute(query).first()
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


def readings_of(round_id: uuid.UUID, *, but: Collection[uuid.UUID] = ()) -> list[Reading]:
    """Every review of a round that counts, without those of these clusters."""
    query = (
        sa.select(Review.application_id, Review.reviewer_id, Review.total)
        .join(Application, Application.id == Review.application_id)
        .where(Application.round_id == round_id, Review.status.in_(COUNTED), Review.total.is_not(None))
        .where(Application.cluster_id.not_in(list(but)))
        .order_by(Review.id)
    )
    return [Reading(*row) for row in fetch(query.limit(MOST * 5))]


@dataclass(frozen=True)
class Known:
    """What was worked out for a round, as far as somebody may know it. `places`: how many the money pays for; `line`: the mean of the last of them. `own`:
    (place, corrected mean, on how many reviews it rests) of each application, where they are reckoned for this person; else they are kept."""

    at: datetime
    readings: int
    budget: int
    places: int | None
    line: float | None
    own: Mapping[uuid.UUID, tuple[int, float | None, int]] | None = None


def advice_for(planned: Round, person: SignedIn) -> Known | None:
    """As it was worked out last; reckoned anew for who has a conflict with something in the round, as if that were not there. None before the first time."""
    made = advice_of_round(planned.id)
    if made is None:
        return None
    if not is_tied(planned, person.kept_from):
        return Known(made.computed_at, made.readings, made.budget, made.places, made.line)
    readings, (places, order) = readings_of(planned.id, but=person.kept_from), money_for(planned, person.kept_from)
    corrected, rests = leniency.advise(readings).adjusted, Counter(one.application for one in readings)
    own = {key: (place, corrected.get(key), rests[key]) for place, (key, _mean) in enumerate(order, start=1)}
    line = mean_at_the_end(order, places)
    return Known(made.computed_at, len(readings), made.budget, places, line, own)


@dataclass(frozen=True)
class NearRow:
    """An application near a line. `is_tied`: within one point of another across the funding line, so that the rule for ties orders it."""

    application: Application
    standing: ApplicationStanding
    corrected: float | None
    rests_on: int
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


def list_near(planned: Round, person: SignedIn, rules: Rules, known: Known) -> list[NearRow]:
    """The applications whose mean lies within ten points of the quality bar or of the funding line, in the one order; those within one point of each other
    across the funding line in the order of the rule for ties. At most 200, those nearest to a line. What this person has a conflict with is absent."""
    mean = ApplicationStanding.mean
    off_bar, line = sa.func.abs(mean - rules.quality_bar), known.line
    off = (
        off_bar
        if line is None
        else sa.case((sa.func.abs(mean - line) < off_bar, sa.func.abs(mean - line)), else_=off_bar)
    )
    nearest = _here(planned, person).where(off <= NEAR).with_only_columns(Application.id)
    nearest = nearest.order_by(off, Application.id).limit(SHOWN)
    query = _here(planned, person).where(Application.id.in_(nearest)).options(joinedload(Application.cluster))
    rows = session().execute(query.order_by(*ranking())).all()
    own = {a.id: (x.place, x.corrected, x.rests_on) for a, _standing, x in rows} if known.own is None else known.own
    inside = sum(1 for row in rows if known.places is not None and own[row[0].id][0] <= known.places)
    lots = [
        ties.Ranked(a.id, s.mean or 0.0, (float(s.tie_first), float(s.tie_second)), s.balance, s.draw)
        for a, s, _advice in rows
    ]
    ordered = ties.across_the_line(lots, inside)
    tied = {one.key for one in ties.tied_across(lots, inside)}
    by_id = {row[0].id: row for row in rows}
    return [
        NearRow(by_id[one.key][0], by_id[one.key][1], own[one.key][1], own[one.key][2], one.key in tied, place < inside)
        for place, one in enumerate(ordered)
    ]
