"""What was taken out, the newest first."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.pagination import Page, page_by_key
from portal.oversight.exports.models import ExportNote


def list_exports(after: str | None = None) -> Page[ExportNote]:
    """Every export, with who made it."""
    query = sa.select(ExportNote).options(joinedload(ExportNote.by))
    return page_by_key(query, ExportNote.id, after=after, newest_first=True)
