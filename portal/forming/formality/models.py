"""What each level has, and the level of a cluster. A cluster without a row is a plain cluster."""

import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, choice, reference


class Level(StrEnum):
    """From loose to formal. A cluster goes up and down without anything being moved."""

    NETWORK = "network"
    CLUSTER = "cluster"
    CONSORTIUM = "consortium"


class Feature(StrEnum):
    """What a level can have. Other rooms ask `queries.has(cluster_id, Feature.LEDGER)`."""

    COMMITTEES = "committees"
    VOTES = "votes"
    LEDGER = "ledger"


PLAIN = Level.CLUSTER


class LevelFeature(Record):
    """A level has a feature, or not. The programme's people edit it."""

    __tablename__ = "level_feature"

    level: Mapped[Level] = choice(Level)
    feature: Mapped[Feature] = choice(Feature)
    is_on: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (sa.UniqueConstraint("level", "feature", name="uq_level_feature_level_feature"),)


class ClusterFormality(Record):
    """The level of a cluster, and what it has switched on beside its level (`extra`: names of features)."""

    __tablename__ = "cluster_formality"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    level: Mapped[Level] = choice(Level, default=PLAIN)
    extra: Mapped[list[Any]] = mapped_column(sa.JSON(), default=list)
    changed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (sa.UniqueConstraint("cluster_id", name="uq_cluster_formality_cluster"),)
