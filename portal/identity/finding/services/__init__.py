"""Verbs about being found: keep the listing, say whether one is looking, note signs of life."""

from portal.identity.finding.services.listing import keep_listing, list_new_schools
from portal.identity.finding.services.looking import end_looking, say_looking
from portal.identity.finding.services.signs import note_quiet, note_reply_times, note_signs_of_life

__all__ = [
    "end_looking",
    "keep_listing",
    "list_new_schools",
    "note_quiet",
    "note_reply_times",
    "note_signs_of_life",
    "say_looking",
]
