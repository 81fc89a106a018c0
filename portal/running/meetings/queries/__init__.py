"""Finding meetings, what is open for them, and their days on calendars."""

from portal.running.meetings.queries.days import MeetingDays
from portal.running.meetings.queries.finding import (
    Standing,
    agreeing_meeting,
    get_action,
    get_decision,
    get_meeting,
    list_actions_of,
    list_called,
    list_decisions,
    list_decisions_to_close,
    list_meetings,
    list_open_decisions_of,
    list_silent,
    next_meeting,
    standing_in,
)
from portal.running.meetings.queries.matters import Matter, open_matters, sources

__all__ = [
    "Matter",
    "MeetingDays",
    "Standing",
    "agreeing_meeting",
    "get_action",
    "get_decision",
    "get_meeting",
    "list_actions_of",
    "list_called",
    "list_decisions",
    "list_decisions_to_close",
    "list_meetings",
    "list_open_decisions_of",
    "list_silent",
    "next_meeting",
    "open_matters",
    "sources",
    "standing_in",
]
