"""Raise a difficulty, find someone to help, talk, agree, settle; take it back, ask the administrators."""

from portal.running.mediation.services.ending import (
    close,
    escalate,
    give_up,
    move_to_safeguarding,
    on_safeguarding,
    reopen,
    settle,
    withdraw,
)
from portal.running.mediation.services.inheriting import inherit_mediations
from portal.running.mediation.services.raising import (
    agree,
    choose_mediator,
    decline,
    mediate,
    raise_concern,
    stop_mediating,
)
from portal.running.mediation.services.talking import add_step, agree_action, finish_action
from portal.running.mediation.services.voices import voice_of

__all__ = [
    "add_step",
    "agree",
    "agree_action",
    "choose_mediator",
    "close",
    "decline",
    "escalate",
    "finish_action",
    "give_up",
    "inherit_mediations",
    "mediate",
    "move_to_safeguarding",
    "on_safeguarding",
    "raise_concern",
    "reopen",
    "settle",
    "stop_mediating",
    "voice_of",
    "withdraw",
]
