"""Finding the rule and the messages that wait."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Office, OfficeKind, OfficeStatus
from portal.identity.schools.models import School
from portal.running.board.models import Post, PostFile
from portal.running.firstposts.models import FirstPostRule, HeldPost, HeldStatus

IN_THE_LIST = (HeldStatus.WAITING, HeldStatus.RETURNED)
_READERS = (OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY)


@dataclass(frozen=True)
class HeldFile:
    """A file that goes with a message that waits: whoever may read the message may have it."""

    id: uuid.UUID  # of the message: whose file is read is written down as the message is
    cluster_id: uuid.UUID
    school_id: uuid.UUID
    file: PostFile


def get_rule() -> FirstPostRule | None:
    """The programme's rule; None until it has said anything: nothing is held then."""
    return session().scalars(sa.select(FirstPostRule).limit(1)).one_or_none()


def must_wait(school_id: uuid.UUID) -> bool:
    """Whether a message that this school writes now waits: the rule is on, the school is new, and few of its messages are on boards.

    New is a school that is not verified, or was verified less than the rule's days ago.
    """
    rule = get_rule()
    if rule is None or not rule.is_on:
        return False
    verified_at = session().get_one(School, school_id).verified_at
    if verified_at is not None and clock.now() - verified_at >= timedelta(days=rule.days):
        return False
    written = sa.select(Post.id).where(Post.school_id == school_id).limit(rule.messages).subquery()
    count: Any = session().scalar(sa.select(sa.func.count()).select_from(written))
    return bool(count < rule.messages)


def has_reader(cluster_id: uuid.UUID, school_id: uuid.UUID) -> bool:
    """Whether someone of another school coordinates the cluster, or is the deputy."""
    query = sa.select(Office.id).where(
        Office.cluster_id == cluster_id,
        Office.kind.in_(_READERS),
        Office.status == OfficeStatus.ACCEPTED,
        Office.school_id != school_id,
    )
    return session().scalar(query.limit(1)) is not None


def get_held(cluster_id: uuid.UUID, held_post_id: uuid.UUID) -> HeldPost:
    """A message of this cluster that waits, or waited. Raises NotFound."""
    query = _loaded().where(HeldPost.id == held_post_id, HeldPost.cluster_id == cluster_id)
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def get_held_file(cluster_id: uuid.UUID, held_post_id: uuid.UUID, post_file_id: uuid.UUID) -> HeldFile:
    """A file of a message that waits. Raises NotFound."""
    held = get_held(cluster_id, held_post_id)
    found = next((one for one in held.files if one.id == post_file_id), None)
    if found is None:
        raise NotFound
    return HeldFile(held.id, held.cluster_id, held.school_id, found)


def list_held(
    cluster_id: uuid.UUID, *, schools: Collection[uuid.UUID] | None, after: str | None = None
) -> Page[HeldPost]:
    """Messages of a cluster that wait or went back, the oldest first: of these schools alone, or with None of every school."""
    query = _loaded().where(HeldPost.cluster_id == cluster_id, HeldPost.status.in_(IN_THE_LIST))
    if schools is not None:
        query = query.where(HeldPost.school_id.in_(sorted(schools)))
    return page_by_key(query, HeldPost.id, after=after)


def approved_as(post_id: uuid.UUID) -> HeldPost | None:
    """The first message that waited before it became this message on the board."""
    query = sa.select(HeldPost).where(HeldPost.post_id == post_id, HeldPost.status == HeldStatus.APPROVED)
    return session().scalars(query.options(joinedload(HeldPost.school)).limit(1)).one_or_none()


def list_waiting(after: str | None = None) -> Page[HeldPost]:
    """Messages of all clusters that wait, the oldest first."""
    return page_by_key(_loaded().where(HeldPost.status == HeldStatus.WAITING), HeldPost.id, after=after)


def _loaded() -> Any:
    return sa.select(HeldPost).options(
        joinedload(HeldPost.school),
        joinedload(HeldPost.author),
        joinedload(HeldPost.thread),
        selectinload(HeldPost.files).joinedload(PostFile.file),
    )
