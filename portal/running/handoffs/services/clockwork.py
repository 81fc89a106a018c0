"""What the clock does: begin, lapse, pass back after a week."""

from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.activities import services as activities
from portal.running.handoffs import events, queries
from portal.running.handoffs.models import AskStatus, Handoff
from portal.running.handoffs.services import out_of_class, owing
from portal.running.handoffs.services.returning import hand_back
from portal.running.handoffs.workflow import STATE

SILENCE = timedelta(days=7)


def begin_handoff(handoff: Handoff, *, by: Actor) -> None:
    """Its time has come, and somebody has taken it on."""
    if not handoff.is_taken:
        raise NotAllowedNow(_("Nobody has taken this on, so it cannot begin."))
    STATE.advance(handoff, "begin", **owing.grown(handoff))
    out_of_class.let_it_stand(handoff, by=by, outcome="its_time_came")
    record(events.HandoffBegun(**owing.facts(handoff, by, school_id=handoff.accepted_school_id)))


def lapse_handoff(handoff: Handoff, *, by: Actor) -> None:
    """Its time went by and nobody could: the activity did not take place, or the reply is overdue with its owner. Said kindly."""
    if handoff.is_taken:
        raise NotAllowedNow(_("Somebody has taken this on."))
    STATE.advance(handoff, "lapse", **owing.grown(handoff))
    owing.settle_asks(handoff, by=by, outcome="lapsed", others=AskStatus.WITHDRAWN)
    owing.return_to_owner(handoff)
    activity = owing.activity_of(handoff)
    if activity is not None:
        activities.uncover_activity(activity, by=by)
        if activity.allows("miss"):
            activities.miss_activity(activity, by=by)
    record(events.HandoffLapsed(**owing.facts(handoff, by)))


def hand_back_after_silence(handoff: Handoff, *, by: Actor) -> None:
    """A week after it was done, or was over without a word, it is with the owner school again, debrief or not.

    Without a word the owner school is asked again whether it took place; the stand-in owes nothing more.
    """
    if handoff.delivered_at is not None:
        hand_back(handoff, by=by)
        return
    STATE.advance(handoff, "hand_back", **owing.grown(handoff, handed_back_at=clock.now()))
    activity = owing.activity_of(handoff)
    if activity is not None:
        activities.settle_stand_in(activity, by=by, outcome="without_a_word")
        duty.resume(DutyKind.DELIVER_ACTIVITY, activity.id, school_id=activity.owner_school_id)
    record(events.HandoffHandedBack(**owing.facts(handoff, by, school_id=handoff.accepted_school_id)))


@every(timedelta(minutes=15))
def keep_handoffs_moving() -> None:
    """Every quarter of an hour: what has begun, what nobody could take on, what was done a week ago."""
    for handoff in queries.list_to_begin():
        perform(begin_handoff, handoff, by=SYSTEM)
    for handoff in queries.list_to_lapse():
        perform(lapse_handoff, handoff, by=SYSTEM)
    for handoff in queries.list_to_hand_back(clock.now() - SILENCE):
        perform(hand_back_after_silence, handoff, by=SYSTEM)
