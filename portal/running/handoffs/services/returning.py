"""Done, passed back, or no longer needed."""

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _, _l
from portal.core.workflow import change
from portal.running.activities import services as activities
from portal.running.handoffs import events
from portal.running.handoffs.models import AskStatus, Handoff, HandoffState
from portal.running.handoffs.services import out_of_class, owing
from portal.running.handoffs.workflow import STATE

NOT_TAKEN = _l("Only an activity that somebody has taken on can be marked as done here.")
DONE_ALREADY = _l("This was marked as done already. Thank you.")
SAY_FIRST = _l("Say first that it took place; then pass it back.")


def deliver_handoff(handoff: Handoff, *, by: Actor, pupil_count: int | None = None, words: str = "") -> None:
    """The stand-in says that it took place: that counts for the owner school. It may begin by this, if the clock was slower."""
    activity = owing.activity_of(handoff)
    if activity is None or not handoff.is_taken or handoff.accepted_school_id is None:
        raise NotAllowedNow(str(NOT_TAKEN))
    if handoff.state == HandoffState.OPEN:
        STATE.advance(handoff, "begin")
        out_of_class.let_it_stand(handoff, by=by, outcome="its_time_came")
    if handoff.state != HandoffState.ACTIVE or handoff.delivered_at is not None:
        raise NotAllowedNow(str(DONE_ALREADY))
    activities.deliver_activity(
        activity,
        by=by,
        for_owner=True,
        school_id=handoff.accepted_school_id,
        pupil_count=pupil_count,
        words=words,
    )
    note_delivered(handoff, by)


def why_not_delivered(handoff: Handoff) -> str:
    """In words why the stand-in cannot say now that it took place; empty when it can."""
    activity = owing.activity_of(handoff)
    if activity is None or not handoff.is_taken:
        return str(NOT_TAKEN)
    if handoff.delivered_at is not None or handoff.state not in (HandoffState.OPEN, HandoffState.ACTIVE):
        return str(DONE_ALREADY)
    return activities.why_not_delivered(activity, for_owner=True)


def why_not_handed_back(handoff: Handoff) -> str:
    """In words why it cannot be passed back now; empty when it can."""
    if handoff.state == HandoffState.HANDED_BACK:
        return _("This was passed back already. Thank you.")
    activity = owing.activity_of(handoff)
    if handoff.delivered_at is None and activity is not None and activity.starts_at > clock.now():
        return _("This has not begun yet. Come back when it has taken place.")
    if handoff.delivered_at is None:
        return str(SAY_FIRST)
    return "" if STATE.allows(handoff, "hand_back") else _("This can no longer be passed back.")


def note_delivered(handoff: Handoff, by: Actor) -> None:
    """It is done; what is left is to pass it back."""
    change(handoff, {"delivered_at": None}, owing.grown(handoff, delivered_at=clock.now()))
    owing.owe_hand_back(handoff)
    record(events.HandoffDelivered(**owing.facts(handoff, by, school_id=handoff.accepted_school_id)))


def hand_back(handoff: Handoff, *, by: Actor, debrief: str = "", next_step: str = "") -> None:
    """Pass it back, with one optional sentence on how it went and what comes next. The stand-in's rights end."""
    if handoff.state == HandoffState.ACTIVE and handoff.delivered_at is None:
        raise RuleBroken(None, str(SAY_FIRST))
    done = {"handed_back_at": clock.now(), "debrief": debrief, "next_step": next_step}
    STATE.advance(handoff, "hand_back", **owing.grown(handoff, **done))
    duty.settle(DutyKind.HAND_BACK, handoff.id, by=by, outcome="handed_back")
    record(events.HandoffHandedBack(**owing.facts(handoff, by, school_id=handoff.accepted_school_id)))


def withdraw_handoff(handoff: Handoff, *, by: Actor, give_back: bool = True) -> None:
    """A stand-in is no longer needed: the owner school owes it again (unless nothing is owed any more), and all are told."""
    stand_in = handoff.accepted_school_id
    STATE.advance(handoff, "withdraw", **owing.grown(handoff))
    out_of_class.settle_release(handoff, by=by, outcome="withdrawn")
    owing.settle_asks(handoff, by=by, outcome="withdrawn", others=AskStatus.WITHDRAWN)
    owing.settle_stand_in_reply(handoff, by=by, outcome="withdrawn")
    activity = owing.activity_of(handoff)
    if give_back:
        owing.return_to_owner(handoff)
    if activity is not None:
        activities.uncover_activity(activity, by=by, give_back=give_back)
    record(events.HandoffWithdrawn(**owing.facts(handoff, by), stand_in_school_id=stand_in))
