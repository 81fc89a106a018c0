"""Finding clarifications, and what differs between the versions."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, undefer

from portal.applying.applications.models import Application, ApplicationVersion
from portal.applying.clarifications.answers import SealedAnswer, answers_of
from portal.applying.clarifications.models import (
    Clarification,
    ClarificationQuestion,
    ClarificationSignature,
    ClarificationStatus,
)
from portal.applying.programmes.models import Question, Round
from portal.applying.reviews.models import Review, ReviewStatus
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.storage import StoredFile
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.terms.queries import years_of

OPEN = (ClarificationStatus.ASKED, ClarificationStatus.SENT)


def get_clarification(clarification_id: uuid.UUID) -> Clarification:
    """A clarification with its application, cluster, questions and signatures. Raises NotFound."""
    application = joinedload(Clarification.application)
    query = sa.select(Clarification).where(Clarification.id == clarification_id)
    query = query.options(
        application.joinedload(Application.round).joinedload(Round.programme),
        application.joinedload(Application.cluster)
        .selectinload(Cluster.memberships)
        .joinedload(ClusterMembership.school),
        joinedload(Clarification.asked_by),
        selectinload(Clarification.questions).joinedload(ClarificationQuestion.file),
        selectinload(Clarification.signatures).joinedload(ClarificationSignature.school),
        selectinload(Clarification.signatures).joinedload(ClarificationSignature.signed_by),
    )
    found = session().scalar(query)
    if found is None:
        raise NotFound
    return found


def get_signature(clarification_id: uuid.UUID, school_id: uuid.UUID) -> ClarificationSignature:
    """The signature of a school under this very clarification. Raises NotFound."""
    clarification = get_clarification(clarification_id)
    for held in clarification.signatures:
        if held.school_id == school_id:
            return held
    raise NotFound


def list_of(application: Application) -> Sequence[Clarification]:
    """What was asked about an application, newest first."""
    query = sa.select(Clarification).where(Clarification.application_id == application.id)
    return session().scalars(query.order_by(Clarification.id.desc()).limit(50)).all()


def list_open(application_id: uuid.UUID) -> Sequence[Clarification]:
    """The question that is open about an application; one at most."""
    query = sa.select(Clarification).where(
        Clarification.application_id == application_id, Clarification.status.in_(OPEN)
    )
    return session().scalars(query.order_by(Clarification.id).limit(2)).all()


def sealed_content(version_id: uuid.UUID) -> dict[str, object]:
    """The sealed copy of a version."""
    query = sa.select(ApplicationVersion).where(ApplicationVersion.id == version_id)
    version = session().scalars(query.options(undefer(ApplicationVersion.sealed_content))).one()
    return dict(version.sealed_content or {})


def answers_in(version_id: uuid.UUID) -> dict[str, SealedAnswer]:
    """The answers of a version, by key."""
    return answers_of(sealed_content(version_id))


def questions_of(answers: Mapping[str, SealedAnswer]) -> dict[str, Question]:
    """The questions of the form behind these answers, by key; one that is not there any more is absent."""
    ids = {key: uuid.UUID(str(one.fact["id"])) for key, one in answers.items()}
    query = sa.select(Question).where(Question.id.in_(set(ids.values()))).order_by(Question.id).limit(500)
    rows = {question.id: question for question in session().scalars(query)}
    return {key: rows[found] for key, found in ids.items() if found in rows}


@dataclass(frozen=True)
class AnswerFile:
    """The new file of an answer, as a subject of the policy. `key`: which answer."""

    clarification: Clarification
    key: str
    file: StoredFile

    @property
    def application(self) -> Application:
        return self.clarification.application

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.clarification.application.cluster_id


def get_answer_file(clarification_id: uuid.UUID, sealed_file_id: uuid.UUID) -> AnswerFile:
    """A file with which this very clarification is answered. Raises NotFound."""
    clarification = get_clarification(clarification_id)
    for one in clarification.questions:
        if one.file is not None and one.file_id == sealed_file_id:
            return AnswerFile(clarification, one.key, one.file)
    raise NotFound


def schools_away(application: Application, day: date) -> list[str]:
    """The schools of the cluster, here and abroad, that have holidays on this day, by name."""
    ids = [membership.school_id for membership in application.cluster.live_memberships()]
    return [year.name for year in years_of(ids, day, day) if year.why_away(day, weekends=False) is not None]


def list_due(now: datetime) -> Sequence[uuid.UUID]:
    """Open clarifications whose day has passed."""
    query = sa.select(Clarification.id).where(Clarification.status.in_(OPEN), Clarification.due_at < now)
    return session().scalars(query.order_by(Clarification.id).limit(500)).all()


def list_sent_reviews(application_id: uuid.UUID) -> Sequence[Review]:
    """Reviews that were sent and are not closed."""
    query = sa.select(Review).where(Review.application_id == application_id, Review.status == ReviewStatus.SUBMITTED)
    return session().scalars(query.order_by(Review.id).limit(200)).all()


def list_reviews_to_write(application_id: uuid.UUID) -> Sequence[Review]:
    """Reviews that were not sent yet, or were given back."""
    waiting = (ReviewStatus.ASSIGNED, ReviewStatus.OPEN, ReviewStatus.RETURNED)
    query = sa.select(Review).where(Review.application_id == application_id, Review.status.in_(waiting))
    return session().scalars(query.order_by(Review.id).limit(200)).all()


def list_unconfirmed(now: datetime) -> Sequence[uuid.UUID]:
    """Reviews whose readers were to confirm them by a day that has passed."""
    owed = sa.and_(Duty.subject_id == Review.id, Duty.kind == DutyKind.CONFIRM_REVIEW, Duty.closed_at.is_(None))
    query = sa.select(Review.id).join(Duty, owed)
    query = query.where(Review.status == ReviewStatus.CONFIRM_NEEDED, Duty.due_at < now)
    return session().scalars(query.order_by(Review.id).limit(500)).all()


def version_before(version_id: uuid.UUID) -> uuid.UUID | None:
    """The version that an answer of the cluster made into this one; None where no question was asked."""
    query = sa.select(Clarification.before_id).where(Clarification.after_id == version_id)
    return session().scalar(query.order_by(Clarification.id.desc()).limit(1))


def latest_versions(application_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The sealed versions of an application, newest first."""
    query = sa.select(ApplicationVersion.id).where(
        ApplicationVersion.application_id == application_id, ApplicationVersion.status == "sealed"
    )
    return session().scalars(query.order_by(ApplicationVersion.number.desc()).limit(20)).all()
