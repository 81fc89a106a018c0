"""Verbs about accounts, one module for each noun."""

from portal.identity.accounts.services.kept_forms import keep_form_for
from portal.identity.accounts.services.passwords import ask_for_reset, choose_password
from portal.identity.accounts.services.people import change_profile, grant_role, make_administrator
from portal.identity.accounts.services.registering import confirm_email, register_account
from portal.identity.accounts.services.sessions import end_all_sessions, end_session
from portal.identity.accounts.services.signing_in import (
    begin_session,
    forgive_try,
    give_second_factor,
    note_failure,
    set_up_second_factor,
    take_try,
    touch_session,
)

__all__ = [
    "ask_for_reset",
    "begin_session",
    "change_profile",
    "choose_password",
    "confirm_email",
    "end_all_sessions",
    "end_session",
    "forgive_try",
    "give_second_factor",
    "grant_role",
    "keep_form_for",
    "make_administrator",
    "note_failure",
    "register_account",
    "set_up_second_factor",
    "take_try",
    "touch_session",
]
