"""Signs of life: when someone of the school was last here, how soon it usually answers, and a word before it is left out."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.identity.finding import events, queries
from portal.identity.finding.models import QUIET_AFTER, SchoolListing


def note_signs_of_life(*, by: Actor, seen: Mapping[uuid.UUID, datetime]) -> None:
    """The latest moment at which someone of each school (by its id) was here."""
    for listing in queries.list_rows(list(seen)):
        day = seen[listing.school_id].replace(hour=0, minute=0, second=0, microsecond=0)
        listing.active_at = max(listing.active_at, day)
    session().flush()


def note_reply_times(*, by: Actor, hours: Mapping[uuid.UUID, int]) -> None:
    """How many hours each school (by its id) usually needs to answer."""
    for listing in queries.list_rows(list(hours)):
        listing.reply_hours = hours[listing.school_id]
    session().flush()


def note_quiet(listing: SchoolListing, *, by: Actor) -> None:
    """The school is told once for each silence that it will be left out soon."""
    is_told = listing.quiet_told_at is not None and listing.quiet_told_at > listing.active_at
    if is_told or not listing.is_listed or listing.active_at > clock.now() - QUIET_AFTER:
        return
    listing.quiet_told_at = clock.now()
    record(events.SchoolWentQuiet(by_id=None, school_id=listing.school_id))
