"""Verbs: notice a silence, say hello, remind of a pause, see that a partnership has grown up."""

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.policy import SignedIn
from portal.running.board.models import Message, Thread, ThreadCategory
from portal.running.firstposts import services as firstposts
from portal.running.firstposts.models import HeldPost
from portal.running.health import events, queries
from portal.running.health.queries import Link
from portal.running.partnerships import services as partnerships
from portal.running.partnerships.models import Growth, Partnership, PartnershipStatus
from portal.running.partnerships.queries import get_network
from portal.running.partnerships.services.acting import acting_school

TO_ANSWER = timedelta(days=7)
REMIND_BEFORE = timedelta(days=7)
REMIND_WITHOUT_DAY = timedelta(days=90)
GROWN_UP, GROWN_UP_BY = timedelta(days=365), 3


def wants_hello(partnership: Partnership, link: Link, asked: set[tuple[uuid.UUID, uuid.UUID | None]]) -> bool:
    """Is it time to ask somebody to say hello? Not while somebody is asked, and not again before as many days have passed."""
    return link.is_quiet(partnership.silent_after_days) and (partnership.id, link.school_id) not in asked


def ask_for_hello(partnership: Partnership, *, by: Actor) -> int:
    """Ask the contacts of schools whose link is quiet, or the coordinator, to say hello; what has been heard since is settled. Answers how many were asked."""
    if partnership.status != PartnershipStatus.ACTIVE:
        return 0
    links = queries.get_health(partnership)
    since = clock.now() - timedelta(days=partnership.silent_after_days)
    asked, count = queries.asked_lately([partnership.id], since), 0
    quiet = {link.school_id for link in links if link.is_quiet(partnership.silent_after_days)}
    for owed in duty.open_duties(DutyKind.BREAK_SILENCE, partnership.id):
        if owed.school_id not in quiet:
            duty.close(owed, by=by, outcome="heard")
    for link in links:
        if wants_hello(partnership, link, asked):
            asked.add((partnership.id, link.school_id))
            _owe_hello(partnership, link, by)
            count += 1
    return count


def _owe_hello(partnership: Partnership, link: Link, by: Actor) -> None:
    duty.owe(
        DutyKind.BREAK_SILENCE,
        subject_id=partnership.id,
        title=link.title or partnership.name,
        cluster_id=partnership.cluster_id,
        school_id=link.school_id,
        office="contact" if link.school_id is not None else "contact_teacher",
    )
    record(
        events.SilenceNoticed(
            by_id=by.id, cluster_id=partnership.cluster_id, school_id=link.school_id, subject_id=partnership.id
        )
    )


def say_hello(
    partnership: Partnership, *, by: SignedIn, title: str, text: str, school_id: uuid.UUID | None = None
) -> Thread | HeldPost:
    """Write a friendly word on the board; whoever was asked to do so for this school, or coordinates, has done it."""
    if partnership.status == PartnershipStatus.ENDED:
        raise NotAllowedNow(_("This partnership has ended."))
    school = acting_school(partnership.cluster_id, by=by, school_id=school_id)
    made = firstposts.begin(
        get_network(partnership.cluster_id),
        by=by,
        title=title,
        message=Message(text),
        category=ThreadCategory.CONVERSATION,
        school_id=school,
    )
    for owed in duty.open_duties(DutyKind.BREAK_SILENCE, partnership.id):
        if owed.school_id in (None, school):
            duty.close(owed, by=by, outcome="said hello")
    record(
        events.HelloSent(by_id=by.id, cluster_id=partnership.cluster_id, school_id=school, subject_id=partnership.id)
    )
    return made


def restart_is_near(partnership: Partnership) -> bool:
    """Is it time to ask whether the partnership goes on? A week before its day; without a day, after a quarter of a year on hold."""
    if partnership.restart_on is not None:
        return clock.today(partnership.cluster.zone) >= partnership.restart_on - REMIND_BEFORE
    return (partnership.paused_at or partnership.updated_at) <= clock.now() - REMIND_WITHOUT_DAY


def remind_of_restart(partnership: Partnership, *, by: Actor) -> None:
    """Ask the coordinator whether a partnership that is on hold goes on."""
    known = duty.open_duties(DutyKind.RESUME_PARTNERSHIP, partnership.id)
    if partnership.status != PartnershipStatus.PAUSED or known or not restart_is_near(partnership):
        return
    duty.owe(
        DutyKind.RESUME_PARTNERSHIP,
        subject_id=partnership.id,
        title=partnership.name,
        cluster_id=partnership.cluster_id,
        office="contact_teacher",
        due_at=_end_of(partnership),
    )
    record(events.RestartReminded(by_id=by.id, cluster_id=partnership.cluster_id, subject_id=partnership.id))


def _end_of(partnership: Partnership) -> datetime:
    if partnership.restart_on is None:
        return clock.now() + TO_ANSWER
    zone = ZoneInfo(partnership.cluster.zone)
    return datetime.combine(partnership.restart_on, time(23, 59), zone).astimezone(clock.now().tzinfo)


def has_grown_up(partnership: Partnership, done: int) -> bool:
    """A year has passed since it began, or three activities were done together."""
    if partnership.growth != Growth.NEW or partnership.status != PartnershipStatus.ACTIVE:
        return False
    began = partnership.opened_at or partnership.created_at
    return done >= GROWN_UP_BY or clock.now() - began >= GROWN_UP


def grow_up(partnership: Partnership, *, by: Actor) -> None:
    """What is no longer new is established, without anybody having to say so."""
    if has_grown_up(partnership, queries.done_together([partnership.cluster_id]).get(partnership.cluster_id, 0)):
        partnerships.establish_partnership(partnership, by=by)
