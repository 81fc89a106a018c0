"""What is done to whole clusters. Each is one act: all of it or nothing."""

from portal.running.reshaping.services.answering import answer
from portal.running.reshaping.services.previews import Preview, preview
from portal.running.reshaping.services.proposing import (
    plan_merge,
    plan_split,
    propose_merge,
    propose_split,
    withdraw,
)
from portal.running.reshaping.services.taking import MOST_TAKEN_OVER, Line, begin_like, read_group, take_group_over
from portal.running.reshaping.services.voices import follow_change, speaks

__all__ = [
    "MOST_TAKEN_OVER",
    "Line",
    "Preview",
    "answer",
    "begin_like",
    "follow_change",
    "plan_merge",
    "plan_split",
    "preview",
    "propose_merge",
    "propose_split",
    "read_group",
    "speaks",
    "take_group_over",
    "withdraw",
]
