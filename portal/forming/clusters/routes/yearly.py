"""On the page of the yearly yes: the clusters of the school, and what it agreed to in each."""

from typing import Any

from portal.forming.clusters import queries
from portal.forming.clusters.models import OfficeKind
from portal.identity.schools.models import School


def panel(school: School) -> tuple[str, dict[str, Any]]:
    """Each cluster that the school is in, with its theme, who leads and who coordinates. Two statements."""
    there = queries.live_memberships_of(school.id)
    holders = queries.holders_of([membership.cluster_id for membership in there])
    lines = [
        (
            membership,
            holders.get((membership.cluster_id, OfficeKind.LEAD_SCHOOL)),
            holders.get((membership.cluster_id, OfficeKind.CONTACT_TEACHER)),
        )
        for membership in there
    ]
    return "clusters/_yearly.html", {"lines": lines, "school": school}
