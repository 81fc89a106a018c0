"""Finding reports and instalments, and what a report begins with."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.applying.applications.models import Application
from portal.applying.awards.models import Award, AwardStatus
from portal.applying.monitoring.models import (
    TO_WRITE,
    AwardReport,
    Instalment,
    ReportKind,
    ReportMove,
    ReportStatus,
    ReportVoice,
    is_late,
)
from portal.applying.programmes.models import Round
from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, ClusterMembership, Office, OfficeStatus, Side
from portal.policy.people import SignedIn
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.annual.queries import Figures, figures_between

DAYS_AHEAD = 30
TOOK_PLACE = (ActivityStatus.DELIVERED, ActivityStatus.DELIVERED_BY_ONE)


def through(award: Any) -> Any:
    """What the policy and the pages read of the application behind an award."""
    held = Cluster.offices.and_(Office.status == OfficeStatus.ACCEPTED)
    application = award.joinedload(Award.application)
    return application.options(
        joinedload(Application.round).joinedload(Round.programme),
        joinedload(Application.cluster).options(
            selectinload(Cluster.memberships).joinedload(ClusterMembership.school), selectinload(held)
        ),
    )


def get_report(award_report_id: uuid.UUID) -> AwardReport:
    """A report with its award, its voices and how its day moved. Raises NotFound."""
    query = sa.select(AwardReport).where(AwardReport.id == award_report_id)
    query = query.options(
        through(joinedload(AwardReport.award)),
        selectinload(AwardReport.voices).joinedload(ReportVoice.school),
        selectinload(AwardReport.moves).joinedload(ReportMove.moved_by),
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_instalment(instalment_id: uuid.UUID) -> Instalment:
    """An instalment with its award. Raises NotFound."""
    query = sa.select(Instalment).where(Instalment.id == instalment_id)
    query = query.options(through(joinedload(Instalment.award)))
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def list_reports(award_id: uuid.UUID) -> Sequence[AwardReport]:
    """The reports of an award, in their order, as the database has them now."""
    query = sa.select(AwardReport).where(AwardReport.award_id == award_id).order_by(AwardReport.number, AwardReport.id)
    return session().scalars(query.limit(50).execution_options(populate_existing=True)).all()


def list_instalments(award_id: uuid.UUID) -> Sequence[Instalment]:
    """The instalments of an award, in their order."""
    query = sa.select(Instalment).where(Instalment.award_id == award_id).order_by(Instalment.number, Instalment.id)
    return session().scalars(query.limit(50).execution_options(populate_existing=True)).all()


def figures_of(report: AwardReport) -> Figures:
    """As they were sent; until then as they are now."""
    if report.figures is not None and report.status not in TO_WRITE:
        return Figures.read(report.figures["counted"])
    return figures_between(report.application.cluster, report.from_on, max(report.from_on, clock.today()))


def list_done(report: AwardReport) -> list[str]:
    """The titles of the activities that took place in the days of this report, oldest first; as they were sent, once it was."""
    if report.figures is not None and report.status not in TO_WRITE:
        return [str(title) for title in report.figures["activities"]]
    begins = datetime.combine(report.from_on, time(), ZoneInfo(report.application.cluster.zone))
    query = sa.select(Activity.title).where(
        Activity.cluster_id == report.application.cluster_id,
        Activity.status.in_(TOOK_PLACE),
        Activity.starts_at >= begins,
        Activity.starts_at <= clock.now(),
    )
    return list(session().scalars(query.order_by(Activity.starts_at, Activity.id).limit(100)))


def partners_without_words(report: AwardReport) -> list[str]:
    """The partner schools of the cluster, when none of them has added its words; empty when one has, or there is none."""
    partners = [m for m in report.application.cluster.live_memberships() if m.side == Side.PARTNER]
    said = {voice.school_id for voice in report.voices}
    return [] if any(m.school_id in said for m in partners) else [m.school.name for m in partners]


def has_late(award_id: uuid.UUID) -> bool:
    """Is a report of this award late?"""
    return any(report.is_late(clock.today()) for report in list_reports(award_id))


def list_to_ask() -> Sequence[uuid.UUID]:
    """Reports of awards that go on, due within a month, that nobody was asked for yet."""
    query = sa.select(AwardReport.id).join(Award, Award.id == AwardReport.award_id)
    query = query.where(
        AwardReport.status == ReportStatus.DUE,
        AwardReport.asked_at.is_(None),
        AwardReport.due_on <= clock.today() + timedelta(days=DAYS_AHEAD),
        Award.status == AwardStatus.ACTIVE,
    )
    return session().scalars(query.order_by(AwardReport.id).limit(500)).all()


def list_to_chase() -> Sequence[uuid.UUID]:
    """Late reports of awards that go on, of which nobody was reminded for two weeks."""
    query = sa.select(AwardReport.id).join(Award, Award.id == AwardReport.award_id)
    before = clock.now() - timedelta(days=14)
    query = query.where(
        AwardReport.status.in_(TO_WRITE),
        AwardReport.due_on < clock.today(),
        sa.or_(AwardReport.reminded_at.is_(None), AwardReport.reminded_at <= before),
        Award.status == AwardStatus.ACTIVE,
    )
    return session().scalars(query.order_by(AwardReport.id).limit(500)).all()


def list_to_hold() -> Sequence[uuid.UUID]:
    """Late reports that did not come by the day on which their award is put on hold."""
    query = sa.select(AwardReport.id).join(Award, Award.id == AwardReport.award_id)
    query = query.where(
        AwardReport.status.in_(TO_WRITE),
        AwardReport.due_on < clock.today(),
        AwardReport.hold_on <= clock.today(),
        Award.status == AwardStatus.ACTIVE,
    )
    return session().scalars(query.order_by(AwardReport.id).limit(500)).all()


class ReportLine(NamedTuple):
    """A line of the list of a round. `is_late`: see `models.is_late`."""

    id: uuid.UUID
    cluster_name: str
    kind: ReportKind
    due_on: date
    status: ReportStatus
    is_late: bool


@cache
def _of_round() -> Any:
    here = AwardReport
    return (
        sa.select(here.id, Cluster.name, here.kind, here.due_on, here.status, here.submitted_at, Award.suspended_at)
        .join(Award, Award.id == here.award_id)
        .join(Cluster, Cluster.id == Award.cluster_id)
        .where(
            here.round_id == sa.bindparam("round_id", type_=Key()),
            Award.cluster_id.not_in(sa.bindparam("kept_from", expanding=True, type_=Key())),
        )
    )


def page_of_round(planned: Round, person: SignedIn, *, after: str | None = None) -> Page[ReportLine]:
    """The reports of a round by their day, without what the person has a conflict with. One statement, in the order of an index."""
    values, today = {"round_id": planned.id, "kept_from": list(person.kept_from)}, clock.today()
    page = page_by_key(_of_round(), AwardReport.due_on, AwardReport.id, after=after, rows=True, values=values)
    lines = [
        ReportLine(key, name, kind, due_on, status, is_late(status, due_on, submitted_at, held_since, today))
        for key, name, kind, due_on, status, submitted_at, held_since in page
    ]
    return Page(items=lines, next=page.next, first=page.first)
