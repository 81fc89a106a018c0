"""The person of a request, as the policy sees them: a frozen value, read in two statements (staff and reviewers: three), alive after a rollback."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType


class Role(StrEnum):
    """Roles granted by the programme. Roles that come from a school or a cluster are read from memberships and offices instead."""

    REVIEWER = "reviewer"
    MODERATOR = "moderator"
    PROGRAMME_OFFICER = "programme_officer"
    PROGRAMME_MANAGER = "programme_manager"
    AUDITOR = "auditor"
    AUTHORITY_OFFICER = "authority_officer"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    SYSTEM_ADMINISTRATOR = "system_administrator"


STAFF = frozenset({Role.PROGRAMME_OFFICER, Role.PROGRAMME_MANAGER})
SECOND_FACTOR_ROLES = frozenset(Role) - {Role.AUTHORITY_OFFICER}
SHORT_SESSION_ROLES = frozenset(Role) - {Role.AUTHORITY_OFFICER, Role.REVIEWER}


@dataclass(frozen=True)
class Membership:
    """A school this person is a confirmed member of. `functions`: "contact", "signatory", "dsl"."""

    school_id: uuid.UUID
    school_name: str
    status: str
    country: str
    functions: frozenset[str] = frozenset()

    @property
    def is_verified(self) -> bool:
        return self.status == "verified"


@dataclass(frozen=True)
class Place:
    """What this person's schools are in a cluster. `offices`: "contact_teacher", "deputy". `partner` is true for a school (or cluster) abroad.

    `board` says whether the cluster's board and calendar are open to them (joined, or invited by name); `member` whether a school has joined.
    """

    cluster_id: uuid.UUID
    schools: frozenset[uuid.UUID]
    leads: frozenset[uuid.UUID] = frozenset()
    offices: frozenset[str] = frozenset()
    member: bool = True
    partner: bool = False
    board: bool = True


@dataclass(frozen=True)
class FrozenBy:
    """A freeze that binds this person: of themselves, of a school of theirs, or of a cluster that they have a place in. `name`: of the school or cluster."""

    id: uuid.UUID
    name: str = ""
    person_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    cluster_id: uuid.UUID | None = None


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in: names, roles, memberships and places. Never a database row.

    `find_conflicts` is asked once, and only by what keeps people away from applications: most pages of the programme's people need no statement for it.
    """

    id: uuid.UUID
    name: str
    email: str
    zone: str = "Europe/London"
    language: str = "en"
    roles: frozenset[Role] = frozenset()
    memberships: Mapping[uuid.UUID, Membership] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[uuid.UUID, Place] = field(default_factory=lambda: MappingProxyType({}))
    authority_codes: frozenset[str] = frozenset()
    find_conflicts: Callable[[], frozenset[uuid.UUID]] = field(default=frozenset, compare=False, repr=False)
    freezes: tuple[FrozenBy, ...] = ()
    unread: int = 0
    session_id: uuid.UUID | None = None
    seen_at: datetime | None = None
    proved_at: datetime | None = None
    owes_conduct: bool = False
    owes_password: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.id)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def school_ids(self) -> frozenset[uuid.UUID]:
        return frozenset(self.memberships)

    def holds(self, function: str, school_id: uuid.UUID | None) -> bool:
        """Is this person e.g. the "contact" or "signatory" of that school?"""
        return (
            school_id is not None
            and school_id in self.memberships
            and function in self.memberships[school_id].functions
        )

    @cached_property
    def conflicts(self) -> frozenset[uuid.UUID]:
        """The clusters that someone with a role of the programme is tied to by the records, beyond their own places (portal.applying.reviews.links)."""
        return self.find_conflicts()

    @property
    def kept_from(self) -> frozenset[uuid.UUID]:
        """The clusters that are absent from this person's desk of the programme: those of their schools, and those they are tied to otherwise."""
        return self.conflicts | frozenset(self.places)

    def place_in(self, cluster_id: uuid.UUID | None) -> Place | None:
        return self.places.get(cluster_id) if cluster_id is not None else None


class _Nobody:
    """Someone who has not signed in."""

    id = None

    def __bool__(self) -> bool:
        return False


NOBODY = _Nobody()
