"""Verbs of parts, supporters, feeder links and mentoring."""

from portal.forming.parts.services.following import follow_replacement
from portal.forming.parts.services.mentoring import (
    answer_mentoring,
    begin_mentoring,
    end_mentoring,
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
    "add_part",
    "add_set",
    "answer_mentoring",
    "begin_mentoring",
    "change_part",
    "change_set",
    "end_feeder",
    "end_mentoring",
    "end_supporter",
    "follow_replacement",
    "give_part",
    "log_session",
    "mentors_for",
    "name_supporter",
    "note_feeder",
    "take_part",
]
