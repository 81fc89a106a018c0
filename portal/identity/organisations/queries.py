"""Finding organisations."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold
from portal.identity.organisations.models import Organisation, OrganisationKind


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
