"""Verbs about schools: register, confirm, verify, join, name who acts."""

from portal.identity.schools.services.confirmation import (
    ask_for_confirmation,
    confirm_school,
    decline_school,
    write_to_head,
)
from portal.identity.schools.services.functions import end_contact, name_contact
from portal.identity.schools.services.membership import answer_request, ask_to_join, end_membership, leave_school
from portal.identity.schools.services.registration import (
    Details,
    Head,
    edit_school,
    on_registered,
    register_abroad,
    register_from_entry,
)
from portal.identity.schools.services.verification import ask_for_verification, make_findable, make_unfindable

__all__ = [
    "Details",
    "Head",
    "answer_request",
    "ask_for_confirmation",
    "ask_for_verification",
    "ask_to_join",
    "confirm_school",
    "decline_school",
    "edit_school",
    "end_contact",
    "end_membership",
    "leave_school",
    "make_findable",
    "make_unfindable",
    "name_contact",
    "on_registered",
    "register_abroad",
    "register_from_entry",
    "write_to_head",
]
