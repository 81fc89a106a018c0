"""The cast: schools and people that every test knows. Made up: example domains, reserved numbers, invented places.

hill, vale, ford: verified UK schools in the cluster `river` (hill leads); brook: a verified UK school in no cluster; tumaini: a verified school in
Kenya, the partner; quiet: a UK school that waits for verification.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
)
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    SchoolStatus,
    VerificationLevel,
)
from portal.policy.people import Role
from portal.running.partnerships.models import Pair, PairStatus, Partnership, PartnershipStatus

PASSWORD = "three grey herons"
_HASH: list[str] = []


@dataclass(frozen=True)
class Someone:
    """A person of the cast. `id` None is a visitor."""

    key: str
    id: uuid.UUID
    name: str
    email: str
    school: str | None = None


@dataclass
class Cast:
    """Everyone, by name: `cast.coordinator`, `cast.school["hill"]`, `cast.river` (the cluster's id)."""

    people: dict[str, Someone] = field(default_factory=dict)
    school: dict[str, uuid.UUID] = field(default_factory=dict)
    school_name: dict[str, str] = field(default_factory=dict)
    river: uuid.UUID = field(default_factory=uuid.uuid4)
    partnership: uuid.UUID = field(default_factory=uuid.uuid4)

    def __getattr__(self, name: str) -> Someone:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def signed_in(self, key: str) -> Any:
        """The person as the policy sees them. Needs an application context."""
        from portal import who

        found = who.by_id(self.people[key].id)
        session().commit()
        assert found is not None
        return found


SCHOOLS = {
    "hill": ("Hill Primary School", "GB", "Europe/London", SchoolStatus.VERIFIED, "Marlbury", "ZZ1 1AA", "990"),
    "vale": ("Vale Primary School", "GB", "Europe/London", SchoolStatus.VERIFIED, "Marlbury", "ZZ1 2AB", "990"),
    "ford": ("Ford Special School", "GB", "Europe/London", SchoolStatus.VERIFIED, "Marlbury", "ZZ1 3AD", "990"),
    "brook": ("Brook High School", "GB", "Europe/London", SchoolStatus.VERIFIED, "Otherham", "ZZ9 1AA", "991"),
    "quiet": ("Quiet Lane School", "GB", "Europe/London", SchoolStatus.CONFIRMED_BY_HEAD, "Marlbury", "ZZ1 4AE", "990"),
    "tumaini": ("Tumaini Primary School", "KE", "Africa/Nairobi", SchoolStatus.VERIFIED, "Kisumu", "", ""),
}
PEOPLE: dict[str, tuple[str, str | None, tuple[Function, ...]]] = {
    "coordinator": ("Carys Okoro", "hill", (Function.CONTACT,)),
    "teacher": ("Tom O'Neill", "hill", ()),
    "head": ("Helen Marsh", "hill", (Function.SIGNATORY,)),
    "vale_contact": ("Vera Singh", "vale", (Function.CONTACT,)),
    "vale_teacher": ("Vic d'Arcy-Smith", "vale", ()),
    "vale_head": ("Val Hughes", "vale", (Function.SIGNATORY,)),
    "ford_contact": ("Fay Ŵyn", "ford", (Function.CONTACT,)),
    "ford_teacher": ("Finn Baker", "ford", ()),
    "ford_head": ("Flo Grant", "ford", (Function.SIGNATORY,)),
    "outsider": ("Olu Stone", "brook", (Function.CONTACT,)),
    "outsider_head": ("Oona Stone", "brook", (Function.SIGNATORY,)),
    "waiting": ("Quinn Lee", "quiet", (Function.CONTACT,)),
    "abroad": ("Amina Wanjiru", "tumaini", (Function.CONTACT,)),
    "abroad_teacher": ("Atieno Ouma", "tumaini", ()),
    "abroad_head": ("Achieng Otieno", "tumaini", (Function.SIGNATORY,)),
    "nobody": ("Nia New", None, ()),
    "reviewer": ("Rae Read", None, ()),
    "reviewer2": ("Ravi Read", None, ()),
    "reviewer3": ("Rosa Read", None, ()),
    "moderator": ("Mo Chair", None, ()),
    "officer": ("Oscar Desk", None, ()),
    "manager": ("Maya Lead", None, ()),
    "manager2": ("Milo Second", None, ()),
    "auditor": ("Aud Check", None, ()),
    "authority": ("Ada County", None, ()),
    "safeguarding": ("Sara Safe", None, ()),
    "admin": ("Ali Root", None, ()),
}
ROLES = {
    "reviewer": Role.REVIEWER,
    "reviewer2": Role.REVIEWER,
    "reviewer3": Role.REVIEWER,
    "moderator": Role.MODERATOR,
    "officer": Role.PROGRAMME_OFFICER,
    "manager": Role.PROGRAMME_MANAGER,
    "manager2": Role.PROGRAMME_MANAGER,
    "auditor": Role.AUDITOR,
    "authority": Role.AUTHORITY_OFFICER,
    "safeguarding": Role.SAFEGUARDING_LEAD,
    "admin": Role.SYSTEM_ADMINISTRATOR,
}


def commit(app: Flask, make: Callable[[], Any]) -> Any:
    """Run `make` in a write transaction and commit what it adds."""

    def deed(*, by: Any) -> Any:
        return make()

    with app.app_context():
        return perform(deed, by=SYSTEM)


def make_cast(app: Flask) -> Cast:
    """Put the cast into the database."""
    cast = Cast()
    commit(app, lambda: _people_and_schools(cast))
    commit(app, lambda: _river(cast))
    return cast


def _people_and_schools(cast: Cast) -> None:
    from portal.identity.accounts.passwords import hash_password

    if not _HASH:
        _HASH.append(hash_password(PASSWORD))
    held = session()
    for key, (name, country, zone, status, town, postcode, authority) in SCHOOLS.items():
        made = School(
            name=name,
            country=country,
            zone=zone,
            status=status,
            town=town,
            postcode=postcode,
            authority_code=authority,
            phase="primary",
            verification_level=VerificationLevel.DOCUMENT_SEEN
            if status == SchoolStatus.VERIFIED
            else VerificationLevel.NONE,
            head_email=f"head@{key}.example",
            head_confirmed_at=clock.now(),
        )
        held.add(made)
        held.flush()
        cast.school[key], cast.school_name[key] = made.id, name
    for key, (name, school, functions) in PEOPLE.items():
        email = f"{key.replace('_', '.')}@{school or 'people'}.example"
        zone = SCHOOLS[school][2] if school else "Europe/London"
        person = Person(
            name=name,
            email=email,
            password_hash=_HASH[0],
            status=PersonStatus.ACTIVE,
            zone=zone,
            confirmed_at=clock.now(),
        )
        held.add(person)
        held.flush()
        cast.people[key] = Someone(key, person.id, name, email, school)
        if school:
            held.add(SchoolMember(school_id=cast.school[school], person_id=person.id, status=MemberStatus.MEMBER))
            held.add_all(
                SchoolFunction(school_id=cast.school[school], person_id=person.id, function=f) for f in functions
            )
        if key in ROLES:
            code = "990" if key == "authority" else None
            held.add(RoleGrant(person_id=person.id, role=ROLES[key], authority_code=code))


def _river(cast: Cast) -> None:
    held = session()
    at = clock.now()
    river = Cluster(
        name="River schools",
        theme="Water and where it comes from",
        theme_reasons="Every school stands by the same river.",
        rationale="We share a river and want our pupils to know who else lives by one.",
        status=ClusterStatus.ACTIVE,
        started_by_school_id=cast.school["hill"],
        started_by_id=cast.people["coordinator"].id,
    )
    held.add(river)
    held.flush()
    cast.river = river.id
    for key in ("hill", "vale", "ford", "tumaini"):
        side = Side.PARTNER if key == "tumaini" else Side.HOME
        held.add(
            ClusterMembership(
                cluster_id=river.id, school_id=cast.school[key], side=side, status=MembershipStatus.JOINED, joined_at=at
            )
        )
    offices = (
        (OfficeKind.LEAD_SCHOOL, "coordinator"),
        (OfficeKind.CONTACT_TEACHER, "coordinator"),
        (OfficeKind.DEPUTY, "vale_contact"),
    )
    for kind, key in offices:
        someone = cast.people[key]
        held.add(
            Office(
                cluster_id=river.id,
                kind=kind,
                school_id=cast.school[someone.school or ""],
                person_id=someone.id,
                status=OfficeStatus.ACCEPTED,
                accepted_at=at,
            )
        )
    partnership = Partnership(cluster_id=river.id, name="River and lake", status=PartnershipStatus.ACTIVE, opened_at=at)
    held.add(partnership)
    held.flush()
    cast.partnership = partnership.id
    held.add(
        Pair(
            partnership_id=partnership.id,
            home_school_id=cast.school["hill"],
            partner_school_id=cast.school["tumaini"],
            status=PairStatus.AGREED,
            agreed_at=at,
        )
    )
