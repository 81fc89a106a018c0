"""What the reviews of an application come to, and the order of a round."""

import math
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.applying.applications.models import Application, Stage
from portal.applying.awards.models import Award, Decision
from portal.applying.programmes.models import Round
from portal.applying.reviews.models import (
    ApplicationStanding,
    Review,
    ReviewScore,
    RoundAdvice,
)
from portal.applying.reviews.scoring import (
    BAR,
    FLOOR,
    LEAST_TO_SPREAD,
    NEAR,
    SPLIT_AT,
    STEPS_APART,
    Standing,
    Talk,
    reaches,
)
from portal.applying.reviews.workflow import COUNTED
from portal.applying.rules.queries import Rules, rules_of
from portal.core.database import session
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster
from portal.policy.people import SignedIn

MOST = 100
NOT_TOLD = (Stage.IN_REVIEW, Stage.CLARIFICATION, Stage.MODERATION, Stage.DECIDED)
ON_THE_STRIP = (Stage.IN_REVIEW, Stage.CLARIFICATION, Stage.MODERATION, Stage.DECIDED, Stage.RELEASED, Stage.ACCEPTED)


def standing_of(reviews: Sequence[Review], wanted: int, rules: Rules | None = None) -> Standing:
    """The figures of the reviews that count. `reviews` come from `list_reviews`, or with their scores from `with_scores`."""
    counted = [r for r in reviews if r.status in COUNTED and r.total is not None]
    given: dict[uuid.UUID, list[int]] = defaultdict(list)
    for review in counted:
        for score in review.scores if "scores" in review.__dict__ else ():
            if score.score is not None and not score.criterion.optional_plus:
                given[score.criterion_id].append(score.score)
    return Standing(
        totals=tuple(r.total for r in counted if r.total is not None),
        recommendations=tuple(r.recommendation for r in counted),
        wanted=wanted,
        criteria=tuple(tuple(scores) for scores in given.values()),
        bar=BAR if rules is None else rules.quality_bar,
        floor=FLOOR if rules is None else rules.criterion_floor,
    )


def kept_standing(application: Application) -> ApplicationStanding | None:
    """The kept figures of an application."""
    query = sa.select(ApplicationStanding).where(ApplicationStanding.application_id == application.id)
    return session().scalar(query)


def had_an_award(application: Application) -> bool:
    """Was the cluster awarded something before, by another application?"""
    query = sa.select(Award.id).where(
        Award.cluster_id == application.cluster_id, Award.application_id != application.id
    )
    return session().scalar(query.limit(1)) is not None


def held_decision(application: Application) -> Decision | None:
    """The decision that was recorded and not sent."""
    query = sa.select(Decision).where(
        Decision.application_id == application.id, Decision.replaced_at.is_(None), Decision.released_at.is_(None)
    )
    return session().scalar(query)


def with_scores(application: Application) -> Sequence[Review]:
    """The reviews of an application that count, with every score and its criterion, as the database has them now."""
    query = sa.select(Review).where(Review.application_id == application.id, Review.status.in_(COUNTED))
    query = query.options(selectinload(Review.scores).joinedload(ReviewScore.criterion))
    return session().scalars(query.order_by(Review.id).limit(MOST).execution_options(populate_existing=True)).all()


@dataclass(frozen=True)
class Row:
    """One application on the strip: what its reviews gave, and where it comes in the meeting."""

    application: Application
    standing: Standing
    talk: Talk
    meets_the_bar: bool

    @property
    def is_open(self) -> bool:
        """Reviews are missing, or one more reader was asked: nothing of it is final."""
        return self.standing.is_provisional or self.application.stage in (Stage.IN_REVIEW, Stage.CLARIFICATION)


def is_open(standing: Any = ApplicationStanding) -> Any:
    """Still with reviewers, or without all its reviews: it has no place yet, and its order says nothing of scores."""
    return sa.or_(
        Application.stage.in_([Stage.IN_REVIEW, Stage.CLARIFICATION]), standing.whole.is_(None), standing.whole < 0
    )


def ranking() -> list[Any]:
    """The one order of applications, for every page, export and day: by the mean in whole points, ties by the rule; what has no place yet by its id."""
    kept, open_ = ApplicationStanding, is_open()
    numbers = (-kept.whole, -kept.tie_first, -kept.tie_second, kept.balance)
    closed = [sa.case((open_, 0), else_=number) for number in numbers]
    return [sa.case((open_, 1), else_=0), *closed, sa.case((open_, ""), else_=kept.draw), Application.id]


def ranked(planned: Round, person: SignedIn) -> sa.Select[Any]:
    """The applications of a round on the strip with their kept figures, without what this person has a conflict with; not in order yet."""
    query = sa.select(Application).outerjoin(ApplicationStanding, ApplicationStanding.application_id == Application.id)
    return query.where(
        Application.round_id == planned.id,
        Application.stage.in_(ON_THE_STRIP),
        Application.cluster_id.not_in(list(person.kept_from)),
    ).options(joinedload(Application.cluster))


def panel_strip(
    planned: Round,
    person: SignedIn,
    rules: Rules | None = None,
    *,
    after: str | None = None,
    by_talk: bool = False,
) -> Page[Row]:
    """One page of 100 applications of a round, in the order of the ranking, or in the order of the meeting. What is put in order is keys and figures: the
    whole round is read for it, and records only for the page."""
    rules = rules or rules_of(planned.id)
    between, line = spread_and_line(planned, person)
    talk = _talk(rules, between, line)
    order = [talk, *ranking()] if by_talk else ranking()
    figures = (Application.id, ApplicationStanding.mean, ApplicationStanding.lowest, talk)
    query = ranked(planned, person).with_only_columns(*figures, maintain_column_froms=True)
    page = page_by_key(query, *order, after=after, size=MOST, rows=True)
    read = _with_counted([row[0] for row in page])
    rows = [_row(*read[row[0]], row, planned, rules, line) for row in page]
    return Page(items=rows, next=page.next, first=page.first)


def _row(
    application: Application,
    reviews: Sequence[tuple[float, str]],
    found: Any,
    planned: Round,
    rules: Rules,
    line: float | None,
) -> Row:
    _key, mean, lowest, talk = found
    standing = Standing(
        totals=tuple(total for total, _said in reviews),
        recommendations=tuple(said for _total, said in reviews),
        wanted=planned.reviewers_each,
        bar=rules.quality_bar,
        floor=rules.criterion_floor,
        line=line,
    )
    meets = reaches(mean, lowest, rules.quality_bar, rules.criterion_floor)
    return Row(application, standing, Talk(talk), meets)


def _talk(rules: Rules, between: float | None, line: float | None) -> Any:
    """`Standing.talk` as the database reads it from the kept figures."""
    kept = ApplicationStanding
    flagged = sa.or_(kept.spread >= SPLIT_AT, kept.is_split, kept.gap >= STEPS_APART)
    if between is not None:
        flagged = sa.or_(flagged, kept.deviation > between)
    near = sa.func.abs(kept.mean - rules.quality_bar) <= NEAR
    if line is not None:
        near = sa.or_(near, sa.func.abs(kept.mean - line) <= NEAR)
    return sa.case(
        (is_open(), int(Talk.LAST)),
        (sa.and_(flagged, near), int(Talk.FIRST)),
        (near, int(Talk.NEXT)),
        (flagged, int(Talk.NOTED)),
        else_=int(Talk.LAST),
    )


def spread_and_line(planned: Round, person: SignedIn) -> tuple[float | None, float | None]:
    """`scoring.spread_between` of the means of a round, and the mean at its funding line as it was worked out last. One statement, one row, whatever the
    number of applications."""
    mean: Any = ApplicationStanding.mean
    there = sa.select(RoundAdvice.line).where(RoundAdvice.round_id == planned.id).scalar_subquery()
    sums = (sa.func.count(mean), sa.func.sum(mean), sa.func.sum(mean * mean), there)
    query = ranked(planned, person).with_only_columns(*sums, maintain_column_froms=True)
    number, total, squares, line = session().execute(query.where(~is_open())).one()
    if number < LEAST_TO_SPREAD:
        return None, line
    return math.sqrt(max(0.0, squares - total * total / number) / (number - 1)), line


def _with_counted(application_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[Application, list[tuple[float, str]]]]:
    """Each application, with its cluster, and the totals and recommendations of its reviews that count. One statement."""
    counts = sa.and_(Review.application_id == Application.id, Review.status.in_(COUNTED), Review.total.is_not(None))
    query = sa.select(Application, Review.total, Review.recommendation).outerjoin(Review, counts)
    query = query.where(Application.id.in_(application_ids)).options(joinedload(Application.cluster))
    found: dict[uuid.UUID, tuple[Application, list[tuple[float, str]]]] = {}
    for application, total, said in session().execute(query.order_by(Review.id, Application.id).limit(MOST * 200)):
        reviews = found.setdefault(application.id, (application, []))[1]
        if total is not None:
            reviews.append((total, said))
    return found


SMALLEST_GROUP = 5


@dataclass(frozen=True)
class FormRow:
    """What came of the applications of one form of cluster. `form` is None for all forms with fewer than five applications together."""

    form: str | None
    applications: int
    mean: float | None
    approved: int


def outcomes_by_form(planned: Round, person: SignedIn) -> Sequence[FormRow]:
    """Applications whose results were sent, by the form of their cluster: how many, the mean of their means, how many were approved. One statement.

    What this person has a conflict with is absent; forms with fewer than five applications are put together.
    """
    sent = (Stage.RELEASED, Stage.ACCEPTED)
    approved = sa.case((Award.id.is_not(None), 1), else_=0)
    query = (
        sa.select(Cluster.form, sa.func.count(), sa.func.sum(ApplicationStanding.mean), sa.func.count(ApplicationStanding.mean), sa.func.sum(approved))
        .select_from(Application)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(ApplicationStanding, ApplicationStanding.application_id == Application.id)
        .outerjoin(Award, Award.application_id == Application.id)
        .where(Application.round_id == planned.id, Application.stage.in_(sent), Application.cluster_id.not_in(list(person.kept_from)))
        .group_by(Cluster.form)
        .order_by(Cluster.form)
    )  # fmt: skip
    large, small = [], [0, 0.0, 0, 0]
    for form, number, total, scored, yes in session().execute(query.limit(50)):
        if number >= SMALLEST_GROUP:
            large.append(FormRow(form.value, number, total / scored if scored else None, yes))
        else:
            small = [small[0] + number, small[1] + (total or 0.0), small[2] + scored, small[3] + yes]
    if small[0]:
        mean_of = small[1] / small[2] if small[2] else None
        large.append(FormRow(None, int(small[0]), mean_of, int(small[3])))
    return large
