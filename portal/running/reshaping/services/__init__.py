"""What is done to whole clusters. Each is one act: all of it or nothing."""

from portal.running.reshaping.services.answering import answer, answers_to_themselves, too_late
from portal.running.reshaping.services.previews import Preview, preview
from portal.running.reshaping.services.proposing import (
    before_carrying_out,
    plan_merge,
    plan_split,
    propose_merge,
    propose_split,
    withdraw,
)
from portal.running.reshaping.services.taking import (
    MOST_TAKEN_OVER,
    Invited,
    Line,
    begin_like,
    fresh_of,
    invite_list,
    read_group,
    room_for,
    take_group_over,
)
from portal.running.reshaping.services.voices import follow_change, speaks

__all__ = [
    "MOST_TAKEN_OVER",
    "Invited",
    "Line",
    "Preview",
    "answer",
    "answers_to_themselves",
    "before_carrying_out",
    "begin_like",
    "follow_change",
    "fresh_of",
    "invite_list",
    "plan_merge",
    "plan_split",
    "preview",
    "propose_merge",
    "propose_split",
    "read_group",
    "room_for",
    "speaks",
    "take_group_over",
    "too_late",
    "withdraw",
]
