"""On which days the panel of a round wrote something down, and what. Applications with which the reader has a conflict of interest are absent."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.applying.applications.models import Application
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.reviews.models import ApplicationStanding, ModerationNote
from portal.core.database import fetch
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.oversight.pictures.queries.views import View, with_scores

MOST = 20_000


@dataclass(frozen=True)
class Meeting:
    """A day of the panel of a round, on the clocks of the round, as a subject of the policy."""

    planned: Round
    held_on: date

    @property
    def status(self) -> str:
        return str(self.planned.status)


@dataclass(frozen=True)
class Note:
    """What was written down about one application. `mean`, `spread`: of its reviews, 0 to 100; `counted`: how many count.
    `later_by`, `later_at`: of the note that stands in its place, where there is one."""

    application_id: uuid.UUID
    cluster: str
    receipt: str
    at: datetime
    author: str
    words: str
    present: str
    recommendation: str
    moderated_score: float | None
    mean: float | None
    spread: float | None
    counted: int
    later_by: str | None
    later_at: datetime | None


def get_meeting(round_id: uuid.UUID, held_on: str) -> Meeting:
    """Raises NotFound, also for what is no day."""
    try:
        day = date.fromisoformat(held_on)
    except ValueError as wrong:
        raise NotFound from wrong
    if not 2000 <= day.year < 2200:
        raise NotFound
    return Meeting(get_round(round_id), day)


def days(view: View) -> list[tuple[date, int]]:
    """The days on which the panel wrote, newest first, with how many applications it wrote about. One statement."""
    query = sa.select(ModerationNote.created_at, ModerationNote.application_id).join(
        Application, Application.id == ModerationNote.application_id
    )
    zone = ZoneInfo(view.planned.zone)
    rows = fetch(query.where(*with_scores(view)).order_by(ModerationNote.id).limit(MOST))
    found = Counter(day for day, _application in {(row[0].astimezone(zone).date(), row[1]) for row in rows})
    return sorted(found.items(), reverse=True)


def notes(view: View, held_on: date) -> list[Note]:
    """What was written on this day, application by application, in the order in which it was. One statement."""
    begins, ends = _day(view.planned.zone, held_on)
    k, later, later_author = ApplicationStanding, aliased(ModerationNote), aliased(Person)
    query: Any = (
        sa.select(Application.id, Cluster.name, Application.receipt_number, ModerationNote.created_at, Person.name, ModerationNote.words)
        .add_columns(ModerationNote.present, ModerationNote.recommendation, ModerationNote.moderated_score)
        .add_columns(k.mean, k.spread, sa.func.coalesce(k.counted, 0), later_author.name, later.created_at)
        .select_from(ModerationNote)
        .join(Application, Application.id == ModerationNote.application_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(Person, Person.id == ModerationNote.author_id)
        .outerjoin(k, k.application_id == Application.id)
        .outerjoin(later, later.in_place_of_id == ModerationNote.id)
        .outerjoin(later_author, later_author.id == later.author_id)
        .where(*with_scores(view), ModerationNote.created_at >= begins, ModerationNote.created_at < ends)
        .order_by(ModerationNote.id)
        .limit(MOST)
    )  # fmt: skip
    return [Note(*row) for row in fetch(query)]


def _day(zone: str, day: date) -> tuple[datetime, datetime]:
    """From its first to its last moment on the clocks of a zone."""
    here = ZoneInfo(zone)
    begins = datetime.combine(day, time.min, here).astimezone(UTC)
    return begins, datetime.combine(day + timedelta(days=1), time.min, here).astimezone(UTC)
