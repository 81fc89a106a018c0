"""What someone holds at a school, read from functions, offices, duties, activities, stand-ins, threads, sections and invitations. A fixed number of
statements, however much it is; at most `MOST` lines of each."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import (
    OPEN_STATUSES,
    Answer,
    Application,
    ApplicationVersion,
    SectionAssignment,
)
from portal.applying.programmes.models import Question, RoundSection
from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.forming.evidence.models import StatementStatus, SupporterStatement
from portal.identity.schools.models import School
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Post, Thread
from portal.running.handoffs.models import UNFINISHED, Handoff
from portal.running.visits.models import OPEN as OPEN_VISITS
from portal.running.visits.models import Visit, VisitTraveller

MOST = 100
_TO_COME = (ActivityStatus.PROPOSED, ActivityStatus.AGREED, ActivityStatus.CONFIRMED)


def offices_held(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Any]:
    """Offices in clusters that the person holds or is nominated for, for this school: kind, status, cluster_id, cluster."""
    query = sa.select(Office.id, Office.kind, Office.status, Office.cluster_id, Cluster.name.label("cluster"))
    query = query.join(Cluster, Cluster.id == Office.cluster_id).where(
        Office.person_id == person_id,
        Office.school_id == school_id,
        Office.kind.not_in([OfficeKind.LEAD_SCHOOL, OfficeKind.CO_LEAD]),
        Office.status.in_([OfficeStatus.ACCEPTED, OfficeStatus.NOMINATED]),
    )
    return session().execute(query.order_by(Cluster.name, Office.id).limit(MOST)).all()


def duties_owed(school_id: uuid.UUID, person_id: uuid.UUID, sole_functions: Sequence[str]) -> Sequence[Duty]:
    """What the person owes for the school by name, and what only they can answer because nobody else holds the function."""
    ways = [Duty.person_id == person_id]
    if sole_functions:
        ways.append(sa.and_(Duty.person_id.is_(None), Duty.office.in_(sole_functions)))
    where = (Duty.school_id == school_id, sa.or_(*ways), Duty.closed_at.is_(None), Duty.suspended_at.is_(None))
    query = sa.select(Duty).where(*where).order_by(Duty.due_at.is_(None), Duty.due_at, Duty.id)
    return session().scalars(query.limit(MOST)).all()


def activities_named_on(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Any]:
    """Coming activities in which the person is the teacher, the back-up teacher or the stand-in: the first ones first."""
    named = sa.or_(
        sa.and_(Activity.teacher_id == person_id, Activity.owner_school_id == school_id),
        sa.and_(Activity.stand_in_id == person_id, Activity.stand_in_school_id == school_id),
        Activity.understudy_id == person_id,
        sa.and_(Activity.partner_adult_id == person_id, Activity.partner_school_id == school_id),
    )
    columns = (
        Activity.id,
        Activity.cluster_id,
        Activity.title,
        Activity.starts_at,
        Activity.teacher_id,
        Activity.understudy_id,
        Activity.stand_in_id,
        Activity.owner_school_id,
        Activity.partner_adult_id,
        Activity.partner_school_id,
        School.zone,
    )
    query = sa.select(*columns).join(School, School.id == Activity.owner_school_id)
    query = query.where(named, Activity.status.in_(_TO_COME), Activity.ends_at > clock.now())
    return session().execute(query.order_by(Activity.starts_at, Activity.id).limit(MOST)).all()


def stand_ins_promised(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Any]:
    """Stand-ins that the person took on for the school and that are not over: id, cluster_id, title, needed_at, activity_id, owner."""
    columns = (
        Handoff.id,
        Handoff.cluster_id,
        Handoff.title,
        Handoff.needed_at,
        Handoff.activity_id,
        School.name.label("owner"),
    )
    query = sa.select(*columns).join(School, School.id == Handoff.owner_school_id)
    query = query.where(
        Handoff.accepted_by_id == person_id, Handoff.accepted_school_id == school_id, Handoff.state.in_(UNFINISHED)
    )
    return session().execute(query.order_by(Handoff.needed_at, Handoff.id).limit(MOST)).all()


def visits_named_on(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Any]:
    """Visits to come on which the person travels for the school, or is the adult named by it: the first ones first. id, cluster_id, title, starts_on,
    guest_adult_id, host_adult_id, delegate_id, travels."""
    travels = sa.exists().where(
        VisitTraveller.visit_id == Visit.id,
        VisitTraveller.person_id == person_id,
        VisitTraveller.school_id == school_id,
        VisitTraveller.ended_at.is_(None),
    )
    hosts = sa.and_(Visit.host_adult_id == person_id, Visit.host_school_id == school_id)
    columns = (
        Visit.id,
        Visit.cluster_id,
        Visit.title,
        Visit.starts_on,
        Visit.guest_adult_id,
        Visit.host_adult_id,
        Visit.delegate_id,
        travels.label("travels"),
    )
    query = sa.select(*columns).where(sa.or_(travels, hosts), Visit.status.in_(sorted(OPEN_VISITS)))
    return session().execute(query.order_by(Visit.starts_on, Visit.id).limit(MOST)).all()


def threads_waiting(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Any]:
    """Conversations in which the school owes a reply and this person has written for it: id, cluster_id, title, due_at."""
    wrote = sa.exists().where(Post.thread_id == Thread.id, Post.author_id == person_id, Post.removed_at.is_(None))
    query = sa.select(Thread.id, Thread.cluster_id, Thread.title, Duty.due_at)
    query = query.join(Duty, Duty.subject_id == Thread.id).where(
        Duty.kind == DutyKind.REPLY,
        Duty.school_id == school_id,
        Duty.person_id.is_(None),
        Duty.closed_at.is_(None),
        Duty.suspended_at.is_(None),
        wrote,
    )
    return session().execute(query.order_by(Duty.due_at.is_(None), Duty.due_at, Thread.id).limit(MOST)).all()


def sections_written(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Any]:
    """Sections given to the school, in applications that are being written, in which this person has written: title, section_id, application_id, cluster."""
    wrote = (
        sa.select(Question.section_id, Answer.application_version_id)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.author_id == person_id)
        .distinct()
        .subquery()
    )
    query = sa.select(
        RoundSection.id.label("section_id"), RoundSection.title, Application.id.label("application_id"), Cluster.name
    )
    query = (
        query.join(SectionAssignment, SectionAssignment.section_id == RoundSection.id)
        .join(Application, Application.id == SectionAssignment.application_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(ApplicationVersion, ApplicationVersion.application_id == Application.id)
        .join(
            wrote,
            sa.and_(wrote.c.section_id == RoundSection.id, wrote.c.application_version_id == ApplicationVersion.id),
        )
        .where(SectionAssignment.school_id == school_id, ApplicationVersion.status.in_(OPEN_STATUSES))
    )
    return session().execute(query.order_by(RoundSection.position, RoundSection.id).limit(MOST)).all()


def invitations_sent(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Any]:
    """Invitations to schools that the person sent, in clusters of this school, without an answer: id, cluster_id, school, expires_at."""
    query = sa.select(
        ClusterMembership.id, ClusterMembership.cluster_id, School.name.label("school"), ClusterMembership.expires_at
    )
    query = query.join(School, School.id == ClusterMembership.school_id).where(
        ClusterMembership.invited_by_id == person_id,
        ClusterMembership.status == MembershipStatus.INVITED,
        ClusterMembership.cluster_id.in_(_clusters_of(school_id)),
    )
    return session().execute(query.order_by(ClusterMembership.expires_at, ClusterMembership.id).limit(MOST)).all()


def letters_asked_for(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Any]:
    """Letters of support that the person asked for and that have not come: id, cluster_id, organisation, expires_at."""
    query = sa.select(
        SupporterStatement.id,
        SupporterStatement.cluster_id,
        SupporterStatement.organisation,
        SupporterStatement.expires_at,
    ).where(
        SupporterStatement.asked_by_id == person_id,
        SupporterStatement.status == StatementStatus.ASKED,
        SupporterStatement.cluster_id.in_(_clusters_of(school_id)),
    )
    return session().execute(query.order_by(SupporterStatement.expires_at, SupporterStatement.id).limit(MOST)).all()


def _clusters_of(school_id: uuid.UUID) -> Any:
    return sa.select(ClusterMembership.cluster_id).where(
        ClusterMembership.school_id == school_id,
        ClusterMembership.status.in_([MembershipStatus.JOINED, MembershipStatus.LEAVING]),
    )
