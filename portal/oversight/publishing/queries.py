"""The figures of a cluster for those outside it: counts, titles of activities, names of schools; nobody is named. A fixed number of statements."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus
from portal.forming.clusters.queries import get_cluster
from portal.forming.evidence.models import StatementStatus, SupporterStatement
from portal.identity.schools.models import School
from portal.oversight.freezes.models import Freeze
from portal.oversight.portfolio.queries import Stretch
from portal.oversight.publishing.models import PublicName, PublicPage
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Post, Thread
from portal.running.handoffs.counting import stood_in
from portal.running.handoffs.models import Handoff
from portal.running.partnerships.models import Partnership, PartnershipStatus

MOST_LISTED = 8
MOST_LETTERS = 6
MOST_PARTNERSHIPS = 5
_DONE = (ActivityStatus.DELIVERED, ActivityStatus.DELIVERED_BY_ONE)


@dataclass(frozen=True)
class Member:
    """A school of the cluster."""

    id: uuid.UUID
    name: str
    country: str
    joined_at: datetime | None
    is_lead: bool


@dataclass
class Summary:
    """What a cluster did in a stretch of time. `pupils`: counted at each activity and added up."""

    cluster: Cluster
    stretch: Stretch
    schools: Sequence[Member]
    activities: int = 0
    pupils: int = 0
    latest: Sequence[Any] = ()
    stand_ins: int = 0
    messages: int = 0
    letters: Sequence[Any] = ()
    partnerships: Sequence[Any] = ()

    @property
    def countries(self) -> list[str]:
        """Where the schools are, home first as they joined."""
        return list(dict.fromkeys(school.country for school in self.schools))


@dataclass(frozen=True)
class Shown:
    """The public page as a visitor sees it: the names of those schools that agreed, and how many others there are."""

    summary: Summary
    words: str
    named: Sequence[Member]

    @property
    def unnamed(self) -> int:
        return len(self.summary.schools) - len(self.named)


def summary_of(cluster: Cluster, stretch: Stretch) -> Summary:
    """Read it, in six statements; the cluster's schools and offices are loaded already."""
    lead = cluster.lead_school_id
    schools = [
        Member(m.school_id, m.school.name, m.school.country, m.joined_at, m.school_id == lead)
        for m in cluster.live_memberships()
    ]
    made = Summary(cluster, stretch, schools)
    took_place = (Activity.cluster_id == cluster.id, Activity.status.in_(_DONE), *_within(Activity.starts_at, stretch))
    counted = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Activity.pupil_count), 0)).where(*took_place)
    made.activities, made.pupils = (int(value) for value in session().execute(counted).one())
    latest = sa.select(Activity.title, Activity.starts_at, Activity.zone).where(*took_place)
    made.latest = session().execute(latest.order_by(Activity.starts_at.desc(), Activity.id).limit(MOST_LISTED)).all()
    done = (Handoff.cluster_id == cluster.id, *stood_in(stretch.since, stretch.until))
    made.stand_ins = session().scalar(sa.select(sa.func.count()).select_from(Handoff).where(*done)) or 0
    posts = sa.select(sa.func.count()).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    posts = posts.where(Thread.cluster_id == cluster.id, Post.removed_at.is_(None), *_within(Post.created_at, stretch))
    made.messages = session().scalar(posts) or 0
    made.letters, made.partnerships = _letters(cluster.id, stretch), _partnerships(cluster.id, stretch)
    return made


def _within(column: Any, stretch: Stretch) -> tuple[Any, Any]:
    return column >= stretch.since, column < stretch.until


def _letters(cluster_id: uuid.UUID, stretch: Stretch) -> Sequence[Any]:
    letter = SupporterStatement
    query = sa.select(letter.organisation, letter.given_at).where(
        letter.cluster_id == cluster_id, letter.status == StatementStatus.GIVEN, *_within(letter.given_at, stretch)
    )
    return session().execute(query.order_by(letter.given_at.desc(), letter.id).limit(MOST_LETTERS)).all()


def _partnerships(cluster_id: uuid.UUID, stretch: Stretch) -> Sequence[Any]:
    there = (
        Partnership.cluster_id == cluster_id,
        Partnership.status != PartnershipStatus.EXPLORING,
        Partnership.opened_at < stretch.until,
        sa.or_(Partnership.ended_at.is_(None), Partnership.ended_at >= stretch.since),
    )
    query = sa.select(Partnership.name, Partnership.opened_at, Partnership.ended_at).where(*there)
    return session().execute(query.order_by(Partnership.opened_at, Partnership.id).limit(MOST_PARTNERSHIPS)).all()


def page_of(cluster_id: uuid.UUID) -> PublicPage | None:
    """The cluster's public page, shown or not."""
    return session().scalar(sa.select(PublicPage).where(PublicPage.cluster_id == cluster_id))


def is_in_public() -> sa.ColumnElement[bool]:
    """Of a public page and its cluster: whether visitors see it. Not what is closed or read-only."""
    frozen = sa.exists().where(Freeze.cluster_id == Cluster.id, Freeze.lifted_at.is_(None))
    return sa.and_(PublicPage.is_shown, Cluster.status != ClusterStatus.CLOSED, ~frozen)


def is_named_in_public() -> sa.ColumnElement[bool]:
    """Of a membership and its school: whether visitors read the name. Who left is named no more, whatever it said; nor is a school that is read-only."""
    agreed = sa.exists().where(PublicName.cluster_id == ClusterMembership.cluster_id, PublicName.school_id == School.id)
    return sa.and_(ClusterMembership.status.in_(LIVE), agreed, School.frozen_at.is_(None))


def named_in(cluster_id: uuid.UUID) -> set[uuid.UUID]:
    """The schools that agreed to be named, as long as they are in the cluster."""
    query = sa.select(PublicName.school_id).join(
        ClusterMembership,
        sa.and_(
            ClusterMembership.cluster_id == PublicName.cluster_id, ClusterMembership.school_id == PublicName.school_id
        ),
    )
    where = (PublicName.cluster_id == cluster_id, ClusterMembership.status.in_(LIVE))
    return set(session().scalars(query.where(*where).limit(500)))


def names_of_schools(school_ids: Sequence[uuid.UUID]) -> list[str]:
    """What these schools are called."""
    query = sa.select(School.name).where(School.id.in_(school_ids)).order_by(School.name, School.id)
    return list(session().scalars(query.limit(100)))


def get_shown(cluster_id: uuid.UUID, stretch: Stretch) -> Shown:
    """The public page, for anyone. Raises NotFound as long as the cluster does not show it, and when it is closed or read-only."""
    shown = sa.select(PublicPage).join(Cluster, Cluster.id == PublicPage.cluster_id)
    page = session().scalar(shown.where(PublicPage.cluster_id == cluster_id, is_in_public()))
    if page is None:
        raise NotFound
    cluster = get_cluster(cluster_id)
    named = sa.select(School.id).join(ClusterMembership, ClusterMembership.school_id == School.id)
    named = named.where(ClusterMembership.cluster_id == cluster_id, is_named_in_public())
    agreed = set(session().scalars(named.limit(500)))
    summary = summary_of(cluster, stretch)
    return Shown(summary, page.words, [school for school in summary.schools if school.id in agreed])
