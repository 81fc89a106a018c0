"""Finding organisations."""

import uuid
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold
from portal.identity.accounts.models import RoleGrant
from portal.identity.organisations.models import Organisation, OrganisationKind, OrganisationMember
from portal.policy.people import Role

MOST_WORDS = 6


def get_organisation(organisation_id: uuid.UUID) -> Organisation:
    """Raises NotFound."""
    found = session().get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def list_organisations(words: str = "", kind: str = "", after: str | None = None) -> Page[Organisation]:
    """Organisations by name; those whose name holds the words, and of one kind, where given."""
    query = sa.select(Organisation)
    if folded := fold(words):
        query = query.where(Organisation.folded_name.contains(folded, autoescape=True))
    if kind in set(OrganisationKind):
        query = query.where(Organisation.kind == OrganisationKind(kind))
    return page_by_key(query, Organisation.folded_name, Organisation.id, after=after)


def authorities_by_code(codes: Iterable[str] | None = None) -> dict[str, Organisation]:
    """Authorities by their code: all of them, or those asked for."""
    query = sa.select(Organisation).where(
        Organisation.code.is_not(None), Organisation.kind == OrganisationKind.AUTHORITY
    )
    if codes is not None:
        query = query.where(Organisation.code.in_(sorted(codes)))
    return {str(one.code): one for one in session().scalars(query.order_by(Organisation.code).limit(2000))}


def all_by_code(codes: Iterable[str]) -> dict[str, Organisation]:
    """Organisations of any kind by the codes of one list, asked for a thousand at a time."""
    wanted, found = sorted(codes), dict[str, Organisation]()
    for start in range(0, len(wanted), 1000):
        query = sa.select(Organisation).where(Organisation.code.in_(wanted[start : start + 1000]))
        found |= {str(one.code): one for one in session().scalars(query.order_by(Organisation.code))}
    return found


def find_live(organisation_id: uuid.UUID | None) -> Organisation | None:
    """The organisation, if it is still there."""
    found = session().get(Organisation, organisation_id) if organisation_id is not None else None
    return found if found is not None and not found.is_ended else None


def list_live(words: str, after: str | None = None) -> Page[Organisation]:
    """Organisations that are still there and whose name holds every word, by name: to choose from. Without words, none."""
    folded = fold(words).split()[:MOST_WORDS]
    if not folded:
        return Page(items=[], next=None, first=True)
    query = sa.select(Organisation).where(
        Organisation.is_ended.is_(False), *(Organisation.folded_name.contains(word, autoescape=True) for word in folded)
    )
    return page_by_key(query, Organisation.folded_name, Organisation.id, after=after, size=20)


def ids_of(person_id: uuid.UUID, authority_codes: Iterable[str]) -> Sequence[uuid.UUID]:
    """The organisations that a person belongs to, and the authorities that they are an officer of."""
    mine = sa.select(OrganisationMember.organisation_id).where(
        OrganisationMember.person_id == person_id, OrganisationMember.ended_at.is_(None)
    )
    ways = [Organisation.id.in_(mine)]
    if codes := sorted(authority_codes):
        ways.append(Organisation.code.in_(codes))
    return session().scalars(sa.select(Organisation.id).where(sa.or_(*ways)).order_by(Organisation.id).limit(100)).all()


def people_of(organisation: Organisation) -> Sequence[uuid.UUID]:
    """Whoever belongs to an organisation, and the officers of an authority."""
    mine = sa.select(OrganisationMember.person_id).where(
        OrganisationMember.organisation_id == organisation.id, OrganisationMember.ended_at.is_(None)
    )
    officers = sa.select(RoleGrant.person_id).where(
        RoleGrant.role == Role.AUTHORITY_OFFICER, RoleGrant.ended_at.is_(None), RoleGrant.authority_code == organisation.code
    )  # fmt: skip
    both = sa.union(mine, officers).subquery()
    return session().scalars(sa.select(both.c.person_id).order_by(both.c.person_id).limit(200)).all()


def list_members(organisation_id: uuid.UUID, after: str | None = None) -> Page[OrganisationMember]:
    """The people of an organisation, those named first first."""
    query = sa.select(OrganisationMember).options(joinedload(OrganisationMember.person))
    query = query.where(OrganisationMember.organisation_id == organisation_id, OrganisationMember.ended_at.is_(None))
    return page_by_key(query, OrganisationMember.id, after=after)


def get_member(organisation_id: uuid.UUID, organisation_member_id: uuid.UUID) -> OrganisationMember:
    """A person of this organisation, now or once. Raises NotFound."""
    found = session().get(OrganisationMember, organisation_member_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound
    return found


def find_by_name(name: str) -> Organisation | None:
    """The one organisation that is called so and is still there; None where there is none, or more than one."""
    query = sa.select(Organisation).where(
        Organisation.folded_name == fold(name)[:200], Organisation.is_ended.is_(False)
    )
    found = session().scalars(query.order_by(Organisation.id).limit(2)).all()
    return found[0] if len(found) == 1 else None
