"""Finding activities, series of them, and what calendars and feeds show."""

from portal.running.activities.queries.calendars import (
    MOST_ENTRIES,
    Entry,
    list_entries,
    list_upcoming,
)
from portal.running.activities.queries.feeds import (
    MOST_IN_A_FEED,
    FeedEntry,
    FeedState,
    calendars_open_to,
    cluster_name,
    feed_state,
    find_feed,
    get_feed,
    list_feeds,
    list_for_feed,
)
from portal.running.activities.queries.finding import (
    get_activity,
    list_future_of_school,
    list_said_by_one_before,
    owed_answers,
    with_everything,
)
from portal.running.activities.queries.people import (
    ON_THE_CALENDAR,
    list_teachers,
    schools_of_teacher,
    schools_on_the_calendar,
    twins_of,
)
from portal.running.activities.queries.series import (
    list_coming_near,
    list_of_series,
    list_to_remind,
)

__all__ = [
    "MOST_ENTRIES",
    "MOST_IN_A_FEED",
    "ON_THE_CALENDAR",
    "Entry",
    "FeedEntry",
    "FeedState",
    "calendars_open_to",
    "cluster_name",
    "feed_state",
    "find_feed",
    "get_activity",
    "get_feed",
    "list_coming_near",
    "list_entries",
    "list_feeds",
    "list_for_feed",
    "list_future_of_school",
    "list_of_series",
    "list_said_by_one_before",
    "list_teachers",
    "list_to_remind",
    "list_upcoming",
    "owed_answers",
    "schools_of_teacher",
    "schools_on_the_calendar",
    "twins_of",
    "with_everything",
]
