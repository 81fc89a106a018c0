"""What the modules of the demonstration world hand on to one another."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from portal import who
from portal.core import clock, ids, moments
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.policy import SignedIn


@dataclass
class World:
    """People and schools by key (the keys are listed in `people`), and ways to act as them. Other wings keep what they make in `made`."""

    password: str
    people: dict[str, Person] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    used: Counter[datetime] = field(default_factory=Counter)

    def at(self, *, days: int = 0, hour: int = 10, minute: int = 0, zone: str = "Europe/London") -> datetime:
        """The instant of a time of day, so many days from today, on the clocks of `zone`."""
        return moments.instant(clock.today(zone) + timedelta(days=days), time(hour, minute), zone)

    def signed_in(self, key: str) -> SignedIn:
        """The person of this key, as they are now, as the one who acts."""
        found = who.by_id(self.people[key].id)
        session().commit()
        if found is None:
            raise LookupError(f"{key} has no active account")
        return found

    def do(self, deed: Callable[..., Any], subject: Any = None, *, by: str | None = None, **words: Any) -> Any:
        """Carry out a deed as the person of the key `by`, or as the portal itself."""
        return perform(deed, subject, by=self.signed_in(by) if by else SYSTEM, **words)

    @contextmanager
    def then(self, *, days: int, hour: int = 10, minute: int = 0) -> Iterator[None]:
        """What is done inside happens at that moment, and a millisecond later than what was done at it before; the clock runs again afterwards."""
        before = clock.clock.held
        moment = self.at(days=days, hour=hour, minute=minute)
        at = moment + timedelta(milliseconds=self.used[moment])
        self.used[moment] += 1
        clock.clock.hold(at)
        try:
            with ids.made_at(at):
                yield
        finally:
            clock.clock.hold(before)
