"""Reading the record: a cluster's timeline, and the whole of it for those who look after the service."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.programmes.models import Round
from portal.core import moments
from portal.core.database import session
from portal.core.i18n import _
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold_email
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.forming.evidence.models import EvidenceItem, SupporterStatement, Visibility
from portal.forming.parts.models import ClusterSupporter
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School, SchoolMember
from portal.oversight.audit.models import AuditEntry
from portal.oversight.audit.words import sentence_of, shown_kinds
from portal.running.activities.models import Activity
from portal.running.board.models import Thread
from portal.running.handoffs.models import Handoff
from portal.running.partnerships.models import Partnership
from portal.running.plans.models import Task
from portal.running.reshaping.queries import came_from, merged_clusters
from portal.running.visits.models import SafetyItem, Visit, VisitCheck

ZONE = "Europe/London"
AT_ONCE = 500


@dataclass(frozen=True)
class Line:
    """One fact in words, and what it is about."""

    at: datetime
    kind: str
    words: str
    entry: AuditEntry


@dataclass(frozen=True)
class Wanted:
    """What of a timeline is asked for: these kinds (None: all), from the first day to the end of the last (UK days)."""

    kinds: Sequence[str] | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Whose:
    """For the whole record: done by this person, or about this cluster, school, application or person."""

    by_id: uuid.UUID | None = None
    cluster_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    application_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None


EVERYTHING, ANYONE = Wanted(), Whose()


def timeline_of(cluster_id: uuid.UUID, after: str | None = None, wanted: Wanted | None = None) -> Page[Line]:
    """What happened in a cluster, newest first; only what its schools may know; with what happened in clusters that became part of it, and in the one
    that it was split from, until then. Four statements, however long the page."""
    return _page(_wanted(_of_cluster(cluster_id), wanted or Wanted(shown_kinds())), after)


def _of_cluster(cluster_id: uuid.UUID) -> sa.Select[Any]:
    where: Any = AuditEntry.cluster_id.in_([cluster_id, *(one.id for one in merged_clusters(cluster_id))])
    before = came_from(cluster_id)
    if before is not None:
        where = sa.or_(where, sa.and_(AuditEntry.cluster_id == before.cluster_id, AuditEntry.at <= before.at))
    return sa.select(AuditEntry).where(where)


def rows_of_cluster(cluster_id: uuid.UUID, wanted: Wanted, limit: int) -> Sequence[Line]:
    """The same, oldest first, without pages: the cluster's record to take along."""
    return _rows(_wanted(_of_cluster(cluster_id), wanted), limit)


def timeline_of_school(school_id: uuid.UUID, wanted: Wanted, after: str | None = None) -> Page[Line]:
    """What happened at a school, newest first."""
    return _page(_wanted(sa.select(AuditEntry).where(AuditEntry.school_id == school_id), wanted), after)


def timeline_of_application(application_id: uuid.UUID, wanted: Wanted, after: str | None = None) -> Page[Line]:
    """What happened with an application, newest first."""
    where = AuditEntry.application_id == application_id
    return _page(_wanted(sa.select(AuditEntry).where(where), wanted), after)


def timeline_of_person(person_id: uuid.UUID, wanted: Wanted, after: str | None = None) -> Page[Line]:
    """What a person did, and what was done about them, newest first."""
    where = sa.or_(AuditEntry.by_id == person_id, AuditEntry.person_id == person_id)
    return _page(_wanted(sa.select(AuditEntry).where(where), wanted), after)


def whole_record(after: str | None = None, wanted: Wanted = EVERYTHING, whose: Whose = ANYONE) -> Page[Line]:
    """Every fact, newest first."""
    page = page_by_key(_of(whose, wanted), AuditEntry.at, AuditEntry.id, after=after, newest_first=True)
    return _in_words(page)


def rows_of_record(wanted: Wanted, whose: Whose, limit: int) -> Sequence[Line]:
    """The same, oldest first, without pages: for a table that is taken out."""
    return _rows(_of(whose, wanted), limit)


def _rows(query: sa.Select[Any], limit: int) -> Sequence[Line]:
    entries = session().scalars(query.order_by(AuditEntry.at, AuditEntry.id).limit(limit)).all()
    return [line for start in range(0, len(entries), AT_ONCE) for line in _lines(entries[start : start + AT_ONCE])]


def person_by_address(address: str) -> uuid.UUID | None:
    """The id of who has this address."""
    return session().scalar(sa.select(Person.id).where(Person.email == fold_email(address)))


def name_of(person_id: uuid.UUID) -> str:
    """What this person is called; empty when there is nobody."""
    return session().scalar(sa.select(Person.name).where(Person.id == person_id)) or ""


def _of(whose: Whose, wanted: Wanted) -> sa.Select[Any]:
    given = {name: value for name, value in vars(whose).items() if value is not None}
    where = [getattr(AuditEntry, name) == value for name, value in given.items()]
    return _wanted(sa.select(AuditEntry).where(*where), wanted)


def _wanted(query: sa.Select[Any], wanted: Wanted) -> sa.Select[Any]:
    if wanted.kinds is not None:
        query = query.where(AuditEntry.kind.in_(wanted.kinds))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= moments.instant(wanted.since, time(0), ZONE))
    if wanted.until is not None:
        query = query.where(AuditEntry.at < moments.instant(wanted.until + timedelta(days=1), time(0), ZONE))
    return query


def _page(query: sa.Select[Any], after: str | None) -> Page[Line]:
    return _in_words(page_by_key(query, AuditEntry.id, after=after, newest_first=True))


def _in_words(page: Page[Any]) -> Page[Line]:
    return Page(items=_lines(page.items), next=page.next, first=page.first)


def _lines(entries: Sequence[AuditEntry]) -> list[Line]:
    names = _names(_ids_in(entries))
    return [Line(entry.at, entry.kind, sentence_of(entry.kind, _names_for(entry, names)), entry) for entry in entries]


def _ids_in(entries: Sequence[AuditEntry]) -> set[uuid.UUID]:
    return {identity for entry in entries for identity in _all_ids(entry).values()}


def _all_ids(entry: AuditEntry) -> dict[str, uuid.UUID]:
    """Every id of an entry, by the name it has in sentences."""
    found = {
        "who": entry.by_id,
        "school": entry.school_id,
        "person": entry.person_id,
        "subject": entry.subject_id,
        "cluster": entry.cluster_id,
    }
    for name, value in entry.facts.items():
        if name.endswith("_id") and isinstance(value, str):
            found[name.removesuffix("_id")] = _uuid(value)
    return {name: identity for name, identity in found.items() if identity is not None}


def _uuid(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _names_for(entry: AuditEntry, names: dict[uuid.UUID, str]) -> dict[str, str]:
    known = {name: str(value) for name, value in entry.facts.items() if isinstance(value, str | int)}
    known |= {name: names[identity] for name, identity in _all_ids(entry).items() if identity in names}
    if "person" in known or "school" in known:
        known["person_or_school"] = known.get("person") or known["school"]
    if entry.by_id is None:
        known["who"] = str(_("The portal"))
    return known


def _names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these ids are called, whatever they are of, in one statement. Evidence that partner schools do not read has no name on a timeline."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    named = [
        _named(Person.id, Person.name, wanted),
        _named(School.id, School.name, wanted),
        _named(Cluster.id, Cluster.name, wanted),
        _named(Thread.id, Thread.title, wanted),
        _named(Activity.id, Activity.title, wanted),
        _named(Handoff.id, Handoff.title, wanted),
        _named(Partnership.id, Partnership.name, wanted),
        _named(Task.id, Task.title, wanted),
        _named(Visit.id, Visit.title, wanted),
        _named(VisitCheck.id, VisitCheck.title, wanted),
        _named(SafetyItem.id, SafetyItem.title, wanted),
        _named(EvidenceItem.id, EvidenceItem.claim, wanted).where(EvidenceItem.visible_to == Visibility.NETWORK),
        _named(SupporterStatement.id, SupporterStatement.organisation, wanted),
        _named(ClusterSupporter.id, ClusterSupporter.name, wanted),
        _named(Round.id, Round.name, wanted),
        _named(Application.id, Round.name, wanted).join(Round, Round.id == Application.round_id),
        _named(ClusterMembership.id, School.name, wanted).join(School, School.id == ClusterMembership.school_id),
        _named(SchoolMember.id, Person.name, wanted).join(Person, Person.id == SchoolMember.person_id),
        _named(Office.id, Person.name, wanted).join(Person, Person.id == Office.person_id),
    ]
    return {row[0]: row[1] for row in session().execute(sa.union_all(*named))}


def _named(key: Any, name: Any, wanted: list[uuid.UUID]) -> sa.Select[Any]:
    return sa.select(key, sa.cast(name, sa.String(200))).select_from(key.class_).where(key.in_(wanted))
