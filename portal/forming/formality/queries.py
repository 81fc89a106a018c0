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
    """How formal this cluster is. One statement: the rows of the levels, each with what the cluster has chosen beside it."""
    query = sa.select(
        LevelFeature.level,
        LevelFeature.feature,
        LevelFeature.is_on,
        ClusterFormality.level.label("chosen"),
        ClusterFormality.extra,
        ClusterFormality.version,
    ).outerjoin(ClusterFormality, ClusterFormality.cluster_id == cluster_id)
    rows = session().execute(query.order_by(LevelFeature.id).limit(100)).all()
    level, extra, version = PLAIN, frozenset[Feature](), 0
    if rows and rows[0].chosen is not None:
        level, version = rows[0].chosen, rows[0].version
        extra = frozenset(Feature(name) for name in rows[0].extra if name in set(Feature))
    given = frozenset(row.feature for row in rows if row.is_on and row.level == level)
    return Standing(level, extra, given | extra, version)


def has(cluster_id: uuid.UUID, feature: Feature) -> bool:
    """Does the cluster have this: by its level, or because it switched it on?"""
    return standing_of(cluster_id).has(feature)
