"""Several dates of a series at once: asking for them, taking on some or all, saying no to some or all. Each date stays a stand-in of its own."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from portal.core.actors import Actor
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.policy import SignedIn
from portal.running.activities import queries as activities
from portal.running.activities.models import Activity
from portal.running.handoffs import queries
from portal.running.handoffs.models import Handoff, Pack, Reason, Whom
from portal.running.handoffs.services.answering import accept_handoff, decline_handoff
from portal.running.handoffs.services.asking import ask_for_activity


@dataclass(frozen=True)
class Taken:
    """How many dates are the school's now, and for how many somebody was faster."""

    number: int
    missed: int


def ask_for_dates(
    activity: Activity,
    *,
    by: Actor,
    whom: Whom,
    reason: Reason,
    pack: Pack,
    activity_ids: Collection[uuid.UUID] = (),
) -> Handoff:
    """Ask for this activity, and for the other dates of its series that are named. Who is asked is told once. Answers the stand-in of this one."""
    others = [one for one in dates_to_ask(activity) if one.id in set(activity_ids)]
    asked = [ask_for_activity(one, by=by, whom=whom, reason=reason, pack=pack, in_series=True).id for one in others]
    return ask_for_activity(activity, by=by, whom=whom, reason=reason, pack=pack, also=tuple(asked))


def dates_to_ask(activity: Activity) -> Sequence[Activity]:
    """The later dates of its series for which nobody is asked yet."""
    if activity.series_id is None:
        return []
    since = activity.starts_at
    found = activities.list_of_series(activity.series_id, since=since)
    return [
        one
        for one in found
        if one.id != activity.id and one.cover == "none" and one.owner_school_id == activity.owner_school_id
    ]


def accept_dates(
    handoff: Handoff,
    *,
    by: SignedIn,
    handoff_ids: Collection[uuid.UUID] | None = None,
    introduction: str = "",
    school_id: uuid.UUID | None = None,
) -> Taken:
    """Take on these dates (None: this one alone, whatever else is asked). The others of the series that the school was asked for get its no, and go on being
    asked of everybody else. A date that another school took meanwhile is left to it."""
    if handoff_ids is None:
        accept_handoff(handoff, by=by, introduction=introduction, school_id=school_id)
        return Taken(1, 0)
    mine = _mine(handoff, by, school_id)
    wanted = [one for one in mine if one.id in set(handoff_ids)]
    if not wanted:
        raise RuleBroken("dates", _("Tick the dates that you can do, or say no to all of them."))
    free = [one for one in wanted if one.waits_for_an_answer or one.filling == "unfilled"] or wanted[:1]
    for one in free[1:]:
        accept_handoff(one, by=by, introduction=introduction, school_id=school_id, in_series=True)
    also = tuple(one.id for one in free[1:])
    accept_handoff(free[0], by=by, introduction=introduction, school_id=school_id, also=also)
    for one in mine:
        if one not in wanted and one.waits_for_an_answer and _is_asked(one, by, school_id):
            decline_handoff(one, by=by, school_id=school_id, other_dates=True, in_series=True)
    return Taken(len(free), len(set(handoff_ids)) - len(free))


def decline_dates(
    handoff: Handoff,
    *,
    by: SignedIn,
    handoff_ids: Collection[uuid.UUID] | None = None,
    words: str = "",
    school_id: uuid.UUID | None = None,
    away_that_week: bool = False,
) -> None:
    """Say no to these dates (None: to this one alone); the others stay asked."""
    mine = _mine(handoff, by, school_id) if handoff_ids is not None else [handoff]
    wanted = [one for one in mine if handoff_ids is None or one.id in set(handoff_ids)]
    if not wanted:
        raise RuleBroken("dates", _("Tick the dates that you cannot do."))
    for one in wanted:
        told_with_first = one is not wanted[0]
        if one is handoff or _is_asked(one, by, school_id):
            decline_handoff(
                one, by=by, words=words, school_id=school_id, away_that_week=away_that_week, in_series=told_with_first
            )


def sisters_for(handoff: Handoff, by: SignedIn, school_id: uuid.UUID | None = None) -> list[Handoff]:
    """The other dates of the series that this person's school is asked for."""
    return [one for one in queries.list_sisters(handoff) if _is_asked(one, by, school_id)]


def _mine(handoff: Handoff, by: SignedIn, school_id: uuid.UUID | None) -> list[Handoff]:
    return [handoff, *sisters_for(handoff, by, school_id)]


def _is_asked(handoff: Handoff, by: SignedIn, school_id: uuid.UUID | None) -> bool:
    return any(
        ask.status == "asked"
        and ask.school_id in by.memberships
        and ask.person_id in (None, by.id)
        and school_id in (None, ask.school_id)
        for ask in handoff.asks
    )
