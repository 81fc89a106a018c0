"""The pages that are measured, with the goals of the performance budget: the ratio to the bare page, and the most statements."""

from dataclasses import dataclass

from flask import Flask

from portal.commands.scale import key
from portal.core.database import session
from portal.running.activities.models import CalendarFeed
from portal.running.activities.routes.feeds import token_of


@dataclass(frozen=True)
class Measured:
    """A page to measure, as one of the numbered people of the scale world; `unchanged` asks with the mark of the first answer (304)."""

    name: str
    path: str
    goal: float
    statements: int
    person: int | None = 0
    unchanged: bool = False


def pages(app: Flask) -> list[Measured]:
    """Each capability that is added brings its own. The world is that of `flask --app wsgi scale load`."""
    first, second = f"/clusters/{key('cluster', 0)}", f"/clusters/{key('cluster', 1)}"
    with app.app_context():
        feed = session().get(CalendarFeed, key("feed", 0))
        if feed is None:
            raise LookupError("the scale world is not in this database")
        link = f"/calendar/feed/{token_of(feed)}.ics"
    return [
        Measured("sign-in page", "/sign-in", 0.60, 0, person=None),
        Measured("what needs me, 30 items", "/what-needs-me", 0.30, 8),
        Measured("cluster home, 8 schools", first, 0.25, 10),
        Measured("cluster home, 30 schools", second, 0.20, 10, person=16),
        Measured("board, 50 threads", f"{first}/board", 0.30, 6),
        Measured("thread, 50 posts", f"{first}/board/threads/{key('thread', 0)}", 0.30, 6),
        Measured("calendar, month", f"{first}/calendar", 0.25, 7),
        Measured("calendar, agenda", f"{first}/calendar?view=agenda", 0.25, 7),
        Measured("feed, 500 events", link, 0.35, 4, person=None),
        Measured("feed, unchanged (304)", link, 1.2, 1, person=None, unchanged=True),
        Measured("handoff card, asked", f"{first}/handoffs/{key('handoff', 0)}", 0.35, 7, person=4),
    ]
