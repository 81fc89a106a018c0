"""The pages that are measured, with the goals of the performance budget: the ratio to the bare page, and the most statements."""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from portal.applying.reviews.models import Review
from portal.commands.scale import key
from portal.core.database import session
from portal.identity.accounts.models import Person
from portal.running.activities.models import CalendarFeed
from portal.running.activities.routes.feeds import token_of


@dataclass(frozen=True)
class Measured:
    """A page to measure, as one of the numbered people of the scale world, or someone else of it by id; `unchanged` asks with the mark of the first
    answer (304)."""

    name: str
    path: str
    goal: float
    statements: int
    person: int | uuid.UUID | None = 0
    unchanged: bool = False


def pages(app: Flask) -> list[Measured]:
    """Each capability that is added brings its own. The world is that of `flask --app wsgi scale load`."""
    school = f"/schools/{key('school', 0)}"
    manager = last_person(app)
    first, second = f"/clusters/{key('cluster', 0)}", f"/clusters/{key('cluster', 1)}"
    large, reviewer = f"/rounds/{key('round', 0)}", key("reviewer", 0)
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
        Measured("board search", f"{first}/board/search?q=class", 0.15, 5),
        Measured("calendar, month", f"{first}/calendar", 0.25, 7),
        Measured("calendar, agenda", f"{first}/calendar?view=agenda", 0.25, 7),
        Measured("feed, 500 events", link, 0.35, 4, person=None),
        Measured("feed, unchanged (304)", link, 1.2, 1, person=None, unchanged=True),
        Measured("handoff card, asked", f"{first}/handoffs/{key('handoff', 0)}", 0.35, 7, person=4),
        Measured("summary of a cluster", f"{first}/summary", 0.25, 12),
        Measured("overview of the programme", "/overview", 0.10, 12, person=manager),
        Measured("my clusters, 300", "/caseload", 0.10, 5, person=manager),
        Measured("record, newest 50", "/administration/record", 0.15, 6, person=manager),
        Measured("school page", school, 0.25, 14),
        Measured("record of a school", f"{school}/record", 0.25, 10),
        Measured("safeguarding answers", f"{school}/safeguarding", 0.30, 7),
        Measured("school year", f"{school}/year", 0.30, 7),
        Measured("reviewer's queue, 50 rows", "/reviews", 0.30, 8, person=reviewer),
        Measured(
            "one application to score", f"/reviews/{key('review', 1)}/write", 0.20, 8, person=reader_of_the_first(app)
        ),
        Measured("dashboard of a round", f"{large}/pictures", 0.10, 12, person=manager),
        Measured("panel strip of 200, drawn", f"{large}/pictures/strip", 0.10, 12, person=manager),
        Measured("panel page of 200", f"{large}/panel", 0.10, 12, person=manager),
        Measured("what came in, 50", f"{large}/dashboard", 0.10, 12, person=manager),
        Measured("verification queue, 500 wait", "/verification", 0.15, 8, person=manager),
        Measured("verification queue, flagged ones", "/verification?flagged=y", 0.15, 8, person=manager),
    ]


def last_person(app: Flask) -> int:
    """The number of the programme manager: the last of the numbered people."""
    with app.app_context():
        count = session().scalar(
            sa.select(sa.func.count()).select_from(Person).where(Person.email.like("teacher%@scale.example"))
        )
    return int(count or 1) - 1


def reader_of_the_first(app: Flask) -> uuid.UUID:
    """Who is writing the second review of the first application."""
    with app.app_context():
        found = session().get_one(Review, key("review", 1)).reviewer_id
        session().commit()
    return found
