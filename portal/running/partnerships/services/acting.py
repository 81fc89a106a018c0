"""For which school does a person act?"""

import uuid

from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.policy.people import SignedIn


def acting_school(
    cluster_id: uuid.UUID, *, by: SignedIn, school_id: uuid.UUID | None = None, field: str = "school"
) -> uuid.UUID:
    """The school of `by` in this cluster's network: the one that was chosen, or the only one there is."""
    place = by.place_in(cluster_id)
    mine = place.schools if place is not None else frozenset()
    if school_id is None and len(mine) == 1:
        return next(iter(mine))
    if school_id is None or school_id not in mine:
        raise RuleBroken(field, _("Choose the school for which you act."))
    return school_id
