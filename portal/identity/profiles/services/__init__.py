"""Verbs about the record of a school."""

from portal.identity.profiles.services.beginning import begin_record
from portal.identity.profiles.services.looking import say_looking
from portal.identity.profiles.services.tagging import set_tags

__all__ = ["begin_record", "say_looking", "set_tags"]
