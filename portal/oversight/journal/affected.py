"""Whom a record is about: the people who have to be told when it was seen by someone who should not have seen it (UK GDPR, Articles 33 and 34)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.changes.models import RuleBreak
from portal.applying.reviews.models import Review
from portal.core.database import session
from portal.core.storage import StoredFile
from portal.forming.clusters.models import LIVE, ClusterMembership, Office, OfficeStatus
from portal.forming.evidence.models import EvidenceItem
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import Function, School, SchoolFunction
from portal.identity.verification.models import SchoolEvidence
from portal.oversight.freezes.models import Freeze, Hiding
from portal.oversight.journal.models import ReadingKind
from portal.oversight.privacy.models import RightsRequest
from portal.oversight.reports.models import ModerationDecision, Report
from portal.running.board.models import Post
from portal.running.mediation.models import Mediation
from portal.running.visits.models import Visit, VisitTraveller

MOST = 5000
_OFFICES = (Function.CONTACT, Function.SIGNATORY)


@dataclass
class Affected:
    """A person, how they are reached, and the kinds of records that are about them."""

    name: str
    email: str
    schools: set[str] = field(default_factory=set)
    kinds: set[ReadingKind] = field(default_factory=set)


def people_in(records: Mapping[ReadingKind, Iterable[uuid.UUID]]) -> list[Affected]:
    """Everyone whom these records are about, by name. A fixed number of statements. People without an account stand with the address they gave."""
    ids: dict[uuid.UUID, set[ReadingKind]] = {}
    for kind, subjects in records.items():
        for query in _people_by(kind, list(subjects)):
            for person_id in session().scalars(query.limit(MOST)):
                if person_id is not None:
                    ids.setdefault(person_id, set()).add(kind)
    found = _with_accounts(ids)
    strangers = records.get(ReadingKind.REPORT, ()), records.get(ReadingKind.DATA_REQUEST, ())
    return sorted([*found, *_without_account(*(list(ids) for ids in strangers))], key=lambda one: (one.name, one.email))


def _people_by(kind: ReadingKind, ids: list[uuid.UUID]) -> list[Any]:
    """Statements that answer the ids of people."""
    post = sa.select(Post.author_id).where(Post.id.in_(ids))
    ways: dict[ReadingKind, list[Any]] = {
        ReadingKind.REPORT: [
            sa.select(column).where(Report.id.in_(ids)) for column in (Report.reporter_id, Report.about_id)
        ],
        ReadingKind.APPLICATION: _applicants(ids),
        ReadingKind.REVIEWS: [
            *_applicants(ids),
            sa.select(Review.reviewer_id).where(Review.application_id.in_(ids)),
        ],
        ReadingKind.MESSAGE: [post],
        ReadingKind.MEDIATION: [
            sa.select(column).where(Mediation.id.in_(ids)) for column in (Mediation.raised_by_id, Mediation.mediator_id)
        ]
        + [_speakers(_sides(ids))],
        ReadingKind.DATA_REQUEST: [sa.select(RightsRequest.person_id).where(RightsRequest.id.in_(ids))],
        ReadingKind.SCHOOL_DOCUMENT: [sa.select(SchoolEvidence.added_by_id).where(SchoolEvidence.id.in_(ids))],
        ReadingKind.ACCOUNT: [sa.select(Person.id).where(Person.id.in_(ids))],
        ReadingKind.ROUND_SCORES: [
            *_applicants(sa.select(Application.id).where(Application.round_id.in_(ids))),
            sa.select(Review.reviewer_id).join(Review.application).where(Application.round_id.in_(ids)),
        ],
        ReadingKind.SUPPORT_NOTES: [_coordinators(ids)],
        ReadingKind.VISIT_SAFETY: [
            *(sa.select(column).where(Visit.id.in_(ids)) for column in (Visit.guest_adult_id, Visit.host_adult_id)),
            sa.select(VisitTraveller.person_id).where(VisitTraveller.visit_id.in_(ids)),
        ],
        ReadingKind.RULE_BREAK: [
            _coordinators(sa.select(RuleBreak.cluster_id).where(RuleBreak.id.in_(ids))),
        ],
        ReadingKind.BREACH: [],  # it holds how many people it concerns, never who
        ReadingKind.DECISION: [sa.select(ModerationDecision.author_id).where(ModerationDecision.id.in_(ids))],
        ReadingKind.READ_ONLY: [sa.select(Freeze.person_id).where(Freeze.id.in_(ids))],
        ReadingKind.HIDING: [sa.select(Hiding.person_id).where(Hiding.id.in_(ids))],
        ReadingKind.EVIDENCE: [sa.select(EvidenceItem.author_id).where(EvidenceItem.id.in_(ids))],
        ReadingKind.APPLICATION_FILE: [sa.select(StoredFile.uploaded_by_id).where(StoredFile.id.in_(ids))],
    }
    return [query.distinct() for query in ways[kind]]


def _applicants(ids: Any) -> list[Any]:
    """Who speaks for the schools of the applying clusters, and who coordinates them."""
    clusters = sa.select(Application.cluster_id).where(Application.id.in_(ids))
    live = sa.select(ClusterMembership.school_id).where(
        ClusterMembership.cluster_id.in_(clusters), ClusterMembership.status.in_(LIVE)
    )
    return [_speakers(live), _coordinators(clusters)]


def _speakers(schools: Any) -> Any:
    return sa.select(SchoolFunction.person_id).where(
        SchoolFunction.school_id.in_(schools),
        SchoolFunction.function.in_(_OFFICES),
        SchoolFunction.ended_on.is_(None),
    )


def _coordinators(clusters: Any) -> Any:
    return sa.select(Office.person_id).where(
        Office.cluster_id.in_(clusters), Office.status == OfficeStatus.ACCEPTED, Office.person_id.is_not(None)
    )


def _sides(ids: list[uuid.UUID]) -> Any:
    raising = sa.select(Mediation.raising_school_id).where(Mediation.id.in_(ids))
    return raising.union(sa.select(Mediation.other_school_id).where(Mediation.id.in_(ids)))


def _with_accounts(ids: Mapping[uuid.UUID, set[ReadingKind]]) -> list[Affected]:
    if not ids:
        return []
    query = sa.select(Person.id, Person.name, Person.email, School.name.label("school"))
    query = query.outerjoin(
        SchoolFunction, sa.and_(SchoolFunction.person_id == Person.id, SchoolFunction.ended_on.is_(None))
    )
    query = query.outerjoin(School, School.id == SchoolFunction.school_id)
    where = (Person.id.in_(sorted(ids)[:MOST]), Person.status != PersonStatus.CLOSED)
    found: dict[uuid.UUID, Affected] = {}
    for row in session().execute(query.where(*where).order_by(Person.id, School.id)):
        one = found.setdefault(row.id, Affected(row.name, row.email, kinds=set(ids[row.id])))
        if row.school:
            one.schools.add(row.school)
    return list(found.values())


def _without_account(reports: list[uuid.UUID], requests: list[uuid.UUID]) -> list[Affected]:
    reported = sa.select(Report.reporter_name, Report.reporter_email).where(
        Report.id.in_(reports), Report.reporter_id.is_(None), Report.reporter_email != ""
    )
    asked = sa.select(RightsRequest.asker_name, RightsRequest.asker_email).where(
        RightsRequest.id.in_(requests), RightsRequest.person_id.is_(None), RightsRequest.asker_email != ""
    )
    pairs = ((reported, ReadingKind.REPORT), (asked, ReadingKind.DATA_REQUEST))
    return [
        Affected(name, email, kinds={kind})
        for query, kind in pairs
        for name, email in session().execute(query.distinct().limit(MOST))
    ]
