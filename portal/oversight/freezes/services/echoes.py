"""Where else the title of a thing stands: in things to do, in stand-ins, in notices, in mail that waits. With the thing it goes out of sight."""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.i18n import _
from portal.core.outbox import OutboxMail
from portal.core.readers import speaking_to
from portal.oversight.notifications.models import Notification
from portal.running.handoffs.models import Handoff

MOST_NOTICES = 500
WITHHELD = "withheld: what it speaks of is hidden"


def replace_title(subject_id: Any, old: str, new: str) -> None:
    """What is to be done about a thing, and the stand-ins for it, are called by another title from now on."""
    held = session()
    of_it = sa.or_(Handoff.thread_id == subject_id, Handoff.activity_id == subject_id)
    handoffs = list(held.scalars(sa.select(Handoff.id).where(of_it, Handoff.title == old[:200]).limit(200)))
    held.execute(sa.update(Handoff).where(Handoff.id.in_(handoffs)).values(title=new))
    about = Duty.subject_id.in_([subject_id, *handoffs])
    held.execute(sa.update(Duty).where(about, Duty.title == old[:300]).values(title=new))


def withhold_news(path: str, new: str) -> dict[str, str]:
    """Notices that lead there say no more than that something is hidden; mail that has not left does not leave. Answers what the notices said, by their ids."""
    if not path.startswith("/"):
        return {}
    held, there = session(), f"{path.partition('#')[0]}%"
    notices = (
        sa.select(Notification.id, Notification.title).where(Notification.path.like(there)).order_by(Notification.id)
    )
    said = {str(row[0]): row[1] for row in held.execute(notices.limit(MOST_NOTICES))}
    held.execute(sa.update(Notification).where(Notification.path.like(there)).values(title=new))
    waiting = (OutboxMail.path.like(there), OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
    held.execute(sa.update(OutboxMail).where(*waiting).values(failed_at=clock.now(), last_error=WITHHELD))
    return said


def tell_again(said: dict[str, str]) -> None:
    """The notices say again what they said."""
    for notice_id, title in said.items():
        of_it = (Notification.id == uuid.UUID(notice_id), Notification.title == in_its_place())
        session().execute(sa.update(Notification).where(*of_it).values(title=title))


def in_its_place() -> str:
    """What stands in place of a title. It is kept beside the thing, and known by these words when the thing is shown again: so it is in one language,
    whoever hides and whoever shows."""
    with speaking_to("en"):
        return str(_("Hidden while somebody looks at it"))
