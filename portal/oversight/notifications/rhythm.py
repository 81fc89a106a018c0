"""When a person is written to: at once, in one mail a day or a week, or not at all; and never in their quiet hours.

Kinds of notices are grouped as people think of them. What keeps an account safe, and what was asked for (a link, a receipt), belongs to no group: it is
never held back.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.identity.accounts.models import Person


class Group(StrEnum):
    """What notices are about. `needs` is the mail of the morning about what the person owes."""

    NEEDS = "needs"
    BOARD = "board"
    CALENDAR = "calendar"
    SCHOOLS = "schools"
    PROGRAMME = "programme"


class Frequency(StrEnum):
    """How often mail about a group comes."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


_NEVER_HELD_BACK = ("account_", "mail_suspended", "read_only_")
_GROUPS = (
    (Group.BOARD, ("thread_", "post_", "reply_", "help_", "news_", "board_", "answer_")),
    (Group.CALENDAR, ("activity_", "activities_", "handoff_", "teacher_of_activity", "delivery_", "reminder")),
    (
        Group.PROGRAMME,
        ("application_", "review", "decision_", "release_", "results_", "award_", "signatures_", "section_", "round_"),
    ),
)


def group_of(kind: str) -> Group | None:
    """The group of a kind of notice; None for what is never held back."""
    if kind.startswith(_NEVER_HELD_BACK):
        return None
    return next((group for group, marks in _GROUPS if kind.startswith(marks)), Group.SCHOOLS)


def due_for(person: Person, at: datetime) -> datetime:
    """When mail that is written now may leave: now, or when the person's quiet hours are over, on their own clocks."""
    begins, ends = person.quiet_from, person.quiet_until
    if begins is None or ends is None or begins == ends:
        return at
    local = at.astimezone(ZoneInfo(person.zone))
    here = local.time()
    is_quiet = begins <= here < ends if begins < ends else here >= begins or here < ends
    if not is_quiet:
        return at
    day = local.date() if here < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, ZoneInfo(person.zone)).astimezone(UTC)
