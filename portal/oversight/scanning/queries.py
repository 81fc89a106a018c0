"""Finding files that wait for the virus scanner, or were held back by it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.applying.applications.models import Answer, ApplicationVersion
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.storage import Scan, StoredFile
from portal.forming.evidence.models import EvidenceItem
from portal.identity.verification.models import SchoolEvidence
from portal.running.activities.models import Activity
from portal.running.board.models import Post, PostFile, Thread
from portal.running.firstposts.models import HeldPost
from portal.running.ledger.models import LedgerEntry


@dataclass(frozen=True)
class Waiting:
    """How many files wait, and since when the oldest does."""

    number: int
    since: datetime | None
    told: int = 0


def waiting(*, before: datetime | None = None) -> Waiting:
    """What waits for the scanner; with `before`, what was added until then. `told`: of how many the administrators know."""
    query = sa.select(sa.func.count(), sa.func.min(StoredFile.created_at), sa.func.count(StoredFile.scan_told_at))
    query = query.where(StoredFile.scan == Scan.CHECKING)
    if before is not None:
        query = query.where(StoredFile.created_at <= before)
    return Waiting(*session().execute(query).one())


def last_told() -> datetime | None:
    """When the administrators were last told that files wait, of those that still do."""
    query = sa.select(sa.func.max(StoredFile.scan_told_at)).where(StoredFile.scan == Scan.CHECKING)
    return session().scalars(query).one()


def list_to_look_at(limit: int) -> list[tuple[uuid.UUID, str]]:
    """(id, key) of what waits: what was tried least, and of that the oldest, first."""
    query = sa.select(StoredFile.id, StoredFile.key).where(StoredFile.scan == Scan.CHECKING)
    query = query.order_by(StoredFile.scan_tries, StoredFile.id).limit(limit)
    return [(key, place) for key, place in session().execute(query)]


def get_held_file(file_id: uuid.UUID) -> StoredFile:
    """A file that was held back. Raises NotFound."""
    found = session().get(StoredFile, file_id)
    if found is None or found.scan != Scan.HELD:
        raise NotFound
    return found


def list_held(after: str | None = None) -> Page[StoredFile]:
    """Files that were held back, the newest first."""
    query = sa.select(StoredFile).where(StoredFile.scan == Scan.HELD)
    return page_by_key(query, StoredFile.id, after=after, newest_first=True)


def list_old_held(before: datetime, limit: int) -> list[StoredFile]:
    """Files that were held before this instant, and whose bytes are still there."""
    query = sa.select(StoredFile).where(
        StoredFile.scan == Scan.HELD, StoredFile.scanned_at < before, StoredFile.size > 0
    )
    return list(session().scalars(query.order_by(StoredFile.id).limit(limit)))


def small_keys_of(file_id: uuid.UUID) -> list[str]:
    """Where the small copies of a picture lie."""
    query = sa.select(PostFile.small_key).where(PostFile.file_id == file_id, PostFile.small_key.is_not(None))
    return [key for key in session().scalars(query.order_by(PostFile.id).limit(10)) if key is not None]


def path_to(file_id: uuid.UUID) -> str:
    """The page of what a file belongs to; where that is not known, the page of what is to be done."""
    found = _path_on_a_board(file_id)
    if found:
        return found
    for query, path in (
        (
            sa.select(EvidenceItem.cluster_id, EvidenceItem.id).where(EvidenceItem.file_id == file_id),
            "/clusters/%s/evidence/%s",
        ),
        (
            sa.select(Activity.cluster_id, Activity.id).where(Activity.capture_file_id == file_id),
            "/clusters/%s/activities/%s",
        ),
        (
            sa.select(ApplicationVersion.application_id)
            .join(Answer, Answer.application_version_id == ApplicationVersion.id)
            .where(Answer.file_id == file_id),
            "/applications/%s",
        ),
        (
            sa.select(LedgerEntry.cluster_id, LedgerEntry.id).where(LedgerEntry.file_id == file_id),
            "/clusters/%s/ledger/entries/%s",
        ),
        (
            sa.select(HeldPost.cluster_id, HeldPost.id)
            .join(PostFile, PostFile.held_post_id == HeldPost.id)
            .where(PostFile.file_id == file_id),
            "/clusters/%s/board/first-messages/%s",
        ),
    ):
        row = session().execute(query.limit(1)).first()
        if row is not None:
            return path % tuple(row)
    school_id = session().scalar(sa.select(SchoolEvidence.school_id).where(SchoolEvidence.file_id == file_id).limit(1))
    return f"/schools/{school_id}/verification" if school_id is not None else "/what-needs-me"


def _path_on_a_board(file_id: uuid.UUID) -> str:
    query = sa.select(Thread.cluster_id, Thread.id, Post.id).join(Post, Post.thread_id == Thread.id)
    row = (
        session().execute(query.join(PostFile, PostFile.post_id == Post.id).where(PostFile.file_id == file_id)).first()
    )
    return f"/clusters/{row[0]}/board/threads/{row[1]}#post-{row[2]}" if row is not None else ""
