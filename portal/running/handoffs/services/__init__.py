"""Verbs about handoffs: ask, accept, decline, give up, withdraw, deliver, hand back; what the clock does; what follows from other rooms."""

from portal.running.handoffs.services.answering import accept_handoff, decline_handoff, give_up_handoff
from portal.running.handoffs.services.asking import (
    ask_for_activity,
    ask_for_reply,
    ask_others,
    record_swap,
    why_not_ask,
)
from portal.running.handoffs.services.climbing import climb, climb_ladders, say_hours_of_rungs
from portal.running.handoffs.services.clockwork import (
    begin_handoff,
    hand_back_after_silence,
    keep_handoffs_moving,
    lapse_handoff,
)
from portal.running.handoffs.services.dates import (
    Taken,
    accept_dates,
    ask_for_dates,
    dates_to_ask,
    decline_dates,
    sisters_for,
)
from portal.running.handoffs.services.following import (
    finish_answered_reply,
    follow_call_off,
    follow_delivery,
    follow_inheritance,
    follow_move,
    follow_pass_on,
    follow_release,
)
from portal.running.handoffs.services.leavers import follow_leaver
from portal.running.handoffs.services.offering import offer_to_stand_in, withdraw_offer
from portal.running.handoffs.services.querying import query_handoff
from portal.running.handoffs.services.releasing import (
    agree_by_link,
    agree_by_mail,
    agree_release,
    chase_releases,
    may_agree,
    note_release_late,
    refuse_by_link,
    refuse_by_mail,
    refuse_release,
    say_release_rule,
    write_for_release,
)
from portal.running.handoffs.services.returning import (
    deliver_handoff,
    hand_back,
    why_not_delivered,
    why_not_handed_back,
    withdraw_handoff,
)

__all__ = [
    "Taken",
    "accept_dates",
    "accept_handoff",
    "agree_by_link",
    "agree_by_mail",
    "agree_release",
    "ask_for_activity",
    "ask_for_dates",
    "ask_for_reply",
    "ask_others",
    "begin_handoff",
    "chase_releases",
    "climb",
    "climb_ladders",
    "dates_to_ask",
    "decline_dates",
    "decline_handoff",
    "deliver_handoff",
    "finish_answered_reply",
    "follow_call_off",
    "follow_delivery",
    "follow_inheritance",
    "follow_leaver",
    "follow_move",
    "follow_pass_on",
    "follow_release",
    "give_up_handoff",
    "hand_back",
    "hand_back_after_silence",
    "keep_handoffs_moving",
    "lapse_handoff",
    "may_agree",
    "note_release_late",
    "offer_to_stand_in",
    "query_handoff",
    "record_swap",
    "refuse_by_link",
    "refuse_by_mail",
    "refuse_release",
    "say_hours_of_rungs",
    "say_release_rule",
    "sisters_for",
    "why_not_ask",
    "why_not_delivered",
    "why_not_handed_back",
    "withdraw_handoff",
    "withdraw_offer",
    "write_for_release",
]
