"""Call a meeting, write it down, decide, agree; how often, and what happens when nobody meets."""

from portal.running.meetings.services.acting import close_action, follow_pass_on, note_action
from portal.running.meetings.services.cadence import check_in, find_silent, set_cadence
from portal.running.meetings.services.calling import (
    WRITE_WITHIN,
    When,
    answer,
    call_meeting,
    cancel_meeting,
    follow_leaver,
    follow_seats,
    move_meeting,
    propose_point,
)
from portal.running.meetings.services.deciding import (
    cast_vote,
    close_decision,
    follow_change,
    may_count,
    may_vote_for,
    propose_decision,
    stands,
)
from portal.running.meetings.services.minutes import agree_minutes, is_whole, write_minutes
from portal.running.meetings.services.proposals import withdraw_decision

__all__ = [
    "WRITE_WITHIN",
    "When",
    "agree_minutes",
    "answer",
    "call_meeting",
    "cancel_meeting",
    "cast_vote",
    "check_in",
    "close_action",
    "close_decision",
    "find_silent",
    "follow_change",
    "follow_leaver",
    "follow_pass_on",
    "follow_seats",
    "is_whole",
    "may_count",
    "may_vote_for",
    "move_meeting",
    "note_action",
    "propose_decision",
    "propose_point",
    "set_cadence",
    "stands",
    "withdraw_decision",
    "write_minutes",
]
