"""Pages of a list that is put in order by comparing: the order is worked out afresh, the mark names the last one that was shown."""

import uuid
from collections.abc import Sequence

from portal.core.pagination import Page
from portal.running.matching.fits import Fit

SIZE = 20


def page_of(found: Sequence[Fit], after: str | None) -> Page[Fit]:
    """The next fits after the one that the mark names; a mark that names none counts as none."""
    start = (
        next((n for n, fit in enumerate(found, start=1) if str(fit.other.cluster_id) == after), 0)
        if _is_id(after)
        else 0
    )
    shown = found[start : start + SIZE]
    more = len(found) > start + SIZE
    return Page(items=shown, next=str(shown[-1].other.cluster_id) if more else None, first=start == 0)


def _is_id(mark: str | None) -> bool:
    try:
        return mark is not None and bool(uuid.UUID(mark))
    except ValueError:
        return False
