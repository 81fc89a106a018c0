"""A board becomes an archive and is opened again; and a copy of it is taken away."""

import uuid

import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import BoardArchive
from portal.running.partnerships.queries.network import Network


def check_open(cluster_id: uuid.UUID) -> None:
    """Raises NotAllowedNow where nobody writes any more: the board is an archive, or its cluster has ended."""
    archived = sa.select(BoardArchive.id).where(BoardArchive.cluster_id == cluster_id)
    ended = sa.select(Cluster.id).where(Cluster.id == cluster_id, Cluster.status == ClusterStatus.CLOSED)
    if session().execute(sa.union_all(archived, ended).limit(1)).first() is not None:
        raise NotAllowedNow(_("This board is an archive. It can be read, and nobody can write on it."))


def archive_board(board: Network, *, by: SignedIn) -> None:
    """From now on the board is read and not written on.."""
    check_open(board.cluster_id)
    session().add(BoardArchive(cluster_id=board.cluster_id, by_id=by.id))
    session().flush()
    record(events.BoardArchived(by_id=by.id, cluster_id=board.cluster_id, subject_id=board.cluster_id))


def reopen_board(board: Network, *, by: SignedIn) -> None:
    """The board can be written on again."""
    found = session().scalar(sa.select(BoardArchive).where(BoardArchive.cluster_id == board.cluster_id))
    if found is None:
        raise NotAllowedNow(_("This board can be written on already."))
    session().delete(found)
    session().flush()
    record(events.BoardReopened(by_id=by.id, cluster_id=board.cluster_id, subject_id=board.cluster_id))


def note_export(board: Network, *, by: SignedIn) -> None:
    """Someone takes a copy of the board away: that it was taken is written down before it begins."""
    record(events.BoardExported(by_id=by.id, cluster_id=board.cluster_id, subject_id=board.cluster_id))
