"""Verbs about school years."""

from portal.identity.years.services.agreeing import say_no, say_yes, say_yes_by_link
from portal.identity.years.services.confirming import confirm_members, move_members_on
from portal.identity.years.services.delegating import (
    end_deputy,
    end_deputy_by_link,
    may_be_deputy,
    name_deputy,
    name_deputy_by_link,
)
from portal.identity.years.services.opening import ask_head, open_year

__all__ = [
    "ask_head",
    "confirm_members",
    "end_deputy",
    "end_deputy_by_link",
    "may_be_deputy",
    "move_members_on",
    "name_deputy",
    "name_deputy_by_link",
    "open_year",
    "say_no",
    "say_yes",
    "say_yes_by_link",
]
