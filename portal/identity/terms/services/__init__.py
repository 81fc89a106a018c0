"""What a school and its authority say of the year."""

from portal.identity.terms.services.authorities import (
    add_authority_dates,
    follow_authority,
    remove_authority_dates,
    stop_following,
)
from portal.identity.terms.services.copying import copy_from_school, copy_last_year, last_year_of
from portal.identity.terms.services.hours import say_hours
from portal.identity.terms.services.importing import keep_reading, take_dates

__all__ = [
    "add_authority_dates",
    "copy_from_school",
    "copy_last_year",
    "follow_authority",
    "keep_reading",
    "last_year_of",
    "remove_authority_dates",
    "say_hours",
    "stop_following",
    "take_dates",
]
