"""Something urgent that nobody looks at: the deputy is told. Whoever has been here since, or has done it, is not passed over."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock, jobs
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.i18n import Later, _
from portal.core.perform import perform
from portal.forming.clusters.models import Office, OfficeKind, OfficeStatus
from portal.identity.accounts.models import Person, WebSession
from portal.oversight.notifications import recipients, rhythm
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.services import About, tell

AT_A_TIME = 200
KIND = "passed_on"


@jobs.every(timedelta(minutes=15))
def pass_on_unread() -> int:
    """Tell the deputies of everyone who has not looked at something urgent in time. Returns how many were told."""
    told = 0
    while found := _overdue():
        session().rollback()
        told += sum(perform(pass_on, by=SYSTEM, notice_id=notice_id) for notice_id in found)
    return told


def _overdue() -> Sequence[uuid.UUID]:
    late = sa.select(Notification.id).where(Notification.passes_on_at <= clock.now())
    return session().scalars(late.order_by(Notification.passes_on_at, Notification.id).limit(AT_A_TIME)).all()


def pass_on(*, by: Actor, notice_id: uuid.UUID) -> int:
    """Tell the deputy of whoever this notice went to, if it is still news to them and still to be done. A deed for `perform`."""
    taken = sa.update(Notification).where(Notification.id == notice_id, Notification.passes_on_at <= clock.now())
    took = session().execute(taken.values(passes_on_at=None))
    if not took.rowcount:  # type: ignore[attr-defined]
        return 0
    notice = session().get_one(Notification, notice_id, populate_existing=True)
    if notice.read_at is not None or _is_done(notice) or _has_been_here(notice):
        return 0
    person = session().get_one(Person, notice.person_id)
    return tell(
        _deputies(notice),
        kind=KIND,
        title=Later(_title, person.name, notice.title),
        path=notice.path,
        cluster_id=notice.cluster_id,
        letter="notice",
        words=Later(_words),
        once=f"{KIND}:{notice.id}",
        about=About(notice.subject_id, group=rhythm.group_of(notice.kind)),
    )


def _title(name: str, title: str) -> str:
    return _("%(name)s has not seen this yet. Can you look? “%(title)s”", name=name, title=title)


def _words() -> str:
    return _(
        "You are asked because you are the deputy, or speak for the same school. Nobody is to blame: people are ill, or away."
    )


def _is_done(notice: Notification) -> bool:
    """Was it about something owed, and is nothing owed there any more?"""
    if notice.subject_id is None:
        return False
    owed = (
        session().scalars(sa.select(Duty.closed_at).where(Duty.subject_id == notice.subject_id).limit(AT_A_TIME)).all()
    )
    return bool(owed) and all(closed_at is not None for closed_at in owed)


def _has_been_here(notice: Notification) -> bool:
    seen = sa.select(WebSession.id).where(
        WebSession.person_id == notice.person_id, WebSession.seen_at > notice.created_at
    )
    return session().scalar(seen.limit(1)) is not None


def _deputies(notice: Notification) -> list[uuid.UUID]:
    """The other one of contact teacher and deputy; else who speaks for the person's schools; else the coordinators. Never who was told already."""
    told = sa.select(Notification.person_id).where(Notification.kind == notice.kind, Notification.path == notice.path)
    already = {
        notice.person_id,
        *session().scalars(told.where(Notification.created_at == notice.created_at).limit(500)),
    }
    for people in (_of_the_office(notice), _of_the_schools(notice), _of_the_cluster(notice)):
        others = [person_id for person_id in people if person_id != notice.person_id]
        if others:
            return [person_id for person_id in others if person_id not in already]
    return []


def _of_the_office(notice: Notification) -> list[uuid.UUID]:
    both = (OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY)
    held = sa.select(Office.person_id).where(
        Office.cluster_id == notice.cluster_id, Office.kind.in_(both), Office.status == OfficeStatus.ACCEPTED
    )
    people = [person_id for person_id in session().scalars(held.limit(10)) if person_id is not None]
    return people if notice.person_id in people else []


def _of_the_schools(notice: Notification) -> list[uuid.UUID]:
    schools = recipients.schools_of(notice.person_id)
    contacts = [one for school_id in schools for one in recipients.contacts_of_school(school_id)]
    heads = [one for school_id in schools for one in recipients.signatories_of_school(school_id)]
    return [one for one in contacts if one != notice.person_id] or heads


def _of_the_cluster(notice: Notification) -> list[uuid.UUID]:
    return recipients.coordinators_of(notice.cluster_id) if notice.cluster_id is not None else []
