"""Verbs of decisions, conditions and awards."""

from portal.applying.awards.services.awards import (
    accept_award,
    close_award,
    decline_award,
    lapse_award,
    on_close,
    on_resume,
    on_start,
    on_suspend,
    remind_of_award,
    resume_award,
    start_if_ready,
    suspend_award,
)
from portal.applying.awards.services.awards import is_open as still_open
from portal.applying.awards.services.by_link import accept_by_link, send_acceptance_code, write_to_head
from portal.applying.awards.services.conditions import (
    judge_condition,
    move_condition,
    remind_of_condition,
    report_condition,
    tell_of_late_condition,
)
from portal.applying.awards.services.decisions import (
    WITH_AWARD,
    check_letter,
    follows,
    record_decision,
    release_decision,
    stop_decision,
    take_back,
)
from portal.applying.awards.services.leavers import follow_change
from portal.applying.awards.services.letters import appeal_words
from portal.applying.awards.services.sealing import report_broken_agreement

__all__ = [
    "WITH_AWARD",
    "accept_award",
    "accept_by_link",
    "appeal_words",
    "check_letter",
    "close_award",
    "decline_award",
    "follow_change",
    "follows",
    "judge_condition",
    "lapse_award",
    "move_condition",
    "on_close",
    "on_resume",
    "on_start",
    "on_suspend",
    "record_decision",
    "release_decision",
    "remind_of_award",
    "remind_of_condition",
    "report_broken_agreement",
    "report_condition",
    "resume_award",
    "send_acceptance_code",
    "start_if_ready",
    "still_open",
    "stop_decision",
    "suspend_award",
    "take_back",
    "tell_of_late_condition",
    "write_to_head",
]
