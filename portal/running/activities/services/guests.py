"""Further schools at an activity: invited by its owner, each answers for itself, until it begins.

A first answer of a school to a series is for every time of it; after that one time can be answered alone. What a school owes on times far away is
written two weeks before them, as everything that repeats.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, Refusal, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.workflow import change, claim
from portal.forming.clusters.models import Cluster
from portal.identity.declarations import services as declarations
from portal.identity.schools.models import School
from portal.identity.verification.waiting import Deed, may
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityGuest, ActivityKind, ActivityStatus, Coming, Scope
from portal.running.activities.services import owing
from portal.running.activities.workflow import LIFECYCLE

AHEAD = timedelta(days=14)
OVER = (ActivityStatus.CANCELLED, ActivityStatus.MISSED)


def schools_to_invite(activity: Activity) -> list[School]:
    """The schools of this calendar that neither do it, nor are its partner, nor are invited already; by name."""
    return left_to_invite(activity, queries.list_guests(activity.id))


def left_to_invite(activity: Activity, guests: Sequence[ActivityGuest]) -> list[School]:
    """The same, where who is invited is read already."""
    there = {guest.school_id for guest in guests}
    there |= {activity.owner_school_id, *([activity.partner_school_id] if activity.partner_school_id else [])}
    return [school for school in queries.schools_on_the_calendar(activity.cluster) if school.id not in there]


def invite_schools(
    activity: Activity,
    *,
    by: Actor,
    school_ids: Collection[uuid.UUID] | None = None,
    scope: Scope = Scope.ALL,
) -> int:
    """Invite schools of this calendar (all of them without `school_ids`), to this activity and to others of its series. Answers how many were."""
    if not LIFECYCLE.allows(activity, "change") or activity.starts_at <= clock.now():
        raise NotAllowedNow(_("This has begun, or is cancelled. Nobody can be invited any more."))
    possible = {school.id: school for school in schools_to_invite(activity)}
    chosen = list(possible) if school_ids is None else list(dict.fromkeys(school_ids))
    if any(school_id not in possible for school_id in chosen):
        raise RuleBroken("schools", _("Choose schools of this cluster that are not invited yet."))
    if not chosen:
        raise RuleBroken("schools", _("Every school of this calendar is there or invited already."))
    times = [activity, *_others(activity, scope)]
    known = queries.rows_of([one.id for one in times])
    for school_id in chosen:
        made = [
            _invite(one, school_id, known.get((one.id, school_id)), by) for one in times if _stands_free(one, school_id)
        ]
        fresh = [guest for guest in made if guest is not None]
        for guest in fresh:
            if guest.activity_id == activity.id or guest.activity.starts_at <= clock.now() + AHEAD:
                owing.owe_guest_answer(guest)
        record(events.GuestInvited(**_facts(fresh[0], by, activity.owner_school_id), number=len(fresh)))
    return len(chosen)


def _others(activity: Activity, scope: Scope) -> Sequence[Activity]:
    if scope == Scope.ONE or activity.series_id is None:
        return []
    since = max(activity.starts_at, clock.now()) if scope == Scope.FOLLOWING else clock.now()
    return [one for one in queries.list_of_series(activity.series_id, since=since) if one.id != activity.id]


def _stands_free(activity: Activity, school_id: uuid.UUID) -> bool:
    return school_id not in (activity.owner_school_id, activity.partner_school_id)


def _invite(activity: Activity, school_id: uuid.UUID, known: ActivityGuest | None, by: Actor) -> ActivityGuest | None:
    """A new invitation, or the one that had ended, begun anew; None where it stands."""
    if known is None:
        guest = ActivityGuest(activity_id=activity.id, school_id=school_id, invited_by_id=by.id, answer=Coming.ASKED)
        session().add(guest)
        session().flush()
        return guest
    if known.is_invited:
        return None
    anew: dict[str, Any] = dict.fromkeys(
        ("answered_for", "answered_at", "answered_by_id", "adult_id", "pupils", "withdrawn_at", "left_at")
    )
    change(
        known,
        {"version": known.version},
        {**anew, "answer": Coming.ASKED, "invited_by_id": by.id, "version": known.version + 1},
    )
    return known


def answer_invitation(
    guest: ActivityGuest,
    *,
    by: Actor,
    answer: Coming,
    pupils: int | None = None,
    adult_id: uuid.UUID | None = None,
) -> None:
    """The school comes, does not, or is not sure yet. It may say something else until the activity begins."""
    activity = guest.activity
    _check_open(guest)
    if answer == Coming.ASKED:
        raise RuleBroken("answer", _("Say whether your school comes."))
    before, is_first = guest.standing, guest.standing == Coming.ASKED
    others = [
        one for one in queries.list_guest_of_series(guest, clock.now()) if is_first and one.standing == Coming.ASKED
    ]
    if answer == Coming.YES and activity.kind == ActivityKind.LIVE:
        check_pupils(guest)
    adult = _adult(guest, by, adult_id) if answer == Coming.YES else None
    for one in (guest, *others):
        _say(one, by, answer, pupils=pupils if answer != Coming.NO else None, adult_id=adult)
    said = _facts(guest, by, guest.school_id)
    record(events.GuestAnswered(**said, answer=answer.value, before=before.value, pupils=guest.pupils))


def _check_open(guest: ActivityGuest) -> None:
    activity = guest.activity
    if not guest.is_invited:
        raise NotAllowedNow(_("This invitation was taken back."))
    if not LIFECYCLE.allows(activity, "change"):
        raise NotAllowedNow(_("This activity is over or was cancelled. It needs no answer any more."))
    if activity.starts_at <= clock.now():
        raise NotAllowedNow(_("This has begun, so the answer stays as it is."))


def check_pupils(guest: ActivityGuest) -> None:
    """Pupils take part only of schools that are verified, and whose safeguarding answers are in force."""
    if not may(guest.school, Deed.CONFIRM_LIVE_ACTIVITY):
        words = _("%(school)s is not verified yet. Its pupils can take part after that.", school=guest.school.name)
        raise RuleBroken(None, words)
    declarations.check_live([guest.school_id])


def _adult(guest: ActivityGuest, by: Actor, adult_id: uuid.UUID | None) -> uuid.UUID | None:
    """Who is in the room: whoever is named, was named before, or says yes."""
    if guest.activity.kind != ActivityKind.LIVE:
        return None
    if adult_id is not None and guest.school_id not in queries.schools_of_teacher(adult_id):
        raise RuleBroken("adult", _("Choose somebody of your school."))
    for one in (adult_id, guest.adult_id, by.id):
        if one is not None and guest.school_id in queries.schools_of_teacher(one):
            return one
    raise RuleBroken("adult", _("Name who of your school is in the room."))


def _say(guest: ActivityGuest, by: Actor, answer: Coming, *, pupils: int | None, adult_id: uuid.UUID | None) -> None:
    values = {
        "answer": answer,
        "answered_for": guest.activity.starts_at,
        "answered_at": clock.now(),
        "answered_by_id": by.id,
        "pupils": pupils,
        "adult_id": adult_id,
        "version": guest.version + 1,
    }
    change(guest, {"withdrawn_at": None, "left_at": None, "version": guest.version}, values)
    duty.settle(DutyKind.ANSWER_ACTIVITY, guest.id, by=by, outcome=answer.value)


def uninvite_school(guest: ActivityGuest, *, by: Actor) -> None:
    """Whoever invited takes it back, before it begins."""
    _check_open(guest)
    _end(guest, by, "withdrawn_at", "withdrawn")
    record(events.GuestUninvited(**_facts(guest, by, guest.activity.owner_school_id)))


def _end(guest: ActivityGuest, by: Actor, column: str, outcome: str) -> None:
    ended = {column: clock.now(), "version": guest.version + 1}
    change(guest, {"withdrawn_at": None, "left_at": None}, ended)
    duty.settle(DutyKind.ANSWER_ACTIVITY, guest.id, by=by, outcome=outcome)


def tell_who_took_part(guest: ActivityGuest, *, by: Actor, pupils: int) -> None:
    """How many pupils of the invited school were there. It may be corrected."""
    activity = guest.activity
    if activity.starts_at > clock.now():
        raise RuleBroken(None, _("This has not begun yet. Come back when it has taken place."))
    if not guest.is_invited or activity.status in OVER:
        raise NotAllowedNow(_("This did not take place, or your school was not there."))
    claim(guest, {}, {"took_part": pupils, "version": guest.version + 1})
    record(events.GuestTookPart(**_facts(guest, by, guest.school_id), pupils=pupils))


def ask_again(activity: Activity, by: Actor, *, in_series: bool) -> None:
    """Another time: every invited school is asked again. Of a series those that owe nothing yet are asked when it comes near."""
    for guest in queries.list_guests(activity.id):
        owed = duty.settle(DutyKind.ANSWER_ACTIVITY, guest.id, by=by, outcome="moved")
        if owed or not in_series or activity.starts_at <= clock.now() + AHEAD:
            owing.owe_guest_answer(guest)


def owe_missing_answers(activity: Activity) -> None:
    """It comes near: whoever has not answered for this time owes it now."""
    for guest in queries.list_guests(activity.id):
        if guest.standing == Coming.ASKED and not duty.open_duties(DutyKind.ANSWER_ACTIVITY, guest.id):
            owing.owe_guest_answer(guest)


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """A school that is not on this calendar any more is not expected."""
    here = [school.id for school in queries.schools_on_the_calendar(cluster)]
    for guest in queries.list_coming_guests(cluster.id, clock.now(), but_not=here):
        _end(guest, by, "left_at", "left")


def inherit(cluster: Cluster, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID) -> None:
    """The school that took the place of one that left is invited where that one was, and asked itself."""
    old = queries.list_coming_guests(cluster.id, clock.now(), school_id=old_school_id)
    known = queries.rows_of({guest.activity_id for guest in old})
    for guest in old:
        taken = (guest.activity_id, new_school_id) in known or not _stands_free(guest.activity, new_school_id)
        if guest.withdrawn_at is not None or taken:
            continue
        made = ActivityGuest(activity_id=guest.activity_id, school_id=new_school_id, invited_by_id=guest.invited_by_id)
        session().add(made)
        session().flush()
        if guest.activity.series_id is None or guest.activity.starts_at <= clock.now() + AHEAD:
            owing.owe_guest_answer(made)


def follow_leaver(school: School, person_id: uuid.UUID) -> None:
    """Whoever was to be in the room has left the school: it names another, with a new answer."""
    for guest in queries.list_in_the_room(school.id, person_id, clock.now()):
        claim(guest, {}, {"adult_id": None, "answered_for": None, "version": guest.version + 1})
        if not duty.open_duties(DutyKind.ANSWER_ACTIVITY, guest.id):
            owing.owe_guest_answer(guest)


def close_unanswered(activity: Activity, *, by: Actor) -> None:
    """It has begun: an answer would come too late."""
    owing.settle_guests(activity, by=by, outcome="begun")


@every(timedelta(minutes=30))
def close_late_answers() -> None:
    """Every half hour: nobody is asked any more whether they come to what has begun."""
    for activity_id in queries.list_begun_unanswered(clock.now()):
        try:
            perform(close_unanswered, session().get(Activity, activity_id), by=SYSTEM)
        except Refusal:
            session().rollback()


def _facts(guest: ActivityGuest, by: Actor, school_id: uuid.UUID) -> dict[str, Any]:
    facts = owing.facts(guest.activity, by, school_id=school_id)
    return {**facts, "guest_id": guest.id, "guest_school_id": guest.school_id}
