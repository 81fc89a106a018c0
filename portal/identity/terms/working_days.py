"""Working days of those who apply: no weekend, and no public holiday in any nation of the UK, so that nobody has less time than they were told."""

from datetime import date, datetime, timedelta

from portal.identity.terms.public import NATIONS, public_holidays


def is_working_day(day: date) -> bool:
    """Does everybody work on this day?"""
    return day.weekday() < 5 and not any(day in public_holidays("GB", nation, day.year) for nation in NATIONS)


def working_days_later(at: datetime, days: int) -> datetime:
    """The same time of day (UTC), so many working days later."""
    while days:
        at += timedelta(days=1)
        days -= is_working_day(at.date())
    return at
