"""Verbs about accounts, one module for each noun."""

from portal.identity.accounts.services.addresses import ask_for_new_address, confirm_new_address
from portal.identity.accounts.services.kept_forms import keep_form_for
from portal.identity.accounts.services.passkeys import (
    add_passkey,
    ask_passkey,
    doubt_passkey,
    give_passkey,
    remove_passkey,
    rename_passkey,
    sign_in_with_passkey,
    take_question,
)
from portal.identity.accounts.services.passwords import ask_for_reset, change_password, choose_password
from portal.identity.accounts.services.people import (
    accept_conduct,
    change_profile,
    forget_conduct,
    grant_role,
    make_administrator,
)
from portal.identity.accounts.services.registering import confirm_email, register_account
from portal.identity.accounts.services.second_factor import (
    forget_second_factor,
    give_second_factor,
    new_recovery_codes,
    set_up_second_factor,
    switch_off_second_factor,
    use_recovery_code,
)
from portal.identity.accounts.services.sessions import end_all_sessions, end_session
from portal.identity.accounts.services.signing_in import (
    begin_session,
    know_device,
    note_failure,
    prove_again,
    touch_session,
)

__all__ = [
    "accept_conduct",
    "add_passkey",
    "ask_for_new_address",
    "ask_for_reset",
    "ask_passkey",
    "begin_session",
    "change_password",
    "change_profile",
    "choose_password",
    "confirm_email",
    "confirm_new_address",
    "doubt_passkey",
    "end_all_sessions",
    "end_session",
    "forget_conduct",
    "forget_second_factor",
    "give_passkey",
    "give_second_factor",
    "grant_role",
    "keep_form_for",
    "know_device",
    "make_administrator",
    "new_recovery_codes",
    "note_failure",
    "prove_again",
    "register_account",
    "remove_passkey",
    "rename_passkey",
    "set_up_second_factor",
    "sign_in_with_passkey",
    "switch_off_second_factor",
    "take_question",
    "touch_session",
    "use_recovery_code",
]
