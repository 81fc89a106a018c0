"""Asking for a stand-in: for an activity, or for a reply that is owed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.policy import SignedIn
from portal.running.activities import services as activities
from portal.running.activities.models import Activity
from portal.running.board.models import Thread
from portal.running.handoffs import events, queries
from portal.running.handoffs.models import Filling, Handoff, HandoffState, Pack, Reason, Rung, Whom
from portal.running.handoffs.services import owing
from portal.running.handoffs.services.answering import take_on
from portal.running.handoffs.workflow import FILLING


def ask_for_activity(
    activity: Activity,
    *,
    by: Actor,
    whom: Whom,
    reason: Reason,
    pack: Pack,
    in_series: bool = False,
    also: tuple[uuid.UUID, ...] = (),
) -> Handoff:
    """Ask for a stand-in for an activity. On the day itself everyone is asked at once."""
    if words := why_not_ask(activity):
        raise NotAllowedNow(words)
    asked, person_id = _asked(activity.cluster_id, activity.owner_school_id, whom, needed_at=activity.starts_at)
    if _is_today(activity) and not whom.everyone:
        everyone = queries.list_candidates(activity.cluster_id, owner_school_id=activity.owner_school_id)
        asked, person_id = list(dict.fromkeys([*asked, *queries.home_schools(everyone)])), None
    handoff = _open(
        by,
        asked,
        person_id,
        activity_id=activity.id,
        cluster_id=activity.cluster_id,
        owner_school_id=activity.owner_school_id,
        title=activity.title,
        needed_at=activity.starts_at,
        reason=reason,
        told={"in_series": in_series, "also": also},
        **asdict(pack),
    )
    activities.ask_for_cover(activity)
    return handoff


def why_not_ask(activity: Activity) -> str:
    """Why no stand-in can be asked for; empty when one can be. It only reads."""
    if not activity.allows("change") or activity.ends_at <= clock.now():
        return _("This activity is over or was cancelled, so no stand-in is needed.")
    if queries.unfinished_for_activity(activity.id) is not None:
        return _("A stand-in has been asked for already.")
    return ""


def ask_for_reply(
    thread: Thread, *, by: Actor, owner_school_id: uuid.UUID, whom: Whom, reason: Reason, pack: Pack
) -> Handoff:
    """Ask another school to answer for the one that owes the reply."""
    owed = next((d for d in duty.open_duties(DutyKind.REPLY, thread.id) if d.school_id == owner_school_id), None)
    if owed is None:
        raise NotAllowedNow(_("This reply is no longer needed. Someone may have answered."))
    if any(h.owner_school_id == owner_school_id for h in queries.list_unfinished_for_thread(thread.id)):
        raise RuleBroken(None, _("A stand-in has been asked for already."))
    asked, person_id = _asked(thread.cluster_id, owner_school_id, whom, but_not=owed.asked_by_school_id)
    handoff = _open(
        by,
        asked,
        person_id,
        thread_id=thread.id,
        duty_id=owed.id,
        cluster_id=thread.cluster_id,
        owner_school_id=owner_school_id,
        title=thread.title,
        needed_at=owing.due_of_reply(owed.due_at),
        reason=reason,
        **asdict(pack),
    )
    owing.suspend_owner(handoff)
    return handoff


def record_swap(activity: Activity, *, by: SignedIn, school_id: uuid.UUID, person_id: uuid.UUID, pack: Pack) -> Handoff:
    """Two teachers have agreed between themselves: the asking and the yes are written down in one step, by either of them.

    The yes is that of the teacher who comes; `by` is that teacher, or someone of the owner school.
    """
    if by.id != person_id and activity.owner_school_id not in by.memberships:
        raise RuleBroken("teacher", _("You can write down only what you have agreed yourself."))
    whom = Whom(school_id=school_id, person_id=person_id)
    if words := why_not_ask(activity):
        raise NotAllowedNow(words)
    asked, _person = _asked(activity.cluster_id, activity.owner_school_id, whom)
    handoff = _open(
        by,
        asked,
        person_id,
        activity_id=activity.id,
        cluster_id=activity.cluster_id,
        owner_school_id=activity.owner_school_id,
        title=activity.title,
        needed_at=activity.starts_at,
        reason=Reason.OTHER,
        **asdict(pack),
    )
    activities.ask_for_cover(activity)
    take_on(handoff, handoff.asks[0], by=by, person_id=person_id)
    return handoff


def ask_others(handoff: Handoff, *, by: Actor, whom: Whom) -> None:
    """Ask further schools while nobody has taken it on."""
    if handoff.state != HandoffState.OPEN:
        raise NotAllowedNow(_("This is over, so nobody else can be asked."))
    asked, person_id = _asked(handoff.cluster_id, handoff.owner_school_id, whom, needed_at=handoff.needed_at)
    waiting = {ask.school_id for ask in handoff.asks if ask.status == "asked"}
    fresh = [school_id for school_id in asked if school_id not in waiting]
    if not fresh:
        raise RuleBroken("whom", _("Every one of these schools is being asked already."))
    FILLING.advance(handoff, "ask_again", **owing.grown(handoff))
    for one in duty.open_duties(DutyKind.ANSWER_HANDOFF, handoff.id):
        if one.school_id is None:
            duty.close(one, by=by, outcome="asked_others")
    owing.ask_schools(handoff, fresh, person_id=person_id)
    record(events.HandoffAsked(**owing.facts(handoff, by), asked_school_ids=tuple(fresh)))


def _asked(
    cluster_id: uuid.UUID,
    owner_school_id: uuid.UUID,
    whom: Whom,
    *,
    but_not: uuid.UUID | None = None,
    needed_at: datetime | None = None,
) -> tuple[list[uuid.UUID], uuid.UUID | None]:
    """The schools to ask, and the one person where one is named. Who is not free in that week is asked only by name, or when nobody else is left."""
    candidates = queries.list_candidates(cluster_id, owner_school_id=owner_school_id)
    if whom.everyone:
        found = [c.id for c in candidates if (whom.with_partners or not c.is_partner) and c.id != but_not]
        if not found:
            raise RuleBroken("whom", _("There is no other school to ask yet."))
        away = queries.away_that_week(cluster_id, needed_at)
        return [school_id for school_id in found if school_id not in away] or found, None
    if whom.school_id not in {c.id for c in candidates}:
        raise RuleBroken("whom", _("Choose a school of this cluster, other than your own."))
    if whom.person_id is not None and not queries.is_member(whom.person_id, whom.school_id):
        raise RuleBroken("whom", _("The back-up teacher is no longer at that school. Choose a school instead."))
    return [whom.school_id], whom.person_id


def _open(
    by: Actor,
    asked: Sequence[uuid.UUID],
    person_id: uuid.UUID | None,
    *,
    told: Mapping[str, Any] = MappingProxyType({}),
    **values: Any,
) -> Handoff:
    rung = Rung.BACK_UP if person_id is not None else Rung.SCHOOLS
    handoff = Handoff(
        state=HandoffState.OPEN, filling=Filling.ASKED, asked_by_id=by.id, rung=rung, rung_at=clock.now(), **values
    )
    session().add(handoff)
    session().flush()
    owing.ask_schools(handoff, asked, person_id=person_id)
    record(events.HandoffAsked(**owing.facts(handoff, by), asked_school_ids=tuple(asked), **told))
    return handoff


def _is_today(activity: Activity) -> bool:
    zone = ZoneInfo(activity.zone)
    return activity.starts_at.astimezone(zone).date() == clock.now().astimezone(zone).date()
