"""Verbs about schools: register, confirm, verify, join, name who acts."""

from portal.identity.schools.services.confirmation import (
    ask_for_confirmation,
    confirm_school,
    decline_school,
    make_signatory,
    person_of_head,
    write_to_head,
)
from portal.identity.schools.services.contacts import name_mailbox_contact, review_contacts
from portal.identity.schools.services.deputies import deputy_of, end_deputy
from portal.identity.schools.services.functions import end_contact, name_contact
from portal.identity.schools.services.leaving import (
    complete_leaving,
    end,
    end_membership,
    leave_school,
    on_leaving,
    stay,
)
from portal.identity.schools.services.membership import Move, answer_request, ask_to_join
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
    "Move",
    "answer_request",
    "ask_for_confirmation",
    "ask_for_verification",
    "ask_to_join",
    "complete_leaving",
    "confirm_school",
    "decline_school",
    "deputy_of",
    "edit_school",
    "end",
    "end_contact",
    "end_deputy",
    "end_membership",
    "leave_school",
    "make_findable",
    "make_signatory",
    "make_unfindable",
    "name_contact",
    "name_mailbox_contact",
    "on_leaving",
    "on_registered",
    "person_of_head",
    "register_abroad",
    "register_from_entry",
    "review_contacts",
    "stay",
    "write_to_head",
]
