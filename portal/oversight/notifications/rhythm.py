"""When a person is written to: at once, in one mail a day or a week, or not at all; and never in their quiet hours.

Kinds of notices are grouped as people think of them. What keeps an account or children safe, decisions, and what was asked for (a link, a receipt) belong
to no group: they are never held back and cannot be stopped.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from portal.core.i18n import _l
from portal.identity.accounts.models import Person


class Group(StrEnum):
    """What notices are about. `needs` is the mail of the morning about what the person owes; `board` are conversations that their school has a part in,
    `talk` all others on their boards."""

    NEEDS = "needs"
    BOARD = "board"
    TALK = "talk"
    CALENDAR = "calendar"
    SCHOOLS = "schools"
    PROGRAMME = "programme"


class Frequency(StrEnum):
    """How often mail about a group comes."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


_USUAL = {Group.NEEDS: Frequency.DAILY, Group.TALK: Frequency.DAILY}
# What always comes, and why: kinds of notices by how they begin.
_ALWAYS: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("account_", "mail_suspended"), _l("This mail cannot be stopped: it keeps your account safe.")),
    (
        ("safeguarding_", "report_", "concern_", "read_only_"),
        _l("This mail cannot be stopped: it is about keeping children safe."),
    ),
    (
        ("record_", "breach_", "seal_"),
        _l("This mail cannot be stopped: it is about data that people entrust to the portal."),
    ),
    (
        ("results_sent", "outcome_taken_back", "school_verified", "school_rejected", "school_suspended"),
        _l("This mail cannot be stopped: it tells you of a decision about your school."),
    ),
)
_GROUPS = (
    (Group.BOARD, ("thread_", "post_", "reply_", "help_", "news_", "board_", "answer_")),
    (Group.CALENDAR, ("activity_", "activities_", "handoff_", "teacher_of_activity", "delivery_", "reminder")),
    (
        Group.CALENDAR,
        ("visit_", "adult_", "delegate_named", "question_", "questions_", "turn_swap_", "travel_", "guest_"),
    ),
    (
        Group.PROGRAMME,
        (
            "application_",
            "allocation_",
            "clarification_",
            "ineligible_",
            "review",
            "decision_",
            "release_",
            "results_",
            "award_",
            "letter_",
            "condition_",
            "objection_",
            "instalment_",
            "place_",
            "signatures_",
            "signature_",
            "signing_",
            "late_permit_",
            "section_",
            "round_",
        ),
    ),
)


def group_of(kind: str) -> Group | None:
    """The group of a kind of notice; None for what always comes and is never held back."""
    if why_always(kind):
        return None
    return next((group for group, marks in _GROUPS if kind.startswith(marks)), Group.SCHOOLS)


def why_always(kind: str) -> Any:
    """Why mail of this kind cannot be stopped; empty for what can be."""
    return next((why for marks, why in _ALWAYS if kind.startswith(marks)), "")


def usual(group: Group) -> Frequency:
    """How often mail about a group comes to whoever has said nothing."""
    return _USUAL.get(group, Frequency.AT_ONCE)


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
