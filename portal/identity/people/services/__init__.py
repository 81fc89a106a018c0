"""Verbs about people, by those who look after the service: roles, holds, help."""

from portal.identity.people.services.helping import end_sessions, send_reset_link, take_second_factor_away
from portal.identity.people.services.holding import restore, suspend
from portal.identity.people.services.roles import (
    confirm_role,
    propose_role,
    refuse_role,
    withdraw_proposal,
    withdraw_role,
)

__all__ = [
    "confirm_role",
    "end_sessions",
    "propose_role",
    "refuse_role",
    "restore",
    "send_reset_link",
    "suspend",
    "take_second_factor_away",
    "withdraw_proposal",
    "withdraw_role",
]
