"""Yes, no, and not after all."""

import uuid
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import claim
from portal.policy import SignedIn
from portal.running.activities import services as activities
from portal.running.handoffs import events, queries
from portal.running.handoffs.models import AskStatus, Handoff, HandoffAsk, HandoffState, Rung
from portal.running.handoffs.services import out_of_class, owing
from portal.running.handoffs.workflow import FILLING


def accept_handoff(
    handoff: Handoff,
    *,
    by: SignedIn,
    introduction: str = "",
    school_id: uuid.UUID | None = None,
    in_series: bool = False,
    also: tuple[uuid.UUID, ...] = (),
) -> None:
    """Take it on. The first one wins; everyone else is told that it is taken, thank you."""
    ask = _ask_of(handoff, by, school_id)
    if handoff.state != HandoffState.OPEN:
        raise NotAllowedNow(_("This is no longer needed. Thank you for offering."))
    if handoff.accepted_by_id == by.id:
        raise NotAllowedNow(_("You have said yes already, thank you. It is yours."))
    take_on(handoff, ask, by=by, person_id=by.id, introduction=introduction, in_series=in_series, also=also)


def take_on(
    handoff: Handoff,
    ask: HandoffAsk,
    *,
    by: Actor,
    person_id: uuid.UUID,
    introduction: str = "",
    in_series: bool = False,
    also: tuple[uuid.UUID, ...] = (),
) -> None:
    """A teacher of an asked school has it from now on."""
    won = {
        "accepted_by_id": person_id,
        "accepted_school_id": ask.school_id,
        "accepted_at": clock.now(),
        "introduction": introduction,
    }
    activity = owing.activity_of(handoff)
    terms = out_of_class.terms_of_release(activity, school_id=ask.school_id, person_id=person_id)
    command = "accept_on_release" if terms is not None else "accept"
    FILLING.advance(handoff, command, **owing.grown(handoff, **won, **(terms or out_of_class.NOTHING)))
    owing.answer_ask(ask, AskStatus.ACCEPTED, by=by)
    owing.settle_asks(handoff, by=by, outcome="accepted", others=AskStatus.TAKEN)
    if terms is not None:
        out_of_class.owe_release(handoff)
    if activity is not None:
        activities.cover_activity(activity, school_id=ask.school_id, person_id=person_id)
    owing.owe_reply_instead(handoff, school_id=ask.school_id, person_id=person_id)
    facts = owing.facts(handoff, by, school_id=ask.school_id)
    told: dict[str, Any] = {"in_series": in_series, "also": also}
    record(events.HandoffAccepted(**facts, **told, person_id=person_id, release=terms is not None))


def decline_handoff(
    handoff: Handoff,
    *,
    by: SignedIn,
    words: str = "",
    school_id: uuid.UUID | None = None,
    away_that_week: bool = False,
    other_dates: bool = False,
    in_series: bool = False,
) -> None:
    """Say that it is not possible this time. When all have said so, the next are asked, or the coordinator is told.

    `away_that_week`: the school is not free in all that week, so nobody asks it again for it. `other_dates`: it does other dates of the same series; who was
    not asked yet is asked for this one.
    """
    ask = _ask_of(handoff, by, school_id)
    if not handoff.waits_for_an_answer or ask.status != AskStatus.ASKED:
        raise NotAllowedNow(_("No answer is needed any more. Thank you."))
    owing.answer_ask(ask, AskStatus.DECLINED, by=by, words=words, away_that_week=away_that_week)
    duty.settle(DutyKind.ANSWER_HANDOFF, handoff.id, by=by, outcome="declined", school_id=ask.school_id)
    record(events.HandoffDeclined(**owing.facts(handoff, by, school_id=ask.school_id), in_series=in_series))
    if any(other.status == AskStatus.ASKED for other in handoff.asks):
        return
    further = _not_asked_yet(handoff) if ask.person_id is not None or other_dates else []
    if further:
        _ask_further(handoff, further, by, in_series=in_series)
    else:
        _exhaust(handoff, by)


def give_up_handoff(handoff: Handoff, *, by: Actor) -> None:
    """The stand-in cannot after all: the others are asked again, and those who were not asked yet."""
    if handoff.state != HandoffState.OPEN:
        raise NotAllowedNow(_("This has begun or is over, so it can no longer be given up."))
    let_go(handoff, by=by, command="give_up", fact=events.HandoffGivenUp)


def let_go(
    handoff: Handoff,
    *,
    by: Actor,
    command: str,
    fact: type[events.HandoffEvent],
    in_series: bool = False,
    also: tuple[uuid.UUID, ...] = (),
) -> None:
    """The school no longer stands in, by whatever command: everything that its yes moved goes back, and the others are asked again."""
    school_id, person_id = handoff.accepted_school_id, handoff.accepted_by_id
    again = [ask.school_id for ask in handoff.asks if ask.status == AskStatus.TAKEN]
    owing.settle_stand_in_reply(handoff, by=by, outcome="given_up")
    activity = owing.activity_of(handoff)
    if activity is not None:
        activities.uncover_activity(activity, by=by, give_back=False)
        activities.ask_for_cover(activity)
    nobody = {"accepted_by_id": None, "accepted_school_id": None, "accepted_at": None, "introduction": ""}
    FILLING.advance(handoff, command, **owing.grown(handoff, **nobody, **out_of_class.NOTHING))
    out_of_class.settle_release(handoff, by=by, outcome=command)
    for ask in handoff.asks:
        if ask.school_id == school_id:
            owing.answer_ask(ask, AskStatus.DECLINED, by=by)
    record(fact(**owing.facts(handoff, by, school_id=school_id), person_id=person_id, in_series=in_series, also=also))
    again = [*again, *_not_asked_yet(handoff)]
    if again:
        _ask_further(handoff, again, by, in_series=in_series, also=also)
    else:
        _exhaust(handoff, by)


def _ask_of(handoff: Handoff, by: SignedIn, school_id: uuid.UUID | None) -> HandoffAsk:
    if handoff.asked_by_id == by.id and handoff.owner_school_id in by.memberships:
        raise RuleBroken(None, _("You asked for this yourself, so another school has to answer."))
    mine = [ask for ask in handoff.asks if ask.school_id in by.memberships and ask.person_id in (None, by.id)]
    if school_id is not None:
        mine = [ask for ask in mine if ask.school_id == school_id]
    if not mine:
        raise RuleBroken(None, _("Your school was not asked."))
    if len(mine) > 1:
        raise RuleBroken("school", _("Choose the school for which you answer."))
    return mine[0]


def _not_asked_yet(handoff: Handoff) -> list[uuid.UUID]:
    passed_over = {ask.school_id for ask in handoff.asks} | queries.away_that_week(
        handoff.cluster_id, handoff.needed_at
    )
    everyone = queries.list_candidates(handoff.cluster_id, owner_school_id=handoff.owner_school_id)
    return [school_id for school_id in queries.home_schools(everyone) if school_id not in passed_over]


def _ask_further(
    handoff: Handoff,
    school_ids: list[uuid.UUID],
    by: Actor,
    *,
    in_series: bool = False,
    also: tuple[uuid.UUID, ...] = (),
) -> None:
    rung = Rung.SCHOOLS if handoff.rung == Rung.BACK_UP else handoff.rung
    claim(handoff, {}, owing.grown(handoff, rung=rung, rung_at=clock.now()))
    owing.ask_schools(handoff, school_ids)
    told: dict[str, Any] = {"in_series": in_series, "also": also}
    record(events.HandoffAsked(**owing.facts(handoff, by), **told, asked_school_ids=tuple(school_ids)))


def _exhaust(handoff: Handoff, by: Actor) -> None:
    """Everyone has said no: it is the coordinator's to find somebody."""
    FILLING.advance(handoff, "exhaust", **owing.grown(handoff))
    if not any(owed.school_id is None for owed in duty.open_duties(DutyKind.ANSWER_HANDOFF, handoff.id)):
        owing.owe_finding(handoff)
    record(events.HandoffUnfilled(**owing.facts(handoff, by)))
