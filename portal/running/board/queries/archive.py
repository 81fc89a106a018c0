"""Boards that are archives, and the translator to which messages link."""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.core.database import fetch, session
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.running.board.models import BoardArchive, BoardSetting


def archived_or_ended() -> list[tuple[Any, Any]]:
    """Two tables and their conditions: a row of either says that the board of `:cluster_id` is an archive."""
    cluster_id: Any = sa.bindparam("cluster_id", type_=Key())
    return [
        (BoardArchive, BoardArchive.cluster_id == cluster_id),
        (Cluster, sa.and_(Cluster.id == cluster_id, Cluster.status == ClusterStatus.CLOSED)),
    ]


def get_setting() -> BoardSetting | None:
    """The translator; None until somebody has said one."""
    return session().scalar(sa.select(BoardSetting).limit(1))


def is_archive(cluster_id: uuid.UUID) -> bool:
    """Whether nobody writes on this board any more."""
    found = sa.union_all(*(sa.select(of.id).where(where) for of, where in archived_or_ended()))
    return bool(fetch(found.limit(1), {"cluster_id": cluster_id}))
