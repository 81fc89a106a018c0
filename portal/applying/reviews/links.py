"""What the records know of ties between people and clusters: the conflicts of interest that nobody has to declare.

One relation, read from either end: all clusters that one person is tied to (the policy keeps them away from these), or all people tied to one cluster (they
are not offered as reviewers). Ties of the past count for three years.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.applying.applications.models import Answer, Application, ApplicationVersion, SignOff
from portal.applying.reviews.models import Review, ReviewStatus
from portal.core import clock
from portal.core.database import fetch
from portal.core.types import Key
from portal.forming.clusters.models import LIVE, PRESENT, Cluster, ClusterMembership, MembershipStatus, Office, Side
from portal.forming.evidence.models import SupporterStatement
from portal.identity.accounts.models import Person, RoleGrant
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.running.partnerships.models import Partnership

REMEMBERED = timedelta(days=3 * 365 + 1)


class Link(StrEnum):
    """How a person is tied to a cluster or to its twin."""

    SCHOOL = "school"
    TRUST = "trust"
    AUTHORITY = "authority"
    AREA = "area"
    PARTNER = "partner"
    HISTORY = "history"
    NAMED = "named"
    SAID = "said"
    HELPED = "helped"


# (person, cluster, ended at: columns) of what the rooms above know of who looks after, or has looked after, a cluster; put in at assembly. It keeps such a
# person from reviewing, and from nothing else: whoever advises a cluster goes on advising it.
looked_after: list[Callable[[], tuple[Any, Any, Any]]] = []

_there = aliased(ClusterMembership)
_near = sa.or_(
    _there.status.in_(PRESENT),
    sa.and_(
        _there.status == MembershipStatus.LEFT,
        sa.or_(_there.left_at.is_(None), _there.left_at >= sa.bindparam("since", type_=_there.left_at.type)),
    ),
)
_theirs = sa.and_(
    SchoolMember.status != MemberStatus.REFUSED,
    sa.or_(
        SchoolMember.ended_on.is_(None),
        SchoolMember.ended_on >= sa.bindparam("since_on", type_=SchoolMember.ended_on.type),
    ),
)


def _tie(person: Any, cluster: Any, link: Any) -> Any:
    words = link if isinstance(link, sa.ColumnElement) else sa.literal_column(f"'{link.value}'", sa.String())
    return sa.select(person.label("person_id"), cluster.label("cluster_id"), words.label("link"))


def _of_schools() -> list[tuple[Any, Any, Any]]:
    """Ties through a school: the same one, one of the same trust, one that was in a cluster with it."""
    mine, other, entry, their_entry = aliased(School), aliased(School), aliased(RegisterEntry), aliased(RegisterEntry)
    before, beside = aliased(ClusterMembership), aliased(ClusterMembership)
    was_in = [*LIVE, MembershipStatus.LEFT]
    today = sa.and_(SchoolMember.status == MemberStatus.MEMBER, _there.status.in_(PRESENT))
    person, cluster = SchoolMember.person_id, _there.cluster_id
    named = sa.literal_column("''", sa.String())  # written out: a parameter would not let the index of trusts be used
    same = _tie(person, cluster, Link.SCHOOL).join(_there, _there.school_id == SchoolMember.school_id)
    trust = (
        _tie(person, cluster, Link.TRUST)
        .join(mine, mine.id == SchoolMember.school_id)
        .join(entry, sa.and_(entry.id == mine.register_entry_id, entry.trust != ""))
        .join(their_entry, sa.and_(their_entry.trust == entry.trust, their_entry.trust != named))
        .join(other, other.register_entry_id == their_entry.id)
        .join(_there, _there.school_id == other.id)
    )
    shared = sa.case((beside.side == Side.PARTNER, Link.PARTNER.value), else_=Link.HISTORY.value)
    since = sa.bindparam("since", type_=_there.left_at.type)
    history = (
        _tie(person, cluster, shared)
        .join(before, sa.and_(before.school_id == SchoolMember.school_id, before.status.in_(was_in)))
        .join(beside, sa.and_(beside.cluster_id == before.cluster_id, beside.status.in_(was_in)))
        .join(_there, sa.and_(_there.school_id == beside.school_id, _there.status.in_(was_in)))
        .where(*(sa.or_(one.left_at.is_(None), one.left_at >= since) for one in (before, beside)))
    )
    return [
        (same.where(_theirs, _near), person, cluster),
        (trust.where(today), person, cluster),
        (history.where(_theirs, _near), person, cluster),
    ]


def _in_the_area() -> tuple[Any, Any, Any]:
    """No conflict, but better avoided: their school lies in the authority of a school there (decision 34)."""
    mine, other = aliased(School), aliased(School)
    person, cluster = SchoolMember.person_id, _there.cluster_id
    area = (
        _tie(person, cluster, Link.AREA)
        .join(mine, sa.and_(mine.id == SchoolMember.school_id, mine.authority_code != ""))
        .join(other, other.authority_code == mine.authority_code)
        .join(_there, _there.school_id == other.id)
    )
    today = sa.and_(SchoolMember.status == MemberStatus.MEMBER, _there.status.in_(PRESENT))
    return area.where(today), person, cluster


def _not_long_ago(ended_at: Any) -> Any:
    return sa.or_(ended_at.is_(None), ended_at >= sa.bindparam("since", type_=_there.left_at.type))


def _of_people() -> list[tuple[Any, Any, Any]]:
    """Ties of the person alone: an officer of the authority, named by the cluster or in an application, or by their own word."""
    officer = (
        _tie(RoleGrant.person_id, _there.cluster_id, Link.AUTHORITY)
        .join(School, sa.and_(School.authority_code == RoleGrant.authority_code, School.authority_code != ""))
        .join(_there, _there.school_id == School.id)
        .where(_not_long_ago(RoleGrant.ended_at))
    )
    vouched = _tie(Person.id, SupporterStatement.cluster_id, Link.NAMED).join(
        SupporterStatement,
        sa.and_(SupporterStatement.supporter_email == Person.email, Person.confirmed_at.is_not(None)),
    )
    heads = [
        _tie(Person.id, _there.cluster_id, Link.NAMED)
        .join(School, sa.and_(address == Person.email, address != ""))
        .join(_there, _there.school_id == School.id)
        for address in (School.head_email, School.mailbox_email)
    ]
    cluster = Application.cluster_id
    version = ApplicationVersion.application_id == Application.id
    signed = _tie(SignOff.signed_by_id, cluster, Link.NAMED)
    signed = signed.join(ApplicationVersion, ApplicationVersion.id == SignOff.application_version_id)
    wrote = _tie(Answer.author_id, cluster, Link.NAMED)
    wrote = wrote.join(ApplicationVersion, ApplicationVersion.id == Answer.application_version_id)
    said = _tie(Review.reviewer_id, cluster, Link.SAID).join(Application, Application.id == Review.application_id)
    return [
        (officer.where(_near), RoleGrant.person_id, _there.cluster_id),
        *((head.where(_near), Person.id, _there.cluster_id) for head in heads),
        (vouched, Person.id, SupporterStatement.cluster_id),
        (_tie(Cluster.started_by_id, Cluster.id, Link.NAMED), Cluster.started_by_id, Cluster.id),
        (_tie(Office.person_id, Office.cluster_id, Link.NAMED), Office.person_id, Office.cluster_id),
        (_tie(Application.submitted_by_id, cluster, Link.NAMED), Application.submitted_by_id, cluster),
        (signed.join(Application, version), SignOff.signed_by_id, cluster),
        (wrote.join(Application, version), Answer.author_id, cluster),
        (said.where(Review.status == ReviewStatus.CONFLICTED), Review.reviewer_id, cluster),
    ]


@cache
def _clusters_query() -> Any:
    """The clusters that `:person_id` is tied to, with those that are or were their twins."""
    person_id = sa.bindparam("person_id", type_=Key())
    direct = sa.union(*(tie.where(person == person_id) for tie, person, _c in [*_of_schools(), *_of_people()])).cte()
    forth = sa.select(Partnership.partner_cluster_id, direct.c.link).join(
        direct, direct.c.cluster_id == Partnership.cluster_id
    )
    back = sa.select(Partnership.cluster_id, direct.c.link).join(
        direct, direct.c.cluster_id == Partnership.partner_cluster_id
    )
    return sa.union(
        sa.select(direct.c.cluster_id, direct.c.link), forth.where(Partnership.partner_cluster_id.is_not(None)), back
    )


@cache
def _people_query() -> Any:
    """The people tied to `:cluster_id` or to a cluster that is or was its twin."""
    here = sa.bindparam("cluster_id", type_=Key())
    network: Any = sa.union(
        sa.select(Cluster.id).where(Cluster.id == here),
        sa.select(Partnership.partner_cluster_id).where(
            Partnership.cluster_id == here, Partnership.partner_cluster_id.is_not(None)
        ),
        sa.select(Partnership.cluster_id).where(Partnership.partner_cluster_id == here),
    )
    ties = [
        tie.where(person.is_not(None), cluster.in_(network)) for tie, person, cluster in [*_of_schools(), *_of_people()]
    ]
    rows = sa.union(*ties).subquery()
    return sa.select(rows.c.person_id, rows.c.link)


def _since() -> dict[str, Any]:
    since = clock.now() - REMEMBERED
    return {"since": since, "since_on": since.date()}


def clusters_of(person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Every cluster that this person is tied to. One statement."""
    return frozenset(row.cluster_id for row in fetch(_clusters_query(), {"person_id": person_id, **_since()}))


@cache
def _pairs_query() -> Any:
    """(person, cluster) of everyone in `:people`, with the clusters that are or were twins of theirs."""
    people = sa.bindparam("people", type_=Key(), expanding=True)
    direct = sa.union(*(tie.where(person.in_(people)) for tie, person, _c in [*_of_schools(), *_of_people()])).cte()
    d = direct.c
    forth = sa.select(d.person_id, Partnership.partner_cluster_id).join(direct, d.cluster_id == Partnership.cluster_id)
    back = sa.select(d.person_id, Partnership.cluster_id).join(direct, d.cluster_id == Partnership.partner_cluster_id)
    return sa.union(
        sa.select(d.person_id, d.cluster_id), forth.where(Partnership.partner_cluster_id.is_not(None)), back
    )


def pairs(people: Sequence[uuid.UUID]) -> frozenset[tuple[uuid.UUID, uuid.UUID]]:
    """Who of these people is tied to which clusters. One statement."""
    found = fetch(_pairs_query(), {"people": list(people), **_since()}) if people else []
    return frozenset((row[0], row[1]) for row in found)


def people_of(cluster_id: uuid.UUID) -> dict[uuid.UUID, Sequence[Link]]:
    """Everyone who is tied to this cluster, and how. One statement."""
    found: dict[uuid.UUID, set[str]] = {}
    for row in fetch(_people_query(), {"cluster_id": cluster_id, **_since()}):
        found.setdefault(row.person_id, set()).add(row.link)
    return {person: [link for link in Link if link in links] for person, links in found.items()}


def helped_by(person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The clusters that this person looks after, or did within three years: they do not review them."""
    return frozenset(row[0] for row in _helped(1, 0, person_id))


def helpers_of(cluster_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Who looks after this cluster, or did within three years."""
    return frozenset(row[0] for row in _helped(0, 1, cluster_id))


def _helped(wanted: int, by: int, key: uuid.UUID) -> Sequence[Any]:
    asked = [
        sa.select(one[wanted]).where(one[by] == key, _not_long_ago(one[2])) for one in (told() for told in looked_after)
    ]
    return fetch(sa.union(*asked), _since()) if asked else []


@cache
def _near_query(end: str) -> Any:
    tie, person, cluster = _in_the_area()
    here = person if end == "person_id" else cluster
    return tie.where(here == sa.bindparam(end, type_=Key())).distinct()


def near_to(cluster_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Who teaches in the local authority of a school of this cluster: no conflict, but asked last. One statement."""
    return frozenset(row.person_id for row in fetch(_near_query("cluster_id"), {"cluster_id": cluster_id}))


def clusters_near(person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The clusters with a school in the local authority where this person teaches. One statement."""
    return frozenset(row.cluster_id for row in fetch(_near_query("person_id"), {"person_id": person_id}))
