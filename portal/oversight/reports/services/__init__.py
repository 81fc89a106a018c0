"""Report, take in hand, hide and show, pass on, close; object and answer; the clock."""

from portal.oversight.reports.services.deciding import (
    answer_appeal,
    appeal,
    hide_thing,
    show_thing,
)
from portal.oversight.reports.services.filing import file_report
from portal.oversight.reports.services.handling import (
    add_note,
    close,
    escalate,
    note_reading,
    pass_on,
    reopen,
    take,
)
from portal.oversight.reports.services.moving import take_over_mediation

__all__ = [
    "add_note",
    "answer_appeal",
    "appeal",
    "close",
    "escalate",
    "file_report",
    "hide_thing",
    "note_reading",
    "pass_on",
    "reopen",
    "show_thing",
    "take",
    "take_over_mediation",
]
