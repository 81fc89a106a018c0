"""Verbs of reports and instalments."""

from portal.applying.monitoring.services.calendar import (
    ask_for_report,
    chase_report,
    go_on,
    hold,
    is_open,
    make_calendar,
    move_report,
    stop,
)
from portal.applying.monitoring.services.holding import hold_for_report
from portal.applying.monitoring.services.money import cancel_instalment, pay_instalment, plan_instalment
from portal.applying.monitoring.services.reports import (
    accept_report,
    add_voice,
    return_report,
    submit_report,
    waive_report,
    why_it_waits,
    write_report,
)

__all__ = [
    "accept_report",
    "add_voice",
    "ask_for_report",
    "cancel_instalment",
    "chase_report",
    "go_on",
    "hold",
    "hold_for_report",
    "is_open",
    "make_calendar",
    "move_report",
    "pay_instalment",
    "plan_instalment",
    "return_report",
    "stop",
    "submit_report",
    "waive_report",
    "why_it_waits",
    "write_report",
]
