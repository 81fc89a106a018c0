"""Verbs about the record of a school."""

from portal.identity.profiles.services.beginning import begin_record
from portal.identity.profiles.services.changing import (
    Tags,
    add_award,
    add_period,
    change_part,
    check_record,
    forget_ended_awards,
    remove_award,
    remove_period,
)
from portal.identity.profiles.services.looking import say_looking
from portal.identity.profiles.services.tagging import set_tags

__all__ = [
    "Tags",
    "add_award",
    "add_period",
    "begin_record",
    "change_part",
    "check_record",
    "forget_ended_awards",
    "remove_award",
    "remove_period",
    "say_looking",
    "set_tags",
]
