"""Which days do not count as silence: the holidays and closed days that schools have written into their records."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Holiday:
    """A holiday of a school, both days included."""

    name: str
    starts_on: date
    ends_on: date

    @property
    def back_on(self) -> date:
        """The first day after it."""
        return self.ends_on + timedelta(days=1)


@dataclass(frozen=True)
class Holidays:
    """What is known of the holidays of some schools. A school without any is simply taken to be at work."""

    of: Mapping[uuid.UUID, tuple[Holiday, ...]] = field(default_factory=dict)

    def known(self, school_id: uuid.UUID) -> bool:
        """Has the school written any holiday down?"""
        return bool(self.of.get(school_id))

    def on(self, school_id: uuid.UUID, day: date) -> Holiday | None:
        """The holiday that the school is in on this day; of two the one that lasts longer."""
        held = [h for h in self.of.get(school_id, ()) if h.starts_on <= day <= h.ends_on]
        return max(held, key=lambda h: h.ends_on, default=None)

    def days_off(self, school_id: uuid.UUID, first: date, last: date) -> frozenset[int]:
        """The days (as ordinals) from `first` to `last` on which the school is on holiday."""
        found: set[int] = set()
        for holiday in self.of.get(school_id, ()):
            begin, end = max(holiday.starts_on, first), min(holiday.ends_on, last)
            found.update(range(begin.toordinal(), end.toordinal() + 1))
        return frozenset(found)

    def all_off(self, schools: Iterable[uuid.UUID], first: date, last: date) -> frozenset[int]:
        """The days on which every one of these schools is on holiday; none without schools."""
        each = [self.days_off(school_id, first, last) for school_id in schools]
        return frozenset.intersection(*each) if each else frozenset()
