"""One-time links: made, found, used. 192 random bits in the address, only their hash in the table."""

import hashlib
import secrets
import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.i18n import _
from portal.core.workflow import claim
from portal.identity.accounts.models import LinkPurpose, OneTimeLink

LIVES = {
    LinkPurpose.CONFIRM_EMAIL: timedelta(days=7),
    LinkPurpose.RESET_PASSWORD: timedelta(hours=1),
    LinkPurpose.CHANGE_EMAIL: timedelta(days=1),
    LinkPurpose.CONFIRM_SCHOOL: timedelta(days=30),
    LinkPurpose.JOIN_CLUSTER: timedelta(days=30),
    LinkPurpose.GIVE_STATEMENT: timedelta(days=30),
    LinkPurpose.FIRST_ADMINISTRATOR: timedelta(days=2),
    LinkPurpose.YEARLY_YES: timedelta(days=60),
    LinkPurpose.BUILD_TWIN: timedelta(days=60),
    LinkPurpose.SIGN_AGREEMENT: timedelta(days=60),
    LinkPurpose.AGREE_TIME_OUT: timedelta(days=60),
    LinkPurpose.CHOOSE_PASSWORD: timedelta(days=14),
    LinkPurpose.SIGN_APPLICATION: timedelta(days=30),
    LinkPurpose.ACCEPT_AWARD: timedelta(days=30),
}
PASSWORD_LINKS = (LinkPurpose.RESET_PASSWORD, LinkPurpose.CHOOSE_PASSWORD, LinkPurpose.FIRST_ADMINISTRATOR)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    purpose: LinkPurpose, *, person_id: uuid.UUID | None = None, subject_id: uuid.UUID | None = None, address: str = ""
) -> str:
    """Make a link and answer its token, the only time it can be seen. An older one of the same kind for the same person and subject dies."""
    held = session()
    same = (
        OneTimeLink.purpose == purpose,
        OneTimeLink.person_id == person_id,
        OneTimeLink.subject_id == subject_id,
        OneTimeLink.used_at.is_(None),
    )
    held.execute(sa.update(OneTimeLink).where(*same).values(void_at=clock.now()))
    token = secrets.token_urlsafe(24)
    held.add(
        OneTimeLink(
            purpose=purpose,
            token_hash=hash_of(token),
            person_id=person_id,
            subject_id=subject_id,
            address=address,
            expires_at=clock.now() + LIVES[purpose],
        )
    )
    held.flush()
    return token


def use_link(link: OneTimeLink) -> None:
    """Use it up; a second use loses. Raises RuleBroken with words for the person."""
    won = claim(link, {"used_at": None, "void_at": None}, {"used_at": clock.now()})
    if not won or link.expires_at <= clock.now():
        raise RuleBroken(None, _("This link was used already, or is too old. Ask for a new one."))


def link_is_over() -> NotAllowedNow:
    """What the link asked is asked no longer, or not of this person: to be raised."""
    return NotAllowedNow(_("This link was used already, or is too old. Ask for a new one."))


def void_password_links(person_id: uuid.UUID) -> None:
    """Links to choose a password that were sent to this person are dead."""
    _void(person_id, PASSWORD_LINKS)


def void_links(person_id: uuid.UUID) -> None:
    """Every link by which this person's account could be changed is dead."""
    _void(person_id, (*PASSWORD_LINKS, LinkPurpose.CHANGE_EMAIL))


def void_yearly_links(person_id: uuid.UUID) -> None:
    """Links by which this person could say the yearly yes for a head are dead."""
    _void(person_id, (LinkPurpose.YEARLY_YES,))


def _void(person_id: uuid.UUID, purposes: tuple[LinkPurpose, ...]) -> None:
    alive = (OneTimeLink.used_at.is_(None), OneTimeLink.void_at.is_(None))
    mine = (OneTimeLink.person_id == person_id, OneTimeLink.purpose.in_(purposes), *alive)
    session().execute(sa.update(OneTimeLink).where(*mine).values(void_at=clock.now()))
