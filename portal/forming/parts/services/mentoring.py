"""One school takes others along: begin, answer, write the log, end."""

import uuid
from collections.abc import Sequence
from datetime import date, time, timedelta

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.forming.parts import events
from portal.forming.parts.models import Mentee, Mentoring, MentoringSession
from portal.forming.parts.workflow import MENTEE
from portal.policy import SignedIn
from portal.policy.predicates import coordinates

LONGEST = timedelta(days=5 * 366)
OLDEST = timedelta(days=366)
MOST_MENTEES = 10
ANSWER_WITHIN = timedelta(days=14)
ASK_BEFORE = timedelta(days=14)


def begin_mentoring(
    cluster: Cluster,
    *,
    by: SignedIn,
    mentor_school_id: uuid.UUID,
    mentees: Sequence[uuid.UUID],
    goals: str,
    ends_on: date | None = None,
) -> Mentoring:
    """A school offers to take others of the cluster along; each of them is asked."""
    here = {m.school_id for m in cluster.live_memberships()}
    if mentor_school_id not in {m.school_id for m in mentors_for(cluster, by)}:
        raise RuleBroken("mentor", _("Choose your own school. A coordinator can choose any school of the cluster."))
    chosen = list(dict.fromkeys(mentees))
    if not chosen or len(chosen) > MOST_MENTEES or mentor_school_id in chosen or not here.issuperset(chosen):
        raise RuleBroken("mentees", _("Choose one to ten other schools of the cluster."))
    _check_last_day(cluster, ends_on)
    made = Mentoring(
        cluster_id=cluster.id, mentor_school_id=mentor_school_id, goals=clean(goals), ends_on=ends_on, begun_by_id=by.id
    )
    session().add(made)
    session().flush()
    for school_id in chosen:
        session().add(Mentee(mentoring_id=made.id, school_id=school_id))
        duty.owe(
            DutyKind.AGREE_MENTORING,
            subject_id=made.id,
            cluster_id=cluster.id,
            school_id=school_id,
            office="contact",
            title=cluster.name,
            due_at=clock.now() + ANSWER_WITHIN,
        )
    session().flush()
    record(events.MentoringBegun(by_id=by.id, cluster_id=cluster.id, school_id=mentor_school_id, subject_id=made.id))
    return made


def _check_last_day(cluster: Cluster, ends_on: date | None) -> None:
    today = clock.today(cluster.zone)
    if ends_on is not None and not today < ends_on <= today + LONGEST:
        raise RuleBroken("ends_on", _("Choose a day in the future, within five years."))


def mentors_for(cluster: Cluster, by: SignedIn) -> list[ClusterMembership]:
    """For which schools this person can offer it: the mentor school is not asked, so its own people offer it, or who coordinates the cluster."""
    every = coordinates(by, cluster)
    return [m for m in cluster.live_memberships() if every or m.school_id in by.memberships]


def answer_mentoring(mentoring: Mentoring, *, by: SignedIn, agrees: bool) -> None:
    """A school that is asked says yes or no, for the first of the person's schools that has not answered."""
    check_goes_on(mentoring)
    mentee = next((m for m in mentoring.mentees if m.status == "asked" and m.school_id in by.memberships), None)
    if mentee is None:
        raise NotAllowedNow(_("This was answered already."))
    MENTEE.advance(mentee, "agree" if agrees else "decline", answered_by_id=by.id)
    duty.settle(DutyKind.AGREE_MENTORING, mentoring.id, by=by, school_id=mentee.school_id)
    fact = events.MentoringAgreed if agrees else events.MentoringDeclined
    record(
        fact(
            by_id=by.id,
            cluster_id=mentoring.cluster_id,
            school_id=mentee.school_id,
            subject_id=mentoring.id,
            mentor_school_id=mentoring.mentor_school_id,
        )
    )


def check_goes_on(mentoring: Mentoring) -> None:
    """Raise NotAllowedNow when it is over."""
    if mentoring.ended_at is not None:
        raise NotAllowedNow(_("This mentoring is over. Its log stays readable."))


def log_session(
    mentoring: Mentoring, *, by: SignedIn, held_on: date | None, words: str, next_step: str = ""
) -> MentoringSession:
    """Write down that the schools met: the day, what was done, what comes next. No names of pupils."""
    check_goes_on(mentoring)
    taking_part = mentoring.taking_part_ids
    if not taking_part:
        raise NotAllowedNow(_("No school has said yes yet. The log begins when one takes part."))
    if by.memberships.keys() & mentoring.asked_school_ids and not by.memberships.keys() & taking_part:
        raise NotAllowedNow(_("Say first whether your school takes part."))
    today = clock.today(mentoring.cluster.zone)
    if held_on is None or not today - OLDEST <= held_on <= today:
        raise RuleBroken("held_on", _("Choose a day of the last twelve months."))
    school_id = next((s for s in sorted(taking_part) if s in by.memberships), None)
    made = MentoringSession(
        mentoring_id=mentoring.id,
        held_on=held_on,
        words=clean(words),
        next_step=clean(next_step),
        written_by_id=by.id,
        school_id=school_id or mentoring.mentor_school_id,
    )
    session().add(made)
    session().flush()
    record(
        events.MentoringMet(
            by_id=by.id, cluster_id=mentoring.cluster_id, school_id=made.school_id, subject_id=mentoring.id
        )
    )
    return made


def ask_about_the_end(mentoring: Mentoring, *, by: Actor) -> None:
    """Two weeks before its last day the mentor school is asked whether it goes on; the answer ends it, or names a later day. Nothing ends by itself."""
    cluster, ends_on = mentoring.cluster, mentoring.ends_on
    if mentoring.ended_at is not None or ends_on is None or ends_on > clock.today(cluster.zone) + ASK_BEFORE:
        return
    if duty.open_duties(DutyKind.END_MENTORING, mentoring.id):
        return
    duty.owe(
        DutyKind.END_MENTORING,
        subject_id=mentoring.id,
        cluster_id=cluster.id,
        school_id=mentoring.mentor_school_id,
        office="contact",
        title=cluster.name,
        due_at=moments.instant(ends_on, time(17, 0), cluster.zone),
    )


def go_on(mentoring: Mentoring, *, by: Actor, ends_on: date | None) -> None:
    """It goes on until this day, or without one."""
    check_goes_on(mentoring)
    _check_last_day(mentoring.cluster, ends_on)
    change(mentoring, {"ended_at": None, "ends_on": mentoring.ends_on}, {"ends_on": ends_on})
    duty.settle(DutyKind.END_MENTORING, mentoring.id, by=by, outcome="goes_on")
    record(
        events.MentoringProlonged(
            by_id=by.id,
            cluster_id=mentoring.cluster_id,
            school_id=mentoring.mentor_school_id,
            subject_id=mentoring.id,
            ends_on=ends_on,
        )
    )


def end_mentoring(mentoring: Mentoring, *, by: Actor) -> None:
    """It is over; nobody owes an answer any more, the log stays."""
    change(mentoring, {"ended_at": None}, {"ended_at": clock.now()})
    for kind in (DutyKind.AGREE_MENTORING, DutyKind.END_MENTORING):
        duty.settle(kind, mentoring.id, by=by, outcome="ended")
    record(
        events.MentoringEnded(
            by_id=by.id,
            cluster_id=mentoring.cluster_id,
            school_id=mentoring.mentor_school_id,
            subject_id=mentoring.id,
        )
    )
