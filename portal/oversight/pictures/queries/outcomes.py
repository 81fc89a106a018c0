"""What became of the applications of a round: by where and what their lead schools are, by country, by what they asked for; and what has still to be met."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from portal.applying.applications.models import OPEN_STATUSES, Answer, Application, ApplicationVersion, VersionStatus
from portal.applying.awards.models import Award, AwardCondition, ConditionStatus, Decision, Outcome
from portal.applying.funding.models import FundingLine
from portal.applying.monitoring.models import AwardReport, ReportStatus
from portal.applying.programmes.kinds import total
from portal.applying.programmes.models import Kind, Question, RoundSection
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
    """One application: whether it was awarded, and its lead school in a few words of the register. `is_first`: the cluster applied for the first time."""

    awarded: bool
    country: str
    region: str
    phase: str
    is_first: bool


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
        .add_columns(sa.case((before, 1), else_=0).label("before"))
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


def asked_for(view: View) -> Mapping[uuid.UUID, int]:
    """What each application asks for in its budget, in whole units. One statement."""
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
        .join(RoundSection, RoundSection.id == Question.section_id)
        .where(*in_round(view), Question.kind == Kind.BUDGET, ApplicationVersion.number == newest)
        .order_by(Application.id, Answer.id)
    )
    found: dict[uuid.UUID, int] = {}
    for key, text in fetch(query.limit(MOST * 5)):
        found[key] = found.get(key, 0) + int(total(text))
    return found


def budget(view: View) -> int:
    """What the round has to give, in whole units; 0 where it says nothing."""
    query = sa.select(sa.func.coalesce(sa.func.sum(FundingLine.amount), 0))
    return int(fetch(query.where(FundingLine.round_id == view.planned.id))[0][0])


@dataclass(frozen=True)
class Open:
    """A condition that has not been met, waived or failed yet."""

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
        sa.select(Application.id, Cluster.name, c.words, School.name, c.due_on, c.status)
        .select_from(c)
        .join(Decision, Decision.id == c.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(School, School.id == c.school_id)
        .where(*_known(view), waits)
        .order_by(c.due_on, Cluster.name, c.number, c.id)
        .limit(MOST)
    )
    reported = ConditionStatus.REPORTED
    return [Open(row[0], row[1], row[2], row[3], row[4], row[5] == reported) for row in fetch(query)]


@dataclass(frozen=True)
class Reported:
    """One report of an award: whether its day has passed, and by how many days."""

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


def section_states(view: View) -> list[tuple[str, int, int, int]]:
    """(section, empty, begun, complete) over the drafts of the round, in the order of the form. Nothing of what is in them. One statement."""
    has = sa.case((Answer.text != "", 1), else_=0)
    needed = sa.case((sa.and_(Question.is_required, sa.func.coalesce(Answer.text, "") == ""), 1), else_=0)
    inner = (
        sa.select(
            RoundSection.id,
            RoundSection.title,
            RoundSection.position,
            ApplicationVersion.id.label("version"),
            sa.func.sum(has).label("written"),
            sa.func.sum(needed).label("missing"),
        )
        .select_from(ApplicationVersion)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .join(RoundSection, _in_its_form())
        .join(Question, Question.section_id == RoundSection.id)
        .outerjoin(
            Answer, sa.and_(Answer.question_id == Question.id, Answer.application_version_id == ApplicationVersion.id)
        )
        .where(*in_round(view), ApplicationVersion.status.in_(OPEN_STATUSES))
        .group_by(RoundSection.id, RoundSection.title, RoundSection.position, ApplicationVersion.id)
        .subquery()
    )
    i = inner.c
    empty = sa.func.sum(sa.case((sa.func.coalesce(i.written, 0) == 0, 1), else_=0))
    complete = sa.func.sum(sa.case((sa.and_(i.written > 0, i.missing == 0), 1), else_=0))
    query = sa.select(i.title, empty, complete, sa.func.count()).group_by(i.id, i.title, i.position)
    rows = fetch(query.order_by(i.position, i.title).limit(200))
    return [(row[0], int(row[1]), int(row[3]) - int(row[1]) - int(row[2]), int(row[2])) for row in rows]
