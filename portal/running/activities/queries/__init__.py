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
    FeedSchool,
    FeedState,
    Given,
    calendars_open_to,
    feed_state,
    find_feed,
    get_feed,
    list_for_feed,
    schools_in,
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
    rules_of_series,
    times_of_series,
)
from portal.running.activities.queries.within import (
    ClusterName,
    PartnershipOutline,
    SchoolOutline,
    get_cluster_name,
    get_partnership_outline,
    get_school_outline,
)

__all__ = [
    "MOST_ENTRIES",
    "MOST_IN_A_FEED",
    "ON_THE_CALENDAR",
    "ClusterName",
    "Entry",
    "FeedEntry",
    "FeedSchool",
    "FeedState",
    "Given",
    "PartnershipOutline",
    "SchoolOutline",
    "calendars_open_to",
    "feed_state",
    "find_feed",
    "get_activity",
    "get_cluster_name",
    "get_feed",
    "get_partnership_outline",
    "get_school_outline",
    "list_coming_near",
    "list_entries",
    "list_for_feed",
    "list_future_of_school",
    "list_of_series",
    "list_said_by_one_before",
    "list_teachers",
    "list_to_remind",
    "list_upcoming",
    "owed_answers",
    "rules_of_series",
    "schools_in",
    "schools_of_teacher",
    "schools_on_the_calendar",
    "times_of_series",
    "twins_of",
    "with_everything",
]
