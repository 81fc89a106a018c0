"""Reads the person of a request from all wings, in two statements: one for the session and its person, one for everything they hold.

A third is asked for those who check, review or decide: which clusters they have a conflict of interest with.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from portal.applying.reviews import links
from portal.core import clock
from portal.core.database import fetch, first
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus, Office, OfficeStatus, Side
from portal.identity.accounts.models import CONDUCT_VERSION, Person, PersonStatus, RoleGrant, WebSession
from portal.identity.accounts.passwords import shortest_for
from portal.identity.schools.models import MemberStatus, School, SchoolFunction, SchoolMember, SchoolStatus
from portal.identity.verification.models import Vouch
from portal.oversight.freezes.models import Freeze
from portal.policy.people import (
    SECOND_FACTOR_ROLES,
    SHORT_SESSION_ROLES,
    STAFF,
    FrozenBy,
    Membership,
    Place,
    Role,
    SignedIn,
)
from portal.running.partnerships.models import Partnership, PartnershipStatus

_PERSON = (
    Person.id,
    Person.name,
    Person.email,
    Person.zone,
    Person.language,
    Person.unread,
    Person.status,
    Person.conduct_version,
    Person.password_meets,
)
_SESSION = (
    WebSession.id.label("session_id"),
    WebSession.created_at.label("begun_at"),
    WebSession.expires_at,
    WebSession.seen_at,
    WebSession.second_factor_at,
    WebSession.proved_at,
    WebSession.is_shared_computer,
)
_DESK = STAFF | {Role.MODERATOR, Role.REVIEWER}
_NOBODY_ACTS_FOR = (SchoolStatus.REJECTED, SchoolStatus.CLOSED, SchoolStatus.SUSPENDED)


def by_token(token_hash: str) -> SignedIn | None:
    """The person of a live session; None when it ended, expired, waits for its second step, or the account is not active."""
    row = first(_session_query(), {"token_hash": token_hash})
    if row is None or row.status != PersonStatus.ACTIVE or row.expires_at <= clock.now():
        return None
    person = _complete(row, row)
    is_excepted = row.is_demonstration and limits.demonstration
    needs_step = bool(person.roles & SECOND_FACTOR_ROLES) and not is_excepted
    if row.second_factor_at is None and (needs_step or row.totp_secret is not None):
        return None
    return None if _is_over(person, row) else person


def by_id(person_id: uuid.UUID) -> SignedIn | None:
    """The person as they are now, if their account is active."""
    rows = fetch(_person_query(), {"person_id": person_id})
    return _complete(rows[0], holdings=rows) if rows and rows[0].status == PersonStatus.ACTIVE else None


@cache
def _session_query() -> Any:
    query = sa.select(*_PERSON, *_SESSION, Person.is_demonstration, Person.totp_secret)
    query = query.join(WebSession, WebSession.person_id == Person.id)
    return query.where(WebSession.token_hash == sa.bindparam("token_hash"), WebSession.ended_at.is_(None))


@cache
def _person_query() -> Any:
    """The person beside each row of what they hold; one row with nothing beside it where they hold nothing."""
    held = _holdings_query().subquery("held")
    query = sa.select(*_PERSON, *held.c).join(held, sa.true(), isouter=True)
    return query.where(Person.id == sa.bindparam("person_id", type_=Key()))


class Limits:
    """How long a session may rest and last, and whether demonstration accounts do without a second factor; bound at assembly."""

    idle_minutes = 480
    staff_idle_minutes = 30
    staff_hours = 12
    shared_idle_minutes = 20
    demonstration = False


limits = Limits()


def _is_over(person: SignedIn, row: Any) -> bool:
    """Whether the session has rested, or lasted, too long for what its person holds now."""
    is_short = bool(person.roles & SHORT_SESSION_ROLES)
    rest = limits.staff_idle_minutes if is_short else limits.idle_minutes
    rest = min(rest, limits.shared_idle_minutes) if row.is_shared_computer else rest
    lasted = clock.now() - row.begun_at
    return clock.now() - row.seen_at >= timedelta(minutes=rest) or (
        is_short and lasted >= timedelta(hours=limits.staff_hours)
    )


def _complete(row: Any, held: Any = None, holdings: Sequence[Any] | None = None) -> SignedIn:
    """`holdings`: what they hold, where it was read with the person."""
    roles: set[Role] = set()
    authorities: set[str] = set()
    schools: dict[uuid.UUID, tuple[str, str, str]] = {}
    functions: dict[uuid.UUID, set[str]] = {}
    memberships: list[Any] = []
    offices: list[Any] = []
    twins: list[Any] = []
    vouched: set[tuple[uuid.UUID, uuid.UUID]] = set()
    freezes: list[FrozenBy] = []
    for found in fetch(_holdings_query(), {"person_id": row.id}) if holdings is None else holdings:
        match found.what:
            case None:
                continue
            case "role":
                roles.add(Role(found.word))
                authorities |= {found.word2} if found.word2 else set()
            case "school":
                schools[found.a] = (found.word2, found.word, found.word3)
            case "function":
                functions.setdefault(found.a, set()).add(found.word)
            case "cluster":
                memberships.append(found)
            case "office":
                offices.append(found)
            case "vouch":
                vouched.add((found.a, found.b))
            case "freeze":
                freezes.append(_freeze(row.id, found))
            case _:
                twins.append(found)
    verified = {k for k, (_n, status, _c) in schools.items() if status == SchoolStatus.VERIFIED}
    places = _places(row.id, memberships, offices, twins, set(schools))
    _share_with_twins(places, twins, verified, vouched)
    return SignedIn(
        id=row.id,
        name=row.name,
        email=row.email,
        zone=row.zone,
        language=row.language,
        unread=row.unread,
        roles=frozenset(roles),
        memberships=MappingProxyType(
            {k: Membership(k, n, s, c, frozenset(functions.get(k, ()))) for k, (n, s, c) in schools.items()}
        ),
        places=MappingProxyType(places),
        authority_codes=frozenset(authorities),
        find_conflicts=partial(links.clusters_of, row.id) if roles & _DESK else frozenset,
        freezes=tuple(sorted(freezes, key=lambda freeze: str(freeze.id))),
        session_id=held.session_id if held is not None else None,
        seen_at=held.seen_at if held is not None else None,
        owes_conduct=row.conduct_version != CONDUCT_VERSION,
        owes_password=row.password_meets is not None and row.password_meets < shortest_for(roles),
        proved_at=held.proved_at if held is not None else None,
    )


def _freeze(person_id: uuid.UUID, found: Any) -> FrozenBy:
    """A freeze without school and cluster is the person's own."""
    is_own = found.b is None and found.c is None
    return FrozenBy(found.a, found.word or "", person_id if is_own else None, found.b, found.c)


def _places(
    person_id: uuid.UUID, memberships: list[Any], offices: list[Any], twins: list[Any], schools: set[uuid.UUID]
) -> dict[uuid.UUID, Place]:
    places: dict[uuid.UUID, Place] = {}
    for found in memberships:
        joined = found.word in (MembershipStatus.JOINED, MembershipStatus.LEAVING)
        before = places.get(found.a)
        partner = found.word2 == Side.PARTNER
        places[found.a] = Place(
            cluster_id=found.a,
            schools=frozenset({found.b}) | (before.schools if before else frozenset()),
            member=joined or (before.member if before else False),
            partner=partner and (before.partner if before else True),
            board=True,
        )
    for found in offices:
        before = places.get(found.a)
        if before is None or found.b not in schools:
            continue
        leads = before.leads | ({found.b} if found.word in ("lead_school", "co_lead") else set())
        mine = {found.word} if found.word not in ("lead_school", "co_lead") and found.c == person_id else set()
        places[found.a] = Place(
            before.cluster_id,
            before.schools,
            frozenset(leads),
            before.offices | mine,
            before.member,
            before.partner,
            before.board,
        )
    return places


def _share_with_twins(
    places: dict[uuid.UUID, Place],
    twins: list[Any],
    verified: set[uuid.UUID],
    vouched: set[tuple[uuid.UUID, uuid.UUID]],
) -> None:
    """The twin's schools share the first cluster's board, never the other way round: those that are verified, or vouched for there."""
    for found in twins:
        here, there = found.b, found.a
        if here not in places or not places[here].member or there in places:
            continue
        sharing = frozenset(s for s in places[here].schools if s in verified or (there, s) in vouched)
        if sharing:
            places[there] = Place(there, sharing, member=True, partner=True, board=True)


@cache
def _holdings_query() -> Any:
    """Roles, schools, functions, clusters, offices, vouches and mirrored partnerships, in one statement of tagged rows. Put together once."""
    person_id = sa.bindparam("person_id", type_=Key())
    nothing = sa.cast(sa.null(), Key())
    blank = sa.literal_column("''", sa.String())
    mine = sa.select(SchoolMember.school_id).join(School, School.id == SchoolMember.school_id)
    mine = mine.where(
        SchoolMember.person_id == person_id,
        SchoolMember.status == MemberStatus.MEMBER,
        School.status.not_in(_NOBODY_ACTS_FOR),
    )
    clusters = sa.select(ClusterMembership.cluster_id).where(
        ClusterMembership.school_id.in_(mine),
        ClusterMembership.status.in_([MembershipStatus.JOINED, MembershipStatus.LEAVING]),
    )

    present = sa.select(ClusterMembership.cluster_id).where(
        ClusterMembership.school_id.in_(mine),
        ClusterMembership.status.in_([MembershipStatus.INVITED, MembershipStatus.JOINED, MembershipStatus.LEAVING]),
    )
    twin_clusters = sa.select(Partnership.cluster_id).where(
        Partnership.partner_cluster_id.in_(clusters),
        Partnership.status.not_in([PartnershipStatus.EXPLORING, PartnershipStatus.ENDED]),
    )

    def words(column: Any) -> Any:
        return sa.cast(column, sa.String(200))

    def tagged(what: str, *columns: Any) -> Any:
        labels = zip(columns, ("a", "b", "c", "word", "word2", "word3"), strict=True)
        return sa.select(
            sa.literal_column(f"'{what}'", sa.String()).label("what"), *(column.label(name) for column, name in labels)
        )

    return sa.union_all(
        tagged(
            "role",
            nothing,
            nothing,
            nothing,
            words(RoleGrant.role),
            words(sa.func.coalesce(RoleGrant.authority_code, "")),
            blank,
        ).where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None)),
        tagged(
            "school", School.id, nothing, nothing, words(School.status), words(School.name), words(School.country)
        ).where(School.id.in_(mine)),
        tagged(
            "function", SchoolFunction.school_id, nothing, nothing, words(SchoolFunction.function), blank, blank
        ).where(SchoolFunction.person_id == person_id, SchoolFunction.ended_on.is_(None)),
        tagged(
            "cluster",
            ClusterMembership.cluster_id,
            ClusterMembership.school_id,
            nothing,
            words(ClusterMembership.status),
            words(ClusterMembership.side),
            blank,
        ).where(
            ClusterMembership.school_id.in_(mine),
            ClusterMembership.status.in_([MembershipStatus.INVITED, MembershipStatus.JOINED, MembershipStatus.LEAVING]),
        ),
        tagged("office", Office.cluster_id, Office.school_id, Office.person_id, words(Office.kind), blank, blank).where(
            Office.school_id.in_(mine), Office.status == OfficeStatus.ACCEPTED
        ),
        tagged("vouch", Vouch.cluster_id, Vouch.school_id, nothing, blank, blank, blank).where(
            Vouch.school_id.in_(mine), Vouch.cluster_id.is_not(None), Vouch.withdrawn_at.is_(None)
        ),
        tagged(
            "freeze",
            Freeze.id,
            Freeze.school_id,
            Freeze.cluster_id,
            words(sa.func.coalesce(School.name, Cluster.name)),
            blank,
            blank,
        )
        .select_from(Freeze)
        .join(School, School.id == Freeze.school_id, isouter=True)
        .join(Cluster, Cluster.id == Freeze.cluster_id, isouter=True)
        .where(
            Freeze.lifted_at.is_(None),
            sa.or_(
                Freeze.person_id == person_id,
                Freeze.school_id.in_(mine),
                Freeze.cluster_id.in_(present),
                Freeze.cluster_id.in_(twin_clusters),
            ),
        ),
        tagged("twin", Partnership.cluster_id, Partnership.partner_cluster_id, nothing, blank, blank, blank).where(
            Partnership.partner_cluster_id.in_(clusters),
            Partnership.status.not_in([PartnershipStatus.EXPLORING, PartnershipStatus.ENDED]),
        ),
    )
