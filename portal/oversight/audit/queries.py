"""Reading the record: a cluster's timeline, and the whole of it for those who look after the service."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.programmes.models import Round
from portal.core.database import session
from portal.core.i18n import _
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.forming.evidence.models import EvidenceItem, SupporterStatement
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School, SchoolMember
from portal.oversight.audit.models import AuditEntry
from portal.oversight.audit.words import sentence_of, shown_kinds
from portal.running.activities.models import Activity
from portal.running.board.models import Thread
from portal.running.handoffs.models import Handoff
from portal.running.partnerships.models import Partnership
from portal.running.plans.models import Task
from portal.running.visits.models import SafetyItem, Visit, VisitCheck


@dataclass(frozen=True)
class Line:
    """One fact in words."""

    at: datetime
    kind: str
    words: str


def timeline_of(cluster_id: uuid.UUID, after: str | None = None) -> Page[Line]:
    """What happened in a cluster, newest first; only what its schools may know. Two statements, however long the page."""
    query = sa.select(AuditEntry).where(AuditEntry.cluster_id == cluster_id, AuditEntry.kind.in_(shown_kinds()))
    return _in_words(page_by_key(query, AuditEntry.id, after=after, newest_first=True))


def whole_record(after: str | None = None) -> Page[Line]:
    """Every fact, newest first."""
    return _in_words(page_by_key(sa.select(AuditEntry), AuditEntry.id, after=after, newest_first=True))


def _in_words(page: Page[Any]) -> Page[Line]:
    names = _names(_ids_in(page.items))
    lines = [Line(entry.at, entry.kind, sentence_of(entry.kind, _names_for(entry, names))) for entry in page.items]
    return Page(items=lines, next=page.next, first=page.first)


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
    """What these ids are called, whatever they are of, in one statement."""
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
        _named(EvidenceItem.id, EvidenceItem.claim, wanted),
        _named(SupporterStatement.id, SupporterStatement.organisation, wanted),
        _named(Round.id, Round.name, wanted),
        _named(Application.id, Round.name, wanted).join(Round, Round.id == Application.round_id),
        _named(ClusterMembership.id, School.name, wanted).join(School, School.id == ClusterMembership.school_id),
        _named(SchoolMember.id, Person.name, wanted).join(Person, Person.id == SchoolMember.person_id),
        _named(Office.id, Person.name, wanted).join(Person, Person.id == Office.person_id),
    ]
    return {row[0]: row[1] for row in session().execute(sa.union_all(*named))}


def _named(key: Any, name: Any, wanted: list[uuid.UUID]) -> sa.Select[Any]:
    return sa.select(key, sa.cast(name, sa.String(200))).select_from(key.class_).where(key.in_(wanted))
