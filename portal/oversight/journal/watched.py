"""Which doors lead to something confidential, and whose passing through is written down: those who come by a role of the programme. Who is one of the
people concerned (a school of the cluster, the two sides of a matter) reads their own."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.forming.evidence.models import Visibility
from portal.oversight.journal.models import ReadingKind
from portal.policy import Action
from portal.policy.people import SignedIn
from portal.policy.predicates import cluster_of


@dataclass(frozen=True)
class Watched:
    """What is about to be read."""

    kind: ReadingKind
    subject_id: uuid.UUID
    cluster_id: uuid.UUID | None = None


def reading_of(person: SignedIn, action: Action, subject: Any) -> Watched | None:
    """What this person is about to read, if it has to be written down."""
    watch = WATCHED.get(action)
    return watch(person, subject) if watch is not None and subject is not None else None


def _is_theirs(person: SignedIn, subject: Any) -> bool:
    return person.place_in(cluster_of(subject)) is not None


def _report(person: SignedIn, report: Any) -> Watched:
    return Watched(ReadingKind.REPORT, getattr(report, "report_id", report.id), getattr(report, "cluster_id", None))


def _application(person: SignedIn, subject: Any) -> Watched | None:
    application = getattr(subject, "application", subject)
    if _is_theirs(person, application):
        return None
    return Watched(ReadingKind.APPLICATION, application.id, application.cluster_id)


def _of_its_application(person: SignedIn, subject: Any) -> Watched | None:
    """An objection, or a condition of an award: read with the application to which it belongs."""
    if _is_theirs(person, subject):
        return None
    application = getattr(subject, "application", None)
    found = application.id if application is not None else subject.application_id
    return Watched(ReadingKind.APPLICATION, found, cluster_of(subject))


def _reviews(person: SignedIn, subject: Any) -> Watched:
    application = getattr(subject, "application", subject)
    return Watched(ReadingKind.REVIEWS, application.id, application.cluster_id)


def _mediation(person: SignedIn, matter: Any) -> Watched | None:
    if _is_theirs(person, matter) or matter.mediator_id == person.id:
        return None
    return Watched(ReadingKind.MEDIATION, matter.id, matter.cluster_id)


def _message(person: SignedIn, post: Any) -> Watched | None:
    return None if _is_theirs(person, post) else Watched(ReadingKind.MESSAGE, post.id, cluster_of(post))


def _data_request(person: SignedIn, asked: Any) -> Watched:
    return Watched(ReadingKind.DATA_REQUEST, asked.id)


def _school_document(person: SignedIn, document: Any) -> Watched | None:
    if document.school_id in person.memberships:
        return None
    return Watched(ReadingKind.SCHOOL_DOCUMENT, document.id)


def _account(person: SignedIn, other: Any) -> Watched | None:
    return None if other.id == person.id else Watched(ReadingKind.ACCOUNT, other.id)


def _support(person: SignedIn, case: Any) -> Watched | None:
    return None if case.adviser_id == person.id else Watched(ReadingKind.SUPPORT_NOTES, case.id, case.id)


def _visit(person: SignedIn, visit: Any) -> Watched | None:
    return None if _is_theirs(person, visit) else Watched(ReadingKind.VISIT_SAFETY, visit.id, cluster_of(visit))


def _rule_break(person: SignedIn, found: Any) -> Watched | None:
    return None if _is_theirs(person, found) else Watched(ReadingKind.RULE_BREAK, found.id, found.cluster_id)


def _breach(person: SignedIn, breach: Any) -> Watched:
    return Watched(ReadingKind.BREACH, breach.id)


def _decision(person: SignedIn, decided: Any) -> Watched | None:
    return None if decided.author_id == person.id else Watched(ReadingKind.DECISION, decided.id)


def _read_only(person: SignedIn, freeze: Any) -> Watched | None:
    binds = (
        freeze.person_id == person.id
        or freeze.school_id in person.memberships
        or person.place_in(freeze.cluster_id) is not None
    )
    return None if binds else Watched(ReadingKind.READ_ONLY, freeze.id, freeze.cluster_id)


def _hiding(person: SignedIn, hiding: Any) -> Watched | None:
    return None if hiding.person_id == person.id else Watched(ReadingKind.HIDING, hiding.id)


def _evidence(person: SignedIn, item: Any) -> Watched | None:
    """What the member schools keep among themselves; all other evidence is there to be read."""
    if getattr(item, "visible_to", Visibility.NETWORK) == Visibility.NETWORK or _is_theirs(person, item):
        return None
    return Watched(ReadingKind.EVIDENCE, item.id, item.cluster_id)


def _round_scores(person: SignedIn, picture: Any) -> Watched | None:
    """A picture of a round that holds scores, or words of people; counts are not written down."""
    return Watched(ReadingKind.ROUND_SCORES, picture.planned.id) if picture.is_confidential else None


def _of_round(person: SignedIn, subject: Any) -> Watched:
    """All its scores, who reads what, results that are held, who was told: the subject is the round, or a sending of its results."""
    return Watched(ReadingKind.ROUND_SCORES, getattr(subject, "round_id", subject.id))


def _file_of_application(person: SignedIn, found: Any) -> Watched:
    return Watched(ReadingKind.APPLICATION_FILE, found.file.id, found.application.cluster_id)


def _sample(person: SignedIn, sample: Any) -> Watched:
    """What each reviewer gave for a sample, and why."""
    return Watched(ReadingKind.ROUND_SCORES, sample.round_id)


WATCHED: Mapping[Action, Callable[[SignedIn, Any], Watched | None]] = {
    Action.REPORT_VIEW: _report,
    Action.REPORT_HANDLE: _report,
    Action.APPLICATION_VIEW: _application,
    Action.APPLICATION_SCREEN: _application,
    Action.APPLICATION_REINSTATE: _application,
    Action.REVIEW_OPEN: _application,
    Action.REVIEW_WRITE: _application,
    Action.REVIEW_FILE_READ: _file_of_application,
    Action.APPLICATION_ALLOCATE: _reviews,
    Action.CLARIFICATION_ASK: _application,
    Action.CLARIFICATION_VIEW: _application,
    Action.REVIEW_GIVE_BACK: _reviews,
    Action.REVIEW_VOID: _reviews,
    Action.PANEL_VIEW: _reviews,
    Action.PANEL_BEGIN: _reviews,
    Action.PANEL_MODERATE: _reviews,
    Action.AGENDA_VIEW: _of_round,
    Action.AGENDA_CHOOSE: _of_round,
    Action.SAMPLE_VIEW: _sample,
    Action.SAMPLE_AGREE: _sample,
    Action.DECISION_RECORD: _reviews,
    Action.DECISION_CHECK: _reviews,
    Action.MEDIATION_VIEW: _mediation,
    Action.POST_READ_HISTORY: _message,
    Action.POST_READ_REMOVED: _message,
    Action.FIRST_POST_VIEW: _message,
    Action.DATA_REQUEST_VIEW: _data_request,
    Action.SCHOOL_EVIDENCE_READ: _school_document,
    Action.SUPPORT_VIEW: _support,
    Action.PERSON_VIEW: _account,
    Action.PERSON_TIMELINE: _account,
    Action.APPLICATION_TIMELINE: _application,
    Action.APPLICATION_READ_OUTCOME: _application,
    Action.AWARD_VIEW: _application,
    Action.MEDIATION_READ: _mediation,
    Action.OBJECTION_VIEW: _of_its_application,
    Action.OBJECTION_ASSIGN: _of_its_application,
    Action.OBJECTION_HEAR: _of_its_application,
    Action.VISIT_READ_SAFETY: _visit,
    Action.CHANGE_VIEW: _rule_break,
    Action.CHANGE_DECIDE: _rule_break,
    Action.BREACH_VIEW: _breach,
    Action.BREACH_HANDLE: _breach,
    Action.DECISION_VIEW: _decision,
    Action.FREEZE_VIEW: _read_only,
    Action.HIDING_VIEW: _hiding,
    Action.EVIDENCE_VIEW: _evidence,
    Action.EVIDENCE_READ_FILE: _evidence,
    Action.ROUND_PICTURE_VIEW: _round_scores,
    Action.ROUND_SCORES_VIEW: _of_round,
    Action.ALLOCATION_VIEW: _of_round,
    Action.RESULTS_VIEW: _of_round,
    Action.RESULTS_DESK_VIEW: _of_round,
    Action.RESULTS_LIST_TOLD: _of_round,
    Action.APPLICATION_DESK_VIEW: _reviews,
    Action.CONDITION_VIEW: _of_its_application,
    Action.AWARD_CHANGE_VIEW: _of_its_application,
    Action.AWARD_REPORT_VIEW: _of_its_application,
}
