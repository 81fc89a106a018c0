"""Reading the journal: who saw what between when and when, month by month, and what the records are called."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.programmes.models import Round
from portal.core import moments
from portal.core.database import first, session
from portal.core.i18n import _
from portal.core.pagination import Page, page_by_key
from portal.core.types import Key
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.identity.verification.models import SchoolEvidence
from portal.oversight.breaches.models import Breach
from portal.oversight.freezes.models import Freeze, Hiding
from portal.oversight.journal.models import Reading, ReadingKind
from portal.oversight.privacy.models import RightsRequest
from portal.oversight.reports.models import ModerationDecision, Report

ZONE = "Europe/London"
ONCE = [Reading.person_id, Reading.kind, Reading.subject_id, Reading.hour]
MOST = 200
NAMED_FOR_THEMSELVES = frozenset(
    {
        ReadingKind.REPORT,
        ReadingKind.REVIEWS,
        ReadingKind.APPLICATION,
        ReadingKind.DATA_REQUEST,
        ReadingKind.ACCOUNT,
        ReadingKind.SUPPORT_NOTES,
        ReadingKind.BREACH,
        ReadingKind.ROUND_SCORES,
    }
)
AT_ONCE = 500
"""Readings whose names are asked for in one statement: a database takes only so many values at once."""


@cache
def _noted() -> Any:
    given = (
        sa.bindparam("person_id", type_=Key()),
        sa.bindparam("kind", type_=Reading.kind.type),
        sa.bindparam("subject_id", type_=Key()),
        sa.bindparam("hour", type_=Reading.hour.type),
    )
    return sa.select(sa.literal(1)).where(*(column == value for column, value in zip(ONCE, given, strict=True)))


def is_noted(person_id: uuid.UUID, kind: ReadingKind, subject_id: uuid.UUID, hour: datetime) -> bool:
    """Whether the journal has it already that this person read this in the hour that began at `hour` (UTC): then nothing has to be written."""
    values = {"person_id": person_id, "kind": kind, "subject_id": subject_id, "hour": hour}
    return first(_noted(), values) is not None


@dataclass(frozen=True)
class Asked:
    """Which readings: from the first day on until the end of the last (UK days), of one kind, of one record, by one person."""

    since: date
    until: date
    kind: ReadingKind | None = None
    subject_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Line:
    """One reading in words."""

    at: datetime
    person_id: uuid.UUID
    person: str
    kind: ReadingKind
    subject_id: uuid.UUID
    called: str


def list_readings(asked: Asked, *, but_about: uuid.UUID, after: str | None = None) -> Page[Line]:
    """The newest first. What is about the reader of the list (`but_about`) is left out: nobody learns here that they were reported. Four statements."""
    page = page_by_key(_asked(asked, but_about), Reading.at, Reading.id, after=after, newest_first=True)
    return Page(items=in_words(page.items), next=page.next, first=page.first)


def all_readings(asked: Asked, *, but_about: uuid.UUID, limit: int) -> list[Line]:
    """The same without pages, oldest first, for a table that is taken out."""
    query = _asked(asked, but_about).order_by(Reading.at, Reading.id).limit(limit)
    found = session().scalars(query).all()
    return [line for start in range(0, len(found), AT_ONCE) for line in in_words(found[start : start + AT_ONCE])]


def records_read(asked: Asked, *, but_about: uuid.UUID, limit: int) -> dict[ReadingKind, set[uuid.UUID]]:
    """The records that were read, by their kind."""
    query = _asked(asked, but_about).with_only_columns(Reading.kind, Reading.subject_id).distinct()
    found: dict[ReadingKind, set[uuid.UUID]] = {}
    for kind, subject_id in session().execute(query.order_by(Reading.kind, Reading.subject_id).limit(limit)):
        found.setdefault(kind, set()).add(subject_id)
    return found


def _asked(asked: Asked, but_about: uuid.UUID) -> sa.Select[Any]:
    starts = moments.instant(asked.since, time(0), ZONE)
    ends = moments.instant(asked.until + timedelta(days=1), time(0), ZONE)
    query = sa.select(Reading).where(Reading.at >= starts, Reading.at < ends)
    if asked.kind is not None:
        query = query.where(Reading.kind == asked.kind)
    if asked.subject_id is not None:
        query = query.where(Reading.subject_id == asked.subject_id)
    if asked.person_id is not None:
        query = query.where(Reading.person_id == asked.person_id)
    about_them = sa.select(Report.id).where(Report.about_id == but_about)
    return query.where(sa.or_(Reading.kind != ReadingKind.REPORT, Reading.subject_id.not_in(about_them)))


def in_words(readings: Sequence[Reading]) -> list[Line]:
    """With the names of who read, and what the records are called: a number or a cluster, never what is in them."""
    called = _called({reading.subject_id for reading in readings} | {reading.person_id for reading in readings})
    clusters = {r.cluster_id for r in readings if r.cluster_id is not None and r.subject_id not in called}
    called_by_cluster = _names(sa.select(Cluster.id, Cluster.name).where(Cluster.id.in_(clusters))) if clusters else {}
    return [
        Line(
            reading.at,
            reading.person_id,
            called.get(reading.person_id, ""),
            reading.kind,
            reading.subject_id,
            _told_apart(reading, called.get(reading.subject_id) or called_by_cluster.get(reading.cluster_id, "")),
        )
        for reading in readings
    ]


def _told_apart(reading: Reading, name: str) -> str:
    """A name that no other record of its kind has: with the end of its number, where several can belong to one school, cluster or person."""
    if reading.kind in NAMED_FOR_THEMSELVES:
        return name
    number = _("record %(number)s", number=str(reading.subject_id)[-6:].upper())
    return f"{name}, {number}" if name else number


def _called(wanted: Iterable[uuid.UUID]) -> dict[Any, str]:
    """What the records with these ids are called, in one statement: a number, or the school, cluster or person that it belongs to."""
    ids = sorted(set(wanted))
    if not ids:
        return {}
    name = sa.String(400)
    of_application = sa.select(Application.id, sa.cast(Cluster.name + ", " + Round.name, name))
    of_application = of_application.join(Cluster, Cluster.id == Application.cluster_id)
    of_document = sa.select(SchoolEvidence.id, sa.cast(School.name, name))
    of_decision = sa.select(ModerationDecision.id, sa.cast(Report.number, name))
    of_hiding = sa.select(Hiding.id, sa.cast(Person.name, name))
    of_freeze = sa.select(Freeze.id, sa.cast(sa.func.coalesce(Person.name, School.name), name))
    of_freeze = of_freeze.outerjoin(Person, Person.id == Freeze.person_id)
    of_freeze = of_freeze.outerjoin(School, School.id == Freeze.school_id)
    every = sa.union_all(
        sa.select(Person.id, sa.cast(Person.name, name)).where(Person.id.in_(ids)),
        sa.select(Report.id, sa.cast(Report.number, name)).where(Report.id.in_(ids)),
        of_application.join(Round, Round.id == Application.round_id).where(Application.id.in_(ids)),
        sa.select(Cluster.id, sa.cast(Cluster.name, name)).where(Cluster.id.in_(ids)),
        sa.select(Round.id, sa.cast(Round.name, name)).where(Round.id.in_(ids)),
        sa.select(Breach.id, sa.cast(Breach.number, name)).where(Breach.id.in_(ids)),
        sa.select(RightsRequest.id, sa.cast(RightsRequest.number, name)).where(RightsRequest.id.in_(ids)),
        of_document.join(School, School.id == SchoolEvidence.school_id).where(SchoolEvidence.id.in_(ids)),
        of_decision.join(Report, Report.id == ModerationDecision.report_id).where(ModerationDecision.id.in_(ids)),
        of_hiding.join(Person, Person.id == Hiding.person_id).where(Hiding.id.in_(ids)),
        of_freeze.where(Freeze.id.in_(ids), Freeze.cluster_id.is_(None)),
    )
    return _names(every)


def _names(query: Any) -> dict[Any, str]:
    return {row[0]: row[1] for row in session().execute(query)}


def _of_month(month: date) -> tuple[Any, Any]:
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    starts, ends = (moments.instant(on, time(0), ZONE) for on in (month, following))
    return Reading.at >= starts, Reading.at < ends


def month_by_reader(month: date) -> Sequence[Any]:
    """A month (its first day): name, kind, how many different records, how often (hours); by name. No record is named. MOST rows at most: the page says when
    there are more."""
    query = sa.select(
        Person.name,
        Reading.kind,
        sa.func.count(Reading.subject_id.distinct()).label("records"),
        sa.func.count(Reading.id).label("times"),
    )
    query = query.join(Person, Person.id == Reading.person_id).where(*_of_month(month))
    query = query.group_by(Person.id, Person.name, Reading.kind)
    return session().execute(query.order_by(Person.name, Person.id, Reading.kind).limit(MOST)).all()


def sums_of(month: date) -> tuple[int, int]:
    """How many people read how many different records in a month."""
    query = sa.select(sa.func.count(Reading.person_id.distinct()), sa.func.count(Reading.subject_id.distinct()))
    row = session().execute(query.where(*_of_month(month))).one()
    return int(row[0]), int(row[1])
