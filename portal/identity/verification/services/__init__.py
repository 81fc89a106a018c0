"""Verbs of verification: decide, look again, vouch, flag, lay evidence in."""

from portal.identity.verification.services.deciding import (
    ask_to_see_again,
    look_at_vouch,
    propose_again,
    reject_school,
    see_school_again,
    verify_school,
)
from portal.identity.verification.services.evidence import add_evidence, take_back_evidence
from portal.identity.verification.services.flagging import (
    flag_school,
    look_at_head,
    look_at_member,
    look_at_register,
    settle_flag,
    settle_member,
)
from portal.identity.verification.services.holding import hide_posts, restore_school, show_posts, suspend_school
from portal.identity.verification.services.vouching import give_vouch, take_back_vouch, write_down_vouch

__all__ = [
    "add_evidence",
    "ask_to_see_again",
    "flag_school",
    "give_vouch",
    "hide_posts",
    "look_at_head",
    "look_at_member",
    "look_at_register",
    "look_at_vouch",
    "propose_again",
    "reject_school",
    "restore_school",
    "see_school_again",
    "settle_flag",
    "settle_member",
    "show_posts",
    "suspend_school",
    "take_back_evidence",
    "take_back_vouch",
    "verify_school",
    "write_down_vouch",
]
