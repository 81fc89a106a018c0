"""Finding organisations."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold
from portal.identity.organisations.models import Organisation, OrganisationKind, OrganisationMember


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
    query = sa.select(Organisation).where(Organisation.code.is_not(None))
    if codes is not None:
        query = query.where(Organisation.code.in_(sorted(codes)))
    return {str(one.code): one for one in session().scalars(query.order_by(Organisation.code).limit(2000))}


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
