"""Finding clusters, their schools, offices and empty places. What the policy and the pages read is loaded here."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.core import clock, search
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import clean_line, fold
from portal.forming.clusters.models import (
    LIVE,
    PRESENT,
    SCHOOL_OFFICES,
    Cluster,
    ClusterMembership,
    MembershipStatus,
    NominationBacking,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
    Vacancy,
)
from portal.identity.accounts.models import Person, PersonStatus, WebSession
from portal.identity.schools.models import MemberStatus, School, SchoolMember, SchoolStatus
from portal.policy.people import STAFF, Role, SignedIn

MOST_CLUSTERS = 200
MOST_FOUND = 50
MOST_OF_A_SCHOOL = 50
_INVITABLE = (SchoolStatus.VERIFIED, SchoolStatus.CONFIRMED_BY_HEAD, SchoolStatus.PROPOSED)


def _whole() -> list[Any]:
    """A cluster with its schools and the holders of its offices: three statements, however many there are."""
    return [
        selectinload(Cluster.memberships).joinedload(ClusterMembership.school),
        selectinload(Cluster.offices).options(joinedload(Office.school), joinedload(Office.person)),
    ]


def whole_through(child: Any) -> list[Any]:
    """The same, for a record that belongs to a cluster."""
    return [
        joinedload(child).selectinload(Cluster.memberships).joinedload(ClusterMembership.school),
        joinedload(child).selectinload(Cluster.offices).options(joinedload(Office.school), joinedload(Office.person)),
    ]


def _one(query: Any, **values: Any) -> Any:
    found = session().scalars(query, values, execution_options={"populate_existing": True}).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_cluster(cluster_id: uuid.UUID) -> Cluster:
    """The cluster with its schools and offices, in two statements. Raises NotFound."""
    found: Cluster = _one(_whole_cluster(), cluster_id=cluster_id)
    return found


@cache
def _whole_cluster() -> Any:
    schools = joinedload(Cluster.memberships).joinedload(ClusterMembership.school)
    return sa.select(Cluster).where(Cluster.id == sa.bindparam("cluster_id")).options(schools, _whole()[1])


def get_membership(cluster_id: uuid.UUID, membership_id: uuid.UUID) -> ClusterMembership:
    """A school's membership of this cluster, with school and cluster. Raises NotFound."""
    query = sa.select(ClusterMembership).where(
        ClusterMembership.id == membership_id, ClusterMembership.cluster_id == cluster_id
    )
    found: ClusterMembership = _one(
        query.options(joinedload(ClusterMembership.school), *whole_through(ClusterMembership.cluster))
    )
    return found


def get_office(cluster_id: uuid.UUID, office_id: uuid.UUID) -> Office:
    """An office of this cluster: nominated, held or past, with what the schools said. Raises NotFound."""
    query = sa.select(Office).where(Office.id == office_id, Office.cluster_id == cluster_id)
    found: Office = _one(
        query.options(
            joinedload(Office.school),
            joinedload(Office.person),
            selectinload(Office.backings),
            *whole_through(Office.cluster),
        )
    )
    return found


def get_vacancy(cluster_id: uuid.UUID, vacancy_id: uuid.UUID) -> Vacancy:
    """An empty place of this cluster, with the school that left it. Raises NotFound."""
    query = sa.select(Vacancy).where(Vacancy.id == vacancy_id, Vacancy.cluster_id == cluster_id)
    found: Vacancy = _one(
        query.options(
            joinedload(Vacancy.membership).joinedload(ClusterMembership.school), *whole_through(Vacancy.cluster)
        )
    )
    return found


def clusters_visible_to(person: SignedIn) -> sa.Select[Any]:
    """The clusters this person may see: the same answer as the policy's CLUSTER_VIEW."""
    if person.has(*STAFF, Role.AUDITOR):
        return sa.select(Cluster)
    ways: list[sa.ColumnElement[bool]] = [
        Cluster.id.in_([place.cluster_id for place in person.places.values() if place.board])
    ]
    if person.authority_codes:
        there = sa.select(ClusterMembership.cluster_id).join(School, School.id == ClusterMembership.school_id)
        ways.append(
            Cluster.id.in_(
                there.where(School.authority_code.in_(person.authority_codes), ClusterMembership.status.in_(LIVE))
            )
        )
    return sa.select(Cluster).where(sa.or_(*ways))


def page_visible_to(person: SignedIn, after: str | None = None) -> Page[Cluster]:
    """The clusters that the person may see, by name, with schools and offices."""
    return page_by_key(clusters_visible_to(person).options(*_whole()), Cluster.name, Cluster.id, after=after)


def list_clusters_of(person: SignedIn) -> Sequence[Cluster]:
    """The clusters this person's schools are in or invited to, by name, with schools and offices."""
    query = sa.select(Cluster).where(Cluster.id.in_(list(person.places))).options(*_whole())
    return session().scalars(query.order_by(Cluster.name, Cluster.id).limit(MOST_CLUSTERS)).all()


def list_member_schools(cluster_id: uuid.UUID, side: Side | None = None) -> Sequence[School]:
    """The joined (or leaving) schools of a cluster, in the order they came; of one side, where given."""
    query = sa.select(School).join(ClusterMembership, ClusterMembership.school_id == School.id)
    query = query.where(ClusterMembership.cluster_id == cluster_id, ClusterMembership.status.in_(LIVE))
    if side is not None:
        query = query.where(ClusterMembership.side == side)
    return session().scalars(query.order_by(ClusterMembership.id).limit(100)).all()


def live_membership(cluster_id: uuid.UUID, school_id: uuid.UUID) -> ClusterMembership | None:
    """The membership of a school that is in the cluster now."""
    where = (
        ClusterMembership.cluster_id == cluster_id,
        ClusterMembership.school_id == school_id,
        ClusterMembership.status.in_(LIVE),
    )
    return session().scalar(sa.select(ClusterMembership).where(*where))


def vacancy_left_by(membership_id: uuid.UUID) -> Vacancy | None:
    """The place this membership left behind."""
    return session().scalar(sa.select(Vacancy).where(Vacancy.membership_id == membership_id))


def backings_of(office_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[NominationBacking]]:
    """What the schools said about these nominations, by nomination."""
    said: dict[uuid.UUID, list[NominationBacking]] = {office_id: [] for office_id in office_ids}
    if not office_ids:
        return said
    query = sa.select(NominationBacking).where(NominationBacking.office_id.in_(office_ids))
    for backing in session().scalars(query.order_by(NominationBacking.id).limit(500)):
        said[backing.office_id].append(backing)
    return said


def list_invitations_past(at: datetime) -> Sequence[ClusterMembership]:
    """Invitations that nobody answered in time, oldest first."""
    where = (ClusterMembership.status == MembershipStatus.INVITED, ClusterMembership.expires_at <= at)
    return session().scalars(sa.select(ClusterMembership).where(*where).order_by(ClusterMembership.id).limit(500)).all()


def list_nominations_since(at: datetime) -> Sequence[Office]:
    """Nominations that have stood since before `at`, oldest first."""
    query = sa.select(Office).where(Office.status == OfficeStatus.NOMINATED, Office.created_at <= at)
    return session().scalars(query.order_by(Office.id).limit(500)).all()


def list_leaving(cluster_id: uuid.UUID | None = None) -> Sequence[ClusterMembership]:
    """Schools that have given notice, oldest first."""
    query = sa.select(ClusterMembership).where(ClusterMembership.status == MembershipStatus.LEAVING)
    query = query.options(joinedload(ClusterMembership.cluster), joinedload(ClusterMembership.school))
    if cluster_id is not None:
        query = query.where(ClusterMembership.cluster_id == cluster_id)
    return session().scalars(query.order_by(ClusterMembership.id).limit(500)).all()


def list_people_of_schools(school_ids: Sequence[uuid.UUID]) -> Sequence[SchoolMember]:
    """The confirmed members of these schools, with person and school, by school and name."""
    where = (SchoolMember.school_id.in_(school_ids), SchoolMember.status == MemberStatus.MEMBER)
    query = sa.select(SchoolMember).where(*where).join(SchoolMember.person).join(SchoolMember.school)
    query = query.options(contains_eager(SchoolMember.person), contains_eager(SchoolMember.school))
    return session().scalars(query.order_by(School.name, Person.name, SchoolMember.id).limit(500)).all()


def search_schools(cluster: Cluster, words: str, *, whole_names_only: bool = False) -> list[School]:
    """Schools that can be invited, found by the words of name or town, by name; at most 50.

    Verified schools are listed. A school that still waits for verification is found by its whole name only: it is not listed to strangers.
    `whole_names_only`: the person acts for a waiting school, which invites by name and writes to no strangers.
    """
    words = clean_line(words)[:100]
    if not words:
        return []
    present = {m.school_id for m in cluster.memberships if m.status in PRESENT}
    found = [subject_id for subject_id, _entry in search.find("school", words, scopes=["schools"], limit=MOST_FOUND)]
    like = f"%{_escaped(words.lower())}%"
    ways = [School.id.in_(found), sa.func.lower(School.name).like(like, escape="!")]
    ways.append(sa.func.lower(School.town).like(like, escape="!"))
    query = sa.select(School).where(sa.or_(*ways), School.status.in_(_INVITABLE), School.id.not_in(present))
    schools = session().scalars(query.order_by(School.name, School.id).limit(2 * MOST_FOUND)).all()
    listed = not whole_names_only
    named = [s for s in schools if (listed and s.is_verified) or fold(s.name) == fold(words)]
    return named[:MOST_FOUND]


VANISHED_AFTER = timedelta(days=28)
_GONE = (SchoolStatus.CLOSED, SchoolStatus.SUSPENDED, SchoolStatus.REJECTED)


def list_holders(cluster_id: uuid.UUID) -> Sequence[Office]:
    """Who holds an office and who held it, the newest first, with school and person."""
    query = sa.select(Office).where(Office.cluster_id == cluster_id, Office.accepted_at.is_not(None))
    query = query.options(joinedload(Office.school), joinedload(Office.person))
    return session().scalars(query.order_by(Office.accepted_at.desc(), Office.id.desc()).limit(200)).all()


def has_vanished(office: Office) -> bool:
    """Has the holder not been heard of for four weeks, or can they not act: the account is closed, they left the school, the school is closed or on hold?"""
    held = session()
    if office.school.status in _GONE:
        return True
    mine = (SchoolMember.school_id == office.school_id, SchoolMember.status == MemberStatus.MEMBER)
    people = sa.select(SchoolMember.person_id).join(Person, Person.id == SchoolMember.person_id)
    people = people.where(*mine, Person.status == PersonStatus.ACTIVE)
    if office.kind not in SCHOOL_OFFICES:
        people = people.where(SchoolMember.person_id == office.person_id)
    seen = sa.select(sa.func.max(WebSession.seen_at)).where(WebSession.person_id.in_(people))
    last = held.scalar(seen)
    return last is None or last < clock.now() - VANISHED_AFTER


def list_memberships_of_closed_schools() -> Sequence[uuid.UUID]:
    """Memberships of schools that have closed and are still in a cluster, oldest first."""
    query = sa.select(ClusterMembership.id).join(School, School.id == ClusterMembership.school_id)
    where = (School.status == SchoolStatus.CLOSED, ClusterMembership.status.in_(LIVE))
    return session().scalars(query.where(*where).order_by(ClusterMembership.id).limit(500)).all()


@dataclass(frozen=True)
class NamedSchool:
    """A school as somebody typed it, and the one school that it means; None where there is none of that name, or several."""

    line: str
    school: School | None
    several: bool = False


def schools_named(lines: Sequence[str]) -> list[NamedSchool]:
    """The schools that these lines mean: a whole name, a name with its town after a comma, or a number of the register. One statement."""
    asked = [clean_line(line)[:200] for line in lines]
    names = {part.lower() for line in asked for part in (line, line.rpartition(",")[0].strip()) if part}
    if not names:
        return []
    ways = sa.or_(sa.func.lower(School.name).in_(sorted(names)), School.name.in_(asked), School.number.in_(asked))
    query = sa.select(School).where(ways, School.status.in_(_INVITABLE)).order_by(School.name, School.id).limit(200)
    found = session().scalars(query).all()
    return [_meant(line, found) for line in asked if line]


def _meant(line: str, found: Sequence[School]) -> NamedSchool:
    name, _comma, town = line.rpartition(",")
    fits = [s for s in found if s.number == line or fold(s.name) == fold(line)]
    if not fits and name:
        fits = [s for s in found if fold(s.name) == fold(name) and fold(s.town) == fold(town)]
    verified = [s for s in fits if s.is_verified]
    if len(verified) == 1 and len({fold(s.town) for s in fits}) == 1:
        fits = verified  # the other was registered a second time, and waits
    return NamedSchool(line, fits[0] if len(fits) == 1 else None, len(fits) > 1)


def invitation_of_link(subject_id: uuid.UUID | None) -> ClusterMembership | None:
    """The invitation that a mailed link is for, with its cluster and school, as long as it waits."""
    query = sa.select(ClusterMembership).where(
        ClusterMembership.id == subject_id, ClusterMembership.status == MembershipStatus.INVITED
    )
    query = query.options(joinedload(ClusterMembership.school), *whole_through(ClusterMembership.cluster))
    return session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()


def only_waits(cluster: Cluster, person: Actor) -> bool:
    """Does this person act in the cluster for schools alone that wait to be verified?"""
    memberships = getattr(person, "memberships", {})
    mine = [m.school for m in cluster.live_memberships() if m.school_id in memberships]
    return bool(mine) and not any(school.is_verified for school in mine)


def _escaped(words: str) -> str:
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def live_memberships_of(school_id: uuid.UUID) -> Sequence[ClusterMembership]:
    """Where the school is in, oldest first, each with its cluster."""
    query = sa.select(ClusterMembership).where(
        ClusterMembership.school_id == school_id, ClusterMembership.status.in_(LIVE)
    )
    query = query.options(joinedload(ClusterMembership.cluster)).order_by(ClusterMembership.id).limit(MOST_OF_A_SCHOOL)
    return session().scalars(query).all()


def holders_of(cluster_ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, OfficeKind], Office]:
    """Who holds the offices of these clusters, with school and person, in one statement."""
    query = sa.select(Office).where(Office.cluster_id.in_(cluster_ids), Office.status == OfficeStatus.ACCEPTED)
    query = query.options(joinedload(Office.school), joinedload(Office.person)).order_by(Office.id)
    return {(office.cluster_id, office.kind): office for office in session().scalars(query.limit(3 * MOST_OF_A_SCHOOL))}
