"""What a cluster has switched on. Rooms above ask `has`."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.core.database import session
from portal.forming.formality.models import PLAIN, ClusterFormality, Feature, Level, LevelFeature


@dataclass(frozen=True)
class Standing:
    """How formal a cluster is: its level, what it has beside it, and all that is on. `version` 0: nobody has chosen yet."""

    level: Level = PLAIN
    extra: frozenset[Feature] = frozenset()
    on: frozenset[Feature] = field(default=frozenset())
    version: int = 0

    def has(self, feature: Feature) -> bool:
        return feature in self.on


def rules() -> Mapping[Level, frozenset[Feature]]:
    """What each level has. One statement."""
    query = sa.select(LevelFeature.level, LevelFeature.feature).where(LevelFeature.is_on.is_(True))
    found: dict[Level, set[Feature]] = {level: set() for level in Level}
    for level, feature in session().execute(query.order_by(LevelFeature.id).limit(100)):
        found[level].add(feature)
    return {level: frozenset(features) for level, features in found.items()}


def row_of(cluster_id: uuid.UUID) -> ClusterFormality | None:
    """The row of a cluster, if anyone has chosen."""
    return session().scalar(sa.select(ClusterFormality).where(ClusterFormality.cluster_id == cluster_id))


def standing_of(cluster_id: uuid.UUID) -> Standing:
    """How formal this cluster is. Two statements."""
    row, given = row_of(cluster_id), rules()
    if row is None:
        return Standing(on=given[PLAIN])
    extra = frozenset(Feature(name) for name in row.extra if name in set(Feature))
    return Standing(row.level, extra, given[row.level] | extra, row.version)


def has(cluster_id: uuid.UUID, feature: Feature) -> bool:
    """Does the cluster have this: by its level, or because it switched it on?"""
    return standing_of(cluster_id).has(feature)
