"""What a person says of themselves, roles that the programme gives, the first administrators."""

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import fold_email
from portal.identity.accounts import events, links, queries
from portal.identity.accounts.models import (
    CONDUCT_VERSION,
    ConductAcceptance,
    LinkPurpose,
    Person,
    PersonStatus,
    RoleGrant,
)
from portal.policy.freezes import is_frozen
from portal.policy.people import Role


def change_profile(person: Person, *, by: Actor, name: str, zone: str, language: str) -> None:
    """The person's own name, time zone and language."""
    if not name:
        raise RuleBroken("name", _("Enter your name."))
    if name != person.name and is_frozen(by):
        raise RuleBroken(
            "name", _("Your account is read-only for now, so your name stays as it was. The rest you can change.")
        )
    person.name, person.zone, person.language = name, zone, language


def accept_conduct(person: Person, *, by: Actor) -> None:
    """The person accepts the code of conduct as it stands now. Accepting twice is accepting once."""
    if person.conduct_version == CONDUCT_VERSION:
        return
    person.conduct_version = CONDUCT_VERSION
    session().add(ConductAcceptance(person_id=person.id, version=CONDUCT_VERSION))
    session().flush()
    record(events.ConductAccepted(by_id=by.id, person_id=person.id, version=CONDUCT_VERSION))


def forget_conduct(person: Person) -> None:
    """Whoever accepted the code of conduct for this account had not proven its address. Who has proven it is asked when they next sign in."""
    person.conduct_version = ""
    session().execute(sa.delete(ConductAcceptance).where(ConductAcceptance.person_id == person.id))


def grant_role(person: Person, *, by: Actor, role: Role, authority_code: str | None = None) -> RoleGrant:
    """Give a role of the programme."""
    granted = RoleGrant(person_id=person.id, role=role, authority_code=authority_code, granted_by_id=by.id)
    session().add(granted)
    session().flush()
    record(events.RoleGranted(by_id=by.id, person_id=person.id, role=role.value))
    return granted


def make_administrator(*, by: Actor, name: str, email: str) -> str:
    """A system administrator without a password; answers the token of the one-time link by which they choose one."""
    address = fold_email(email)
    person = queries.person_by_email(address)
    if person is None:
        person = Person(
            name=name, email=address, status=PersonStatus.ACTIVE, confirmed_at=clock.now(), conduct_version=""
        )
        session().add(person)
        session().flush()
    if not any(g.role == Role.SYSTEM_ADMINISTRATOR and g.ended_at is None for g in person.roles):
        grant_role(person, by=by, role=Role.SYSTEM_ADMINISTRATOR)
    return links.make_link(LinkPurpose.FIRST_ADMINISTRATOR, person_id=person.id, address=address)
