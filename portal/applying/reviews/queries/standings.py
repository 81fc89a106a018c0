"""What the reviews of an application come to, and the order of a round."""

import math
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.applying.applications.models import BEING_READ, Application, Stage
from portal.applying.awards.models import Award, Decision
from portal.applying.programmes.models import Round
from portal.applying.reviews import scoring
from portal.applying.reviews.models import ApplicationStanding, Review, ReviewScore, RoundAdvice
from portal.applying.reviews.queries.money import line_for
from portal.applying.reviews.queries.order import is_open, ranking
from portal.applying.reviews.ranking import STILL_OPEN
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
from portal.applying.reviews.seeing import sees_figures_of
from portal.applying.reviews.workflow import COUNTED
from portal.applying.rules.queries import Rules, rules_of
from portal.core.database import fetch, session
from portal.core.pagination import Page, marks_of, page_by_key
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, Office, OfficeKind, OfficeStatus
from portal.identity.schools.models import School
from portal.policy.people import SignedIn

MOST = 200


def standing_of(reviews: Sequence[Review], wanted: int, rules: Rules | None = None) -> Standing:
    """The figures of the reviews that count. `reviews` come from `list_reviews`, or with their scores from `list_reviews_with_scores` or `with_scores`."""
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


def led_from(application: Application) -> str | None:
    """The part of the United Kingdom where the cluster's lead school is."""
    leads = (Office.kind == OfficeKind.LEAD_SCHOOL, Office.status == OfficeStatus.ACCEPTED)
    query = sa.select(School.nation).join(Office, Office.school_id == School.id)
    return session().scalar(query.where(Office.cluster_id == application.cluster_id, *leads).limit(1))


def held_decision(application: Application) -> Decision | None:
    """The decision that was recorded and not sent."""
    query = sa.select(Decision).where(
        Decision.application_id == application.id, Decision.replaced_at.is_(None), Decision.released_at.is_(None)
    )
    return session().scalar(query)


def with_scores(application: Application) -> Sequence[Review]:
    """The reviews of an application that count, with every score and its criterion, as the database has them now."""
    return session().scalars(_with_scores(), {"application_id": application.id}).all()


@cache
def _with_scores() -> Any:
    here = Review.application_id == sa.bindparam("application_id", type_=Key())
    query = sa.select(Review).where(here, Review.status.in_(COUNTED)).order_by(Review.id).limit(MOST)
    query = query.options(selectinload(Review.scores).joinedload(ReviewScore.criterion))
    return query.execution_options(populate_existing=True)


class Row(NamedTuple):
    """One application on the strip, from its kept figures: what its reviews gave, and where it comes in the meeting. `range`: the highest total less the
    lowest. `wanted`: how many reviews the round asks for. `talk`: a `scoring.Talk`."""

    id: uuid.UUID
    name: str
    stage: Stage
    have: int
    wanted: int
    mean: float | None
    median: float | None
    range: float | None
    is_red: bool
    is_near_the_line: bool
    talk: int
    meets_the_bar: bool

    @property
    def is_open(self) -> bool:
        """Reviews are missing, or one more reader was asked: nothing of it is final."""
        return self.have < self.wanted or self.stage in BEING_READ


def panel_strip(
    planned: Round,
    person: SignedIn,
    rules: Rules | None = None,
    *,
    after: str | None = None,
    by_talk: bool = False,
) -> Page[Row]:
    """One page of 200 applications of a round, in the order of the ranking, or in the order of the meeting. Read from the kept figures, in the order of their
    index, however large the round is; only the spread of the round, one row, is reckoned from all of them."""
    rules = rules or rules_of(planned.id)
    between, line = spread_and_line(planned, person)
    lines = [float(rules.quality_bar)] if line is None else [float(rules.quality_bar), line]
    values = {"round_id": planned.id, "kept_from": list(person.kept_from), "between": between, "bar": rules.quality_bar, "line": line}  # fmt: skip
    if by_talk:
        found = _in_meeting(after, values, lines)
    else:
        found = page_by_key(_in_order(), *ranking(), after=after, size=MOST, rows=True, values=values)
    read = _reading(planned.reviewers_each, rules, lines)
    return Page(items=[read(row) for row in found], next=found.next, first=found.first)


def _reading(wanted: int, rules: Rules, lines: Sequence[float]) -> Callable[[Any], Row]:
    """How a row of figures is read as a line. Positions, and no loop within: a page has hundreds."""
    bar, floor = rules.quality_bar, rules.criterion_floor
    first, last = lines[0], lines[-1]

    def read(found: Any) -> Row:
        key, name, stage, have, mean, median, spread, is_split, lowest, talk = found
        is_red = is_split or (spread is not None and spread >= SPLIT_AT)
        is_near = mean is not None and (abs(mean - first) <= NEAR or abs(mean - last) <= NEAR)
        return Row(
            key,
            name,
            stage,
            have,
            wanted,
            mean,
            median,
            spread,
            is_red,
            is_near,
            talk,
            reaches(mean, lowest, bar, floor),
        )

    return read


def _away() -> Any:
    """The applications that this person has a conflict with. Parameter: `kept_from`."""
    return sa.select(Application.id).where(Application.cluster_id.in_(sa.bindparam("kept_from", expanding=True, type_=Key())))  # fmt: skip


def _in_sight() -> list[Any]:
    """The lines of a round that this person sees, from the index alone. Parameters: `round_id`, `kept_from`."""
    kept = ApplicationStanding
    here = kept.round_id == sa.bindparam("round_id", type_=Key())
    return [here, kept.order_key.is_not(None), kept.application_id.not_in(_away())]


def _figures(talk: Any) -> sa.Select[Any]:
    """What a line shows. Parameters: those of `talk`."""
    kept = ApplicationStanding
    columns = (
        Application.id,
        Cluster.name,
        Application.stage,
        kept.counted,
        kept.mean,
        kept.median,
        kept.spread,
        kept.is_split,
        kept.lowest,
    )
    query = sa.select(*columns, talk.label("talk")).select_from(kept)
    return query.join(Application, Application.id == kept.application_id).join(Cluster, Cluster.id == Application.cluster_id)  # fmt: skip


@cache
def _in_order() -> sa.Select[Any]:
    return _figures(_talk()).where(*_in_sight())


def _talk() -> Any:
    """`Standing.talk` as the database reads it from the kept figures."""
    is_of = _groups()
    return sa.case(*((is_of[group], int(group)) for group in Talk if group != Talk.LAST), else_=int(Talk.LAST))


def _groups() -> Mapping[Talk, Any]:
    """What makes a line one of each group of the meeting."""
    flagged, near, closed = _is_flagged(), _is_near(), sa.not_(is_open())
    return {
        Talk.FIRST: sa.and_(closed, near, flagged),
        Talk.NEXT: sa.and_(closed, near, sa.not_(flagged)),
        Talk.NOTED: sa.and_(closed, flagged, sa.not_(near)),
        Talk.LAST: sa.or_(is_open(), sa.and_(sa.not_(flagged), sa.not_(near))),
    }


def _is_flagged() -> Any:
    """The reviewers differ. Parameter: `between`, None where the round is too small to say."""
    kept, between = ApplicationStanding, sa.bindparam("between", type_=sa.Float())
    return sa.or_(kept.spread >= SPLIT_AT, kept.is_split, kept.gap >= STEPS_APART, sa.func.coalesce(kept.deviation > between, sa.false()))  # fmt: skip


def _is_near() -> Any:
    """The mean, give or take ten points, crosses a line. Parameters: `bar`, `line`, None where the money was not reckoned yet."""
    mean, bar, line = ApplicationStanding.mean, sa.bindparam("bar", type_=sa.Float()), sa.bindparam("line", type_=sa.Float())  # fmt: skip
    is_near = sa.or_(sa.func.abs(mean - bar) <= NEAR, sa.func.coalesce(sa.func.abs(mean - line) <= NEAR, sa.false()))
    return sa.func.coalesce(is_near, sa.false())


def _in_meeting(after: str | None, values: Mapping[str, Any], lines: Sequence[float]) -> Page[Any]:
    """A page in the order of the meeting. Each of its four groups is read in the order of the index, from the mark on and no further than the page needs: the
    round is not put in order for it. One statement."""
    talk, kept = sa.column("talk", sa.Integer()), ApplicationStanding
    mark = marks_of(after, (talk, *ranking()))
    groups = tuple(group for group in Talk if mark is None or group >= mark[0])
    given = dict(values) | {
        "high": f"0{999 - scoring.whole(min(100.0, max(lines) + NEAR)):03}",
        "low": f"0{1000 - scoring.whole(max(0.0, min(lines) - NEAR)):03}",
    }
    if mark is not None:
        given |= {"key": mark[1], "id": mark[2]}
    query, talk = _meeting(groups, mark is not None, MOST)
    order = (talk, kept.order_key, kept.application_id)
    return page_by_key(query, *order, after=after, size=MOST, rows=True, values=given)


@cache
def _meeting(groups: tuple[Talk, ...], is_marked: bool, size: int) -> tuple[Any, Any]:
    """The query, and its column that says which group a line is of. What belongs to a line is joined to the lines that are left alone."""
    kept, is_of, parts = ApplicationStanding, _groups(), []
    for group in groups:
        number = sa.literal_column(str(int(group)), sa.Integer()).label("talk")
        part = sa.select(number, *ranking()).where(*_in_sight(), is_of[group])
        if group in (Talk.FIRST, Talk.NEXT):
            high, low = (sa.bindparam(name, type_=sa.String()) for name in ("high", "low"))
            part = part.where(kept.order_key >= high, kept.order_key < low)
        if is_marked and group == groups[0]:
            mark = sa.tuple_(sa.bindparam("key", type_=sa.String()), sa.bindparam("id", type_=Key()))
            part = part.where(sa.tuple_(kept.order_key, kept.application_id) > mark)
        inner = part.order_by(*ranking()).limit(size + 1).subquery(f"talk_{int(group)}")
        parts.append(sa.select(inner))
    groups_in_order = sa.union_all(*parts).subquery("groups")
    first = sa.select(groups_in_order).order_by(*groups_in_order.c).limit(size + 1)
    found = first.subquery("meeting")
    return _figures(found.c.talk).join(found, found.c.application_id == kept.application_id), found.c.talk


def spread_and_line(planned: Round, person: SignedIn) -> tuple[float | None, float | None]:
    """`scoring.spread_between` of the means of a round, and the mean at its funding line as it was worked out last, as far as this person may know them
    (`seeing`). One statement, one row, from the index of the kept figures alone; more for officers, and for who has a conflict."""
    if not sees_figures_of(person, planned):
        return None, None
    given: dict[str, Any] = {"round_id": planned.id}
    if person.kept_from:
        given["kept_from"] = list(person.kept_from)
    number, total, squares, line = fetch(_spread(bool(person.kept_from)), given)[0]
    if person.kept_from:
        line = line_for(planned, person.kept_from)
    if number < LEAST_TO_SPREAD:
        return None, line
    return math.sqrt(max(0.0, squares - total * total / number) / (number - 1)), line


@cache
def _spread(has_conflicts: bool) -> Any:
    kept, mean = ApplicationStanding, sa.type_coerce(ApplicationStanding.mean, sa.Float())
    planned = sa.bindparam("round_id", type_=Key())
    there = sa.select(RoundAdvice.line).where(RoundAdvice.round_id == planned).scalar_subquery()
    query = sa.select(sa.func.count(mean), sa.func.sum(mean), sa.func.sum(mean * mean), there)
    query = query.where(kept.round_id == planned, kept.order_key < STILL_OPEN)
    return query.where(kept.application_id.not_in(_away())) if has_conflicts else query


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
