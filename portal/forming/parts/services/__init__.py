"""Verbs of parts, supporters, feeder links and mentoring."""

from portal.forming.parts.services.following import follow_replacement
from portal.forming.parts.services.mentoring import (
    ASK_BEFORE,
    answer_mentoring,
    ask_about_the_end,
    begin_mentoring,
    end_mentoring,
    go_on,
    log_session,
    mentors_for,
)
from portal.forming.parts.services.playing import (
    end_feeder,
    end_supporter,
    give_part,
    name_supporter,
    note_feeder,
    take_part,
)
from portal.forming.parts.services.rules import add_part, add_set, change_part, change_set

__all__ = [
    "ASK_BEFORE",
    "add_part",
    "add_set",
    "answer_mentoring",
    "ask_about_the_end",
    "begin_mentoring",
    "change_part",
    "change_set",
    "end_feeder",
    "end_mentoring",
    "end_supporter",
    "follow_replacement",
    "give_part",
    "go_on",
    "log_session",
    "mentors_for",
    "name_supporter",
    "note_feeder",
    "take_part",
]
