"""One of everything that clusters share, for the walk over all routes (see objects.py)."""

import uuid
from collections.abc import Callable
from typing import Any

from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.running.groups.models import SubCluster


def pooled(
    ids: dict[str, Any], cluster_id: uuid.UUID, lead_id: uuid.UUID, who: uuid.UUID, put: Callable[[Any], Any]
) -> None:
    """A larger cluster that asks this one to become part of it."""
    begun = {"started_by_school_id": lead_id, "started_by_id": who}
    larger = put(Cluster(name="Larger", theme="All", status=ClusterStatus.ACTIVE, **begun))
    asked = {"child_id": cluster_id, "parent_id": larger.id, "asked_by_child": False, "asked_by_id": who}
    ids["link_id"] = put(SubCluster(**asked)).id
