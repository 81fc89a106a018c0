"""A round with as many applications as a test wants, laid straight into the tables: numbers that can be reckoned by hand."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.applying.applications.models import Application, ApplicationVersion, SignOff, Stage, VersionStatus
from portal.applying.awards.models import Decision, Outcome
from portal.applying.programmes.models import Criterion, Programme, Round, RoundStatus
from portal.applying.reviews.models import STATEMENT_VERSION, Review, ReviewScore, ReviewStatus
from portal.applying.reviews.services import standings
from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterStatus
from tests.support.cast import Cast

OPENS = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 1, 17, 0, tzinfo=UTC)


def put(record: Any) -> Any:
    session().add(record)
    session().flush()
    return record


def make_round(
    name: str = "Spring round", *, programme_id: uuid.UUID | None = None, closes: datetime = CLOSES
) -> Round:
    """A published round with two criteria, of which the first weighs more."""
    programme_id = programme_id or put(Programme(name="Young Links")).id
    made: Round = put(
        Round(
            programme_id=programme_id,
            name=name,
            status=RoundStatus.PUBLISHED,
            opens_at=closes - timedelta(days=28),
            closes_at=closes,
            reviewers_each=2,
        )
    )
    for place, (title, weight) in enumerate((("A convincing reason", 60), ("A plan that can be done", 40)), start=1):
        put(Criterion(round_id=made.id, title=title, weight=weight, position=place))
    return made


def make_application(
    cast: Cast, planned: Round, name: str, *, stage: Stage = Stage.MODERATION, hours_before: int = 30, **more: Any
) -> Application:
    """A cluster of this name and its application, sent so many hours before the deadline; signed by one school, another's signature missing."""
    cluster = put(
        Cluster(name=name, theme="Lakes", status=ClusterStatus.ACTIVE, started_by_school_id=cast.school["brook"])
    )
    sent = None if stage in (Stage.DRAFT, Stage.LAPSED) else planned.closes_at - timedelta(hours=hours_before)
    receipt = f"R-{uuid.uuid4().hex[:12]}" if sent else None
    begun = planned.closes_at - timedelta(hours=hours_before + 48)
    given = {"created_at": begun, "submitted_at": sent, "receipt_number": receipt, **more}
    made: Application = put(
        Application(round_id=planned.id, cluster_id=cluster.id, stage=stage, theme="Lakes", **given)
    )
    status = VersionStatus.SEALED if sent else VersionStatus.SIGNING
    version = put(
        ApplicationVersion(
            application_id=made.id,
            number=1,
            status=status,
            signing_since=begun + timedelta(hours=24),
            sealed_at=sent,
            sealed_digest="0" * 64 if sent else None,
            sealed_content={} if sent else None,
        )
    )
    if not sent:
        put(SignOff(application_version_id=version.id, school_id=cast.school["vale"], status="asked"))
        put(SignOff(application_version_id=version.id, school_id=cast.school["hill"], status="signed"))
    return made


def make_review(
    cast: Cast, application: Application, person: str, scores: tuple[int, ...] = (), *, said: str = "fund", **more: Any
) -> Review:
    """A review with these scores, in the order of the criteria; without any it has been opened and is being read."""
    version = session().query(ApplicationVersion).filter_by(application_id=application.id).one()
    criteria = session().query(Criterion).filter_by(round_id=application.round_id).order_by(Criterion.position).all()
    total = sum(c.weight * s * 20 / 100 for c, s in zip(criteria, scores, strict=False)) if scores else None
    sent = ReviewStatus.SUBMITTED if application.stage == Stage.IN_REVIEW else ReviewStatus.LOCKED
    given = {
        "status": sent if scores else ReviewStatus.OPEN,
        "recommendation": said if scores else "",
        "conflict_statement_at": application.submitted_at,
        "conflict_statement_version": STATEMENT_VERSION,
        "submitted_at": application.submitted_at if scores else None,
        "total": total,
        **more,
    }
    made: Review = put(
        Review(
            application_id=application.id,
            application_version_id=version.id,
            reviewer_id=cast.people[person].id,
            private_note="MARKPRIVATE",
            feedback="MARKRAWFEEDBACK",
            **given,
        )
    )
    for criterion, score in zip(criteria, scores, strict=False):
        put(ReviewScore(review_id=made.id, criterion_id=criterion.id, score=score, justification="MARKJUSTIFIED"))
    standings.recompute(application)
    return made


def make_decision(cast: Cast, application: Application, outcome: Outcome, **more: Any) -> Decision:
    """A decision of the manager's; held, unless `more` says when it was sent."""
    words = {"reasons": "MARKHELD", "feedback": "x", "letter": "" if more.get("replaced_at") else "Dear all"}
    given = {
        "round_id": application.round_id,
        "decided_by_id": cast.manager.id,
        "decided_at": application.submitted_at,
        **words,
        **more,
    }
    made: Decision = put(Decision(application_id=application.id, outcome=outcome, **given))
    return made
