"""What is done with evidence and letters of support."""

from portal.forming.evidence.services.headings import add_heading, change_heading
from portal.forming.evidence.services.items import add_item, change_item, fulfil_intention, withdraw_item
from portal.forming.evidence.services.statements import (
    ask_again,
    ask_statement,
    decline_statement,
    expire_statement,
    give_statement,
    remind_of_lapsed,
    take_back_statement,
    text_to_vouch_for,
    withdraw_statement,
)

__all__ = [
    "add_heading",
    "add_item",
    "ask_again",
    "ask_statement",
    "change_heading",
    "change_item",
    "decline_statement",
    "expire_statement",
    "fulfil_intention",
    "give_statement",
    "remind_of_lapsed",
    "take_back_statement",
    "text_to_vouch_for",
    "withdraw_item",
    "withdraw_statement",
]
