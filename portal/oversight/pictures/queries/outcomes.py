"""What became of the applications of a round: by where and what their lead schools are, by country, by what they asked for; and what has still to be met."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from portal.applying.applications.models import (
    OPEN_STATUSES,
    Answer,
    Application,
    ApplicationVersion,
    Stage,
)
from portal.applying.awards.models import OVER, Award, AwardCondition, ConditionStatus, Decision, Outcome
from portal.applying.monitoring.models import AwardReport, ReportStatus
from portal.applying.programmes.models import Kind, Question, Round, RoundSection
from portal.core import clock
from portal.core.database import fetch, session
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, Office, OfficeKind, OfficeStatus
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import School
from portal.oversight.pictures.queries.views import View, in_round

MOST = 20_000
AWARDED = (Outcome.APPROVED, Outcome.CONDITIONAL)


def _known(view: View) -> list[Any]:
    """Live decisions that this person may know of."""
    where = [*in_round(view), Decision.application_id == Application.id, Decision.replaced_at.is_(None)]
    return where if view.sees_held else [*where, Decision.released_at.is_not(None)]


@dataclass(frozen=True)
class Fate:
    """One application: whether it was awarded, and its lead school in a few words of the register. `meals`: how many of a hundred pupils there have free school
    meals; None where it is not known. `is_first`: the cluster applied for the first time."""

    awarded: bool
    country: str
    region: str
    phase: str
    is_first: bool
    meals: float | None = None


def fates(view: View) -> list[Fate]:
    """Every application whose outcome this person may know of. One statement."""
    held = sa.and_(
        Office.cluster_id == Cluster.id, Office.kind == OfficeKind.LEAD_SCHOOL, Office.status == OfficeStatus.ACCEPTED
    )
    earlier = aliased(Application)
    before = sa.exists().where(
        earlier.cluster_id == Application.cluster_id,
        earlier.round_id != Application.round_id,
        earlier.submitted_at < Application.submitted_at,
    )
    query = (
        sa.select(Decision.outcome, School.country, RegisterEntry.country_name, RegisterEntry.region, School.authority_name, School.phase)
        .add_columns(sa.case((before, 1), else_=0).label("before"), RegisterEntry.free_meals)
        .select_from(Application)
        .join(Decision, Decision.application_id == Application.id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(Office, held)
        .join(School, School.id == sa.func.coalesce(Office.school_id, Cluster.started_by_school_id))
        .outerjoin(RegisterEntry, RegisterEntry.id == School.register_entry_id)
        .where(*_known(view))
        .order_by(Application.id)
        .limit(MOST)
    )  # fmt: skip
    return [
        Fate(
            row.outcome in AWARDED,
            (row.country_name or "") if row.country == "GB" else f"={row.country}",
            row.region or row.authority_name or "",
            row.phase or "",
            not row.before,
            row.free_meals,
        )
        for row in fetch(query)
    ]


def schools_by_country(view: View) -> list[tuple[str, int, int]]:
    """(country, schools in clusters that were awarded, schools in the others), of applications whose outcome this person may know of. One statement."""
    awarded = sa.case((Decision.outcome.in_(AWARDED), 1), else_=0)
    query = (
        sa.select(School.country, sa.func.sum(awarded), sa.func.count())
        .select_from(Application)
        .join(Decision, Decision.application_id == Application.id)
        .join(ClusterMembership, ClusterMembership.cluster_id == Application.cluster_id)
        .join(School, School.id == ClusterMembership.school_id)
        .where(*_known(view), ClusterMembership.status.in_(LIVE))
        .group_by(School.country)
    )
    found = [(row[0], int(row[1] or 0), int(row[2]) - int(row[1] or 0)) for row in fetch(query)]
    return sorted(found, key=lambda one: (-(one[1] + one[2]), one[0]))


@dataclass(frozen=True)
class Open:
    """A condition that has not been met, waived or failed yet."""

    id: uuid.UUID
    application_id: uuid.UUID
    cluster: str
    words: str
    school: str
    due_on: date
    is_reported: bool


def open_conditions(view: View) -> list[Open]:
    """Those of decisions this person may know of, the first due first. One statement."""
    c = AwardCondition
    waits = c.status.in_([ConditionStatus.OPEN, ConditionStatus.REPORTED])
    query = (
        sa.select(c.id, Application.id, Cluster.name, c.words, School.name, c.due_on, c.status)
        .select_from(c)
        .join(Decision, Decision.id == c.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(School, School.id == c.school_id)
        .where(*_known(view), waits, ~sa.exists().where(Award.application_id == Application.id, Award.status.in_(OVER)))
        .order_by(c.due_on, Cluster.name, c.number, c.id)
        .limit(MOST)
    )
    reported = ConditionStatus.REPORTED
    return [Open(row[0], row[1], row[2], row[3], row[4], row[5], row[6] == reported) for row in fetch(query)]


@dataclass(frozen=True)
class Reported:
    """One report of an award: whether its day has passed, and by how many days."""

    id: uuid.UUID
    award_id: uuid.UUID
    application_id: uuid.UUID
    cluster: str
    number: int
    status: ReportStatus
    due_on: date
    days_late: int


def reports(view: View) -> list[Reported]:
    """The reports of the awards of this round, by cluster. One statement."""
    query = (
        sa.select(AwardReport, Application.id, Cluster.name)
        .join(Award, Award.id == AwardReport.award_id)
        .join(Application, Application.id == Award.application_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .where(*in_round(view))
        .options(contains_eager(AwardReport.award))
        .order_by(Cluster.name, AwardReport.award_id, AwardReport.number)
        .limit(MOST)
    )
    today = view.at.astimezone(ZoneInfo(view.planned.zone)).date()
    return [
        Reported(
            one.id,
            one.award_id,
            application_id,
            name,
            one.number,
            one.status,
            one.due_on,
            (today - one.due_on).days if one.is_late(today) else 0,
        )
        for one, application_id, name in session().execute(query)
    ]


def _in_its_form() -> Any:
    """Who began before a new version of the form goes on with theirs."""
    same_round = RoundSection.round_id == Application.round_id
    return sa.and_(same_round, RoundSection.form_number == Application.form_number)


def states_of(clusters: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, str, dict[str, int]]]:
    """The drafts of these clusters, what closes first on top: (application, cluster, how many sections are complete, begun, too long, empty). Two
    statements."""
    mine = [
        Application.cluster_id.in_(clusters),
        Application.stage == Stage.DRAFT,
        ApplicationVersion.status.in_(OPEN_STATUSES),
    ]
    query = (
        sa.select(ApplicationVersion.id, Application.id, Cluster.name)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .join(Round, Round.id == Application.round_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .where(*mine, Round.closes_at >= clock.now())
        .order_by(Round.closes_at, Application.id)
    )
    known = {row[0]: (row[1], row[2]) for row in fetch(query.limit(50))}
    if not known:
        return []
    _sections, drafts = _states([ApplicationVersion.id.in_(known)])
    return [(*known[key], dict(Counter(drafts[key].values()))) for key in known if key in drafts]


def draft_states(view: View) -> tuple[list[str], list[dict[str, str]]]:
    """The sections of the form in their order, and for each draft of the round the state of each of its sections: empty, begun, long (an answer has too many
    words) or complete. Nothing says which draft is whose. Two statements."""
    order, drafts = _states([*in_round(view), ApplicationVersion.status.in_(OPEN_STATUSES)])
    return order, list(drafts.values())


def _states(where: list[Any]) -> tuple[list[str], dict[uuid.UUID, dict[str, str]]]:
    has = sa.case((Answer.text != "", 1), else_=0)
    needed = sa.case((sa.and_(Question.is_required, sa.func.coalesce(Answer.text, "") == ""), 1), else_=0)
    query = _of_drafts(
        where,
        sa.select(
            ApplicationVersion.id,
            RoundSection.title,
            RoundSection.position,
            sa.func.sum(has).label("written"),
            sa.func.sum(needed).label("missing"),
        ),
    )
    query = query.group_by(ApplicationVersion.id, RoundSection.title, RoundSection.position)
    query = query.order_by(RoundSection.position, RoundSection.title, ApplicationVersion.id)
    too_long = _too_long(where)
    order: dict[str, None] = {}
    drafts: dict[uuid.UUID, dict[str, str]] = {}
    for row in fetch(query.limit(MOST * 10)):
        order.setdefault(row.title)
        state = "long" if (row.id, row.title) in too_long else "complete" if not row.missing else "begun"
        drafts.setdefault(row.id, {})[row.title] = state if row.written else "empty"
    return list(order), drafts


def _of_drafts(where: list[Any], columns: Any) -> Any:
    """From drafts to the questions of their forms, with what stands there."""
    return (
        columns.select_from(ApplicationVersion)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .join(RoundSection, _in_its_form())
        .join(Question, Question.section_id == RoundSection.id)
        .outerjoin(
            Answer, sa.and_(Answer.question_id == Question.id, Answer.application_version_id == ApplicationVersion.id)
        )
        .where(*where)
    )


def _too_long(where: list[Any]) -> set[tuple[uuid.UUID, str]]:
    """(draft, section) with an answer of too many words. Those that may be too long by their blanks are counted here. One statement."""
    without = sa.func.replace(sa.func.replace(Answer.text, " ", ""), "\n", "")
    blanks = sa.func.length(Answer.text) - sa.func.length(without)
    query = _of_drafts(where, sa.select(ApplicationVersion.id, RoundSection.title, Answer.text, Question.max_words))
    query = query.where(Question.kind == Kind.TEXT, blanks >= Question.max_words).order_by(
        ApplicationVersion.id, Question.id
    )
    return {(row[0], row[1]) for row in fetch(query.limit(MOST)) if len(row[2].split()) > row[3]}
