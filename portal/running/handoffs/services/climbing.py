"""While nobody has taken it on, the next are asked: back-up teacher, all schools, coordinator, the lead school's head, partner schools, programme."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, Refusal, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.workflow import change
from portal.identity.terms.queries import years_of
from portal.running.handoffs import events, ladder, queries
from portal.running.handoffs.models import AskStatus, Filling, Handoff, HandoffState, Rung, RungHours
from portal.running.handoffs.services import owing
from portal.running.handoffs.workflow import FILLING


def climb(handoff: Handoff, *, by: Actor) -> None:
    """Ask the next rung. Those who were asked before stay asked: the first yes wins, wherever it comes from."""
    following = ladder.after(handoff.rung)
    if (
        following is None
        or handoff.state != HandoffState.OPEN
        or handoff.filling not in (Filling.ASKED, Filling.UNFILLED)
    ):
        raise NotAllowedNow(_("Somebody has taken this on already."))
    change(handoff, {"rung": handoff.rung}, owing.grown(handoff, rung=following, rung_at=clock.now()))
    asked = _newly_asked(handoff, following)
    if asked:
        FILLING.advance(handoff, "ask_again", **owing.grown(handoff))
        owing.ask_schools(handoff, asked)
        record(events.HandoffAsked(**owing.facts(handoff, by), asked_school_ids=tuple(asked)))
    if following == Rung.COORDINATOR and not _is_with_the_coordinator(handoff):
        owing.owe_finding(handoff)
    record(events.HandoffEscalated(**owing.facts(handoff, by), rung=following))


def _newly_asked(handoff: Handoff, rung: Rung) -> list[uuid.UUID]:
    """The schools that this rung brings in and that were never asked."""
    if rung not in (Rung.SCHOOLS, Rung.PARTNERS):
        return []
    known = {ask.school_id for ask in handoff.asks}
    activity = owing.activity_of(handoff)
    partner = activity.partner_school_id if activity is not None else None
    candidates = queries.list_candidates(handoff.cluster_id, owner_school_id=handoff.owner_school_id)
    wanted = [one.id for one in candidates if one.is_partner == (rung == Rung.PARTNERS)]
    known |= queries.away_that_week(handoff.cluster_id, handoff.needed_at)
    return [one for one in wanted if one not in known and one != partner]


def _is_with_the_coordinator(handoff: Handoff) -> bool:
    return any(owed.school_id is None for owed in duty.open_duties(DutyKind.ANSWER_HANDOFF, handoff.id))


@every(timedelta(minutes=15))
def climb_ladders() -> int:
    """Every quarter of an hour: those on which the rung was waited on long enough. Answers how many climbed."""
    hours, at, climbed = queries.hours_of_rungs(), clock.now(), 0
    for handoff in queries.list_to_climb():
        asked = [ask.school_id for ask in handoff.asks if ask.status == AskStatus.ASKED]
        since = handoff.rung_at or handoff.created_at
        years = years_of(asked, since.date(), at.date())
        due = ladder.next_at(handoff.rung, since, handoff.needed_at, years, hours)
        if due is None or due > at:
            continue
        try:
            perform(climb, handoff, by=SYSTEM)
            climbed += 1
        except Refusal:
            session().rollback()
    return climbed


def say_hours_of_rungs(*, by: Actor, hours: dict[Rung, int]) -> None:
    """The programme says how long each rung is waited on, in hours of school days."""
    held = session()
    for rung, number in sorted(hours.items()):
        if not 1 <= number <= 240:
            raise RuleBroken(rung.value, _("Enter a number from 1 to 240."))
        row = held.scalar(sa.select(RungHours).where(RungHours.rung == rung))
        if row is None:
            held.add(RungHours(rung=rung, hours=number))
        else:
            row.hours = number
    held.flush()
    record(events.RungHoursSaid(by_id=by.id))
