"""What other rooms' facts mean for a handoff. Called by the table of subscriptions, inside the same transaction."""

import uuid
from datetime import datetime

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.events import record
from portal.core.workflow import claim
from portal.forming.clusters.models import Cluster
from portal.running.activities import services as activities
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Post
from portal.running.handoffs import events, queries
from portal.running.handoffs.models import AskStatus, Handoff, HandoffState, Reason
from portal.running.handoffs.services import out_of_class, owing
from portal.running.handoffs.services.answering import give_up_handoff
from portal.running.handoffs.services.returning import note_delivered, withdraw_handoff
from portal.running.handoffs.workflow import FILLING, STATE


def follow_move(activity_id: uuid.UUID, starts_at: datetime, *, by: Actor) -> None:
    """The activity has another time: so has its handoff, and who stands in is told."""
    handoff = queries.unfinished_for_activity(activity_id)
    if handoff is None:
        return
    claim(handoff, {}, owing.grown(handoff, needed_at=starts_at))
    facts = owing.facts(handoff, by, school_id=handoff.accepted_school_id)
    record(events.HandoffMoved(**facts, needed_at=starts_at))
    if handoff.state == HandoffState.OPEN and handoff.is_taken and handoff.accepted_school_id is not None:
        _agree_anew(handoff, handoff.accepted_school_id, by)


def _agree_anew(handoff: Handoff, school_id: uuid.UUID, by: Actor) -> None:
    """The head gave (or was asked for) another time than this one."""
    out_of_class.let_it_stand(handoff, by=by, outcome="moved")
    activity = owing.activity_of(handoff)
    terms = out_of_class.terms_of_release(activity, school_id=school_id, person_id=handoff.accepted_by_id)
    if terms is None:
        return
    FILLING.advance(handoff, "ask_release", **owing.grown(handoff, **terms))
    out_of_class.owe_release(handoff)
    record(events.HandoffReleaseAsked(**owing.facts(handoff, by, school_id=school_id)))


def follow_call_off(activity_id: uuid.UUID, *, by: Actor) -> None:
    """The activity was called off, or did not take place: no stand-in is needed."""
    handoff = queries.unfinished_for_activity(activity_id)
    if handoff is None:
        return
    if handoff.state == HandoffState.OPEN:
        withdraw_handoff(handoff, by=by, give_back=False)
    else:
        _end(handoff, by)


def follow_delivery(activity_id: uuid.UUID, *, by: Actor) -> None:
    """The owner's side said itself that it took place: whoever stood in passes it back; whoever was only asked is thanked."""
    handoff, activity = queries.unfinished_for_activity(activity_id), session().get(Activity, activity_id)
    if handoff is None or activity is None or handoff.delivered_at is not None:
        return
    if activity.delivered_owner_at is None and activity.status != ActivityStatus.DELIVERED:
        return
    if not handoff.is_taken:
        withdraw_handoff(handoff, by=by, give_back=False)
        return
    if handoff.state == HandoffState.OPEN:
        STATE.advance(handoff, "begin")
        out_of_class.let_it_stand(handoff, by=by, outcome="its_time_came")
    note_delivered(handoff, by)


def _end(handoff: Handoff, by: Actor) -> None:
    STATE.advance(handoff, "hand_back", **owing.grown(handoff, handed_back_at=clock.now()))
    duty.settle(DutyKind.HAND_BACK, handoff.id, by=by, outcome="called_off")
    record(events.HandoffHandedBack(**owing.facts(handoff, by, school_id=handoff.accepted_school_id)))


def finish_answered_reply(
    thread_id: uuid.UUID, *, by: Actor, school_id: uuid.UUID | None, answered_by: uuid.UUID, post_id: uuid.UUID
) -> None:
    """A reply was given in a thread. By the stand-in: it counts for the owner and ends the handoff. For the owner by anyone else: no stand-in is needed."""
    for handoff in queries.list_unfinished_for_thread(thread_id):
        if handoff.is_filled and handoff.accepted_school_id == answered_by:
            _answered(handoff, by, post_id)
        elif handoff.owner_school_id == school_id:
            withdraw_handoff(handoff, by=by, give_back=False)


def _answered(handoff: Handoff, by: Actor, post_id: uuid.UUID) -> None:
    at = clock.now()
    STATE.advance(handoff, "answer", **owing.grown(handoff, delivered_at=at, handed_back_at=at))
    owing.settle_stand_in_reply(handoff, by=by, outcome="answered")
    if handoff.thread_id is not None:
        duty.settle(DutyKind.REPLY, handoff.thread_id, by=by, outcome="answered_for", school_id=handoff.owner_school_id)
    post = session().get(Post, post_id)
    if post is not None and post.for_school_id is None:
        post.for_school_id = handoff.owner_school_id
    record(events.HandoffAnswered(**owing.facts(handoff, by, school_id=handoff.accepted_school_id)))


def follow_release(thread_id: uuid.UUID, *, by: Actor, school_id: uuid.UUID | None) -> None:
    """The reply of the owner school is no longer needed."""
    for handoff in queries.list_unfinished_for_thread(thread_id):
        if handoff.owner_school_id == school_id:
            withdraw_handoff(handoff, by=by, give_back=False)


def follow_inheritance(cluster_id: uuid.UUID, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    """A school took another's place: what it had asked for is the new school's; what it had taken on is asked again."""
    for handoff in queries.list_unfinished_of_school(cluster_id, old_school_id):
        if handoff.owner_school_id == old_school_id and handoff.activity_id is not None:
            _pass_on(handoff, new_school_id, by)
        elif handoff.accepted_school_id == old_school_id and handoff.state == HandoffState.OPEN:
            give_up_handoff(handoff, by=by)


def _pass_on(handoff: Handoff, new_school_id: uuid.UUID, by: Actor) -> None:
    """The new owner never learns why the old teacher could not, and is not asked to stand in for itself."""
    claim(handoff, {}, owing.grown(handoff, owner_school_id=new_school_id, reason=Reason.OTHER))
    for ask in handoff.asks:
        if ask.school_id == new_school_id and ask.status == AskStatus.ASKED:
            owing.answer_ask(ask, AskStatus.WITHDRAWN, by=by)
            duty.settle(DutyKind.ANSWER_HANDOFF, handoff.id, by=by, outcome="inherited", school_id=new_school_id)


def follow_pass_on(
    cluster: Cluster, *, owed: Duty, from_school_id: uuid.UUID, to_school_id: uuid.UUID, by: Actor
) -> None:
    """What a leaving school owed went to another one: its activities and its standing in go along. Nobody stands in for itself: then the others are asked."""
    if owed.kind in (DutyKind.DELIVER_ACTIVITY, DutyKind.CONFIRM_ACTIVITY):
        activity = session().get(Activity, owed.subject_id)
        if activity is not None:
            activities.pass_on_activity(activity, from_school_id=from_school_id, to_school_id=to_school_id)
    for handoff in queries.list_unfinished_of_school(cluster.id, from_school_id):
        about = (handoff.id, handoff.activity_id, handoff.thread_id)
        if owed.subject_id not in about:
            continue
        if handoff.owner_school_id == from_school_id:
            _pass_on(handoff, to_school_id, by)
        elif handoff.owner_school_id != to_school_id:
            out_of_class.let_it_stand(handoff, by=by, outcome="passed_on")
            claim(handoff, {}, owing.grown(handoff, accepted_school_id=to_school_id, accepted_by_id=None))
        elif handoff.accepted_school_id == from_school_id and handoff.state == HandoffState.OPEN:
            duty.close(owed, by=by, outcome="given_up")
            give_up_handoff(handoff, by=by)
