"""Verbs about applications: start, write, sign, submit, withdraw, lapse."""

from portal.applying.applications.services.by_link import (
    decline_by_link,
    head_of,
    send_code,
    sign_by_link,
    write_to_head,
)
from portal.applying.applications.services.closing import lapse, undo_withdrawal, withdraw
from portal.applying.applications.services.outages import note_pulse, proposal
from portal.applying.applications.services.permits import (
    ask_permit,
    extend_for_all,
    follow_later_deadline,
    grant_permit,
    refuse_permit,
)
from portal.applying.applications.services.sealing import report_broken_seal
from portal.applying.applications.services.signing import (
    ask_again,
    ask_signatures,
    cancel_signing,
    decline_to_sign,
    open_all_sections,
    sign,
    what_can_be_named,
)
from portal.applying.applications.services.starting import start_application
from portal.applying.applications.services.submitting import edit_again, in_time, submit
from portal.applying.applications.services.working import be_in_section, name_writer
from portal.applying.applications.services.writing import (
    assign_section,
    choose_language,
    choose_theme,
    save_section,
)

__all__ = [
    "ask_again",
    "ask_permit",
    "ask_signatures",
    "assign_section",
    "be_in_section",
    "cancel_signing",
    "choose_language",
    "choose_theme",
    "decline_by_link",
    "decline_to_sign",
    "edit_again",
    "extend_for_all",
    "follow_later_deadline",
    "grant_permit",
    "head_of",
    "in_time",
    "lapse",
    "name_writer",
    "note_pulse",
    "open_all_sections",
    "proposal",
    "refuse_permit",
    "report_broken_seal",
    "save_section",
    "send_code",
    "sign",
    "sign_by_link",
    "start_application",
    "submit",
    "undo_withdrawal",
    "what_can_be_named",
    "withdraw",
    "write_to_head",
]
