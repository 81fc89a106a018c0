"""One Welsh school stands in two registers: in that of Wales with its phase and language, and in that of England with its URN. The entry of Wales is the
one that is offered; it is found by the URN too. They meet at the number of authority and establishment."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.database import session
from portal.core.search import SearchEntry
from portal.identity.registers.models import RegisterEntry
from portal.identity.registers.services.writing import KIND, words_of

ENGLAND, WALES = "gias", "wales"
_TOLD = ("name", "postcode", "number", "town", "county")


def join_wales() -> None:
    """Tie the entries of one school together, as both registers are now. A closed entry of the register of England stands for itself: a number of an
    establishment can pass to the school that follows."""
    fuller = aliased(RegisterEntry)
    same: Any = (
        sa.select(fuller.id)
        .where(
            fuller.register == WALES, fuller.local_number == RegisterEntry.local_number, fuller.missing_since.is_(None)
        )
        .limit(1)
        .scalar_subquery()
    )
    wanted = sa.case((RegisterEntry.status == "closed", sa.null()), else_=same)
    mine = (RegisterEntry.register == ENGLAND, RegisterEntry.country_name == "Wales", RegisterEntry.local_number != "")
    changing = sa.update(RegisterEntry).where(*mine, RegisterEntry.same_as_id.is_distinct_from(wanted))
    session().execute(changing.values(same_as_id=wanted), execution_options={"synchronize_session": False})
    _tell_urns(fuller)


def _tell_urns(fuller: Any) -> None:
    """The Welsh entries are found by their URN too."""
    query = (
        sa.select(
            fuller.id, *(getattr(fuller, name) for name in _TOLD), RegisterEntry.number.label("urn"), SearchEntry.words
        )
        .join(RegisterEntry, RegisterEntry.same_as_id == fuller.id)
        .join(SearchEntry, sa.and_(SearchEntry.kind == KIND, SearchEntry.subject_id == fuller.id))
        .order_by(fuller.id)
    )
    told = [
        (row.id, words_of({n: getattr(row, n) for n in _TOLD}, [row.urn]), row.words)
        for row in session().execute(query)
    ]
    changes = [{"of": entry_id, "told": words} for entry_id, words, before in told if words != before]
    if changes:
        table: Any = SearchEntry.__table__
        saying = sa.update(table).where(table.c.kind == KIND, table.c.subject_id == sa.bindparam("of"))
        session().connection().execute(saying.values(words=sa.bindparam("told"), updated_at=clock.now()), changes)
