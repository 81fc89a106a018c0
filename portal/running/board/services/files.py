"""What goes with a message: files, pictures and the consent for them. What pages show of it is written beside the message: reading costs no more."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.core import clock, storage
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import Attached, Consent, People, Post, PostFile, Small
from portal.running.board.pictures import PICTURES

LONGEST_CONSENT_YEARS = 5
ZONE = "Europe/London"


def attach(
    attached: Sequence[Attached],
    *,
    by: SignedIn,
    cluster_id: uuid.UUID,
    school_id: uuid.UUID,
    post: Post | None = None,
    held_post_id: uuid.UUID | None = None,
) -> None:
    """Make these files part of a message, or of a first message that waits."""
    for position, one in enumerate(attached):
        is_picture = one.upload.content_type in PICTURES
        if is_picture:
            check_consent(one.consent, is_needed=False)
        stored = storage.claim(one.upload, by=by, school_id=school_id)
        row = PostFile(
            cluster_id=cluster_id,
            post_id=post.id if post is not None else None,
            held_post_id=held_post_id,
            file_id=stored.id,
            position=position,
            is_picture=is_picture,
            small_key=one.small.key if one.small is not None else None,
            width=one.small.width if one.small is not None else 0,
            height=one.small.height if one.small is not None else 0,
            **(_columns(one.consent, by) if is_picture else {"people": People.NOBODY}),
        )
        session().add(row)
    session().flush()
    if post is not None and attached:
        show_attached(post)


def release_held(held_post_id: uuid.UUID, post: Post) -> None:
    """A first message that waited is on the board now: so is what goes with it."""
    moved: Any = session().execute(
        sa.update(PostFile).where(PostFile.held_post_id == held_post_id).values(post_id=post.id, held_post_id=None)
    )
    if moved.rowcount:
        show_attached(post)


def show_attached(post: Post) -> None:
    """Write down what pages show of what goes with the message."""
    held = session()
    held.flush()
    query = sa.select(PostFile).where(PostFile.post_id == post.id).order_by(PostFile.position, PostFile.id)
    post.attached = [_shown(row) for row in held.scalars(query.limit(50))] or None
    held.flush()


def show_checked(file_id: uuid.UUID) -> None:
    """The virus scanner has looked into a file: write down beside its message how it stands now. As part of the running transaction."""
    query = sa.select(Post).join(PostFile, PostFile.post_id == Post.id).where(PostFile.file_id == file_id)
    for post in session().scalars(query.order_by(Post.id).limit(10)):
        show_attached(post)


def _shown(row: PostFile) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.file.name,
        "size": row.file.size,
        "picture": row.is_picture,
        "width": row.width,
        "height": row.height,
        "people": row.people.value,
        "until": row.consent_until.isoformat() if row.consent_until else None,
        "withdrawn": row.withdrawn_at is not None,
        "scan": row.file.scan.value,
    }


def _columns(consent: Consent, by: SignedIn) -> dict[str, Any]:
    said = consent.people != People.NOT_SAID
    return {
        "people": consent.people,
        "consent_holder": consent.holder,
        "consent_scope": consent.scope,
        "consent_until": consent.until,
        "consent_by_id": by.id if said else None,
    }


def check_consent(consent: Consent, *, is_needed: bool = True) -> None:
    """Whether what is said of a picture is enough. Raises RuleBroken beside its field."""
    if consent.people == People.NOT_SAID:
        if is_needed:
            raise RuleBroken("people", _("Say whether people can be seen in the pictures."))
        return
    if consent.people == People.NOBODY:
        return
    if not consent.holder:
        raise RuleBroken("consent_holder", _("Say who holds the consent, for example “our school office”."))
    if consent.scope is None:
        raise RuleBroken("consent_scope", _("Say what the people, or their parents, agreed to."))
    today = clock.today(ZONE)
    if consent.until is None:
        if consent.people == People.PUPILS:
            raise RuleBroken("consent_until", _("Enter the last day on which pictures of pupils may be shown."))
        return
    if consent.until < today:
        raise RuleBroken("consent_until", _("Choose today or a later day."))
    if consent.until.year > today.year + LONGEST_CONSENT_YEARS:
        raise RuleBroken("consent_until", _("Choose a day within the next five years."))


def say_consent(
    file: PostFile, *, by: SignedIn, consent: Consent, small: Small | None = None, for_all: bool = False
) -> Post:
    """Say who can be seen in a picture that is there, and who holds the consent; with `for_all`, of the others of the message of which nobody has said it."""
    if not file.is_picture or file.post is None:
        raise NotAllowedNow(_("This is no picture."))
    check_consent(consent)
    others = (PostFile.post_id == file.post_id, PostFile.is_picture, PostFile.people == People.NOT_SAID)
    waiting = session().scalars(sa.select(PostFile).where(*others).limit(50)).all() if for_all else ()
    for one in {file, *waiting}:
        for name, value in _columns(consent, by).items():
            setattr(one, name, value)
    if small is not None:
        file.small_key, file.width, file.height = small.key, small.width, small.height
    file.withdrawn_at = None
    show_attached(file.post)
    for one in sorted({file, *waiting}, key=lambda one: one.position):
        record(events.PictureConsentSaid(**_about(one), by_id=by.id, people=consent.people))
    return file.post


def withdraw_picture(file: PostFile, *, by: SignedIn) -> None:
    """The consent has ended: nobody sees the picture from now on."""
    if file.post is None or file.withdrawn_at is not None:
        raise NotAllowedNow(_("This picture is not shown any more."))
    file.withdrawn_at = clock.now()
    show_attached(file.post)
    record(events.PictureWithdrawn(**_about(file), by_id=by.id))


def _about(file: PostFile) -> dict[str, Any]:
    return {
        "cluster_id": file.cluster_id,
        "school_id": file.school_id,
        "subject_id": file.post.thread_id if file.post is not None else None,
        "file_id": file.id,
    }
