"""What was sent, and what departed from the rules: for an auditor to be content with."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import SCORED, Application, LatePermit, Stage, came_in
from portal.applying.awards.models import Decision
from portal.applying.programmes.models import RoundExtension
from portal.applying.reviews.models import WITHDRAWN, ModerationNote, Review, ReviewStatus
from portal.core.database import fetch
from portal.core.outbox import OutboxMail
from portal.core.types import Key, UtcDateTime
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from portal.oversight.pictures.queries.views import View, in_round

MOST = 500
TOLD_OF_RESULTS = "results_sent"


@dataclass
class Letter:
    """The news of one application: how many people were told, and what became of their mails. `opened`: on the page of notices or later."""

    application_id: uuid.UUID
    cluster: str
    told: int = 0
    queued: int = 0
    sent: int = 0
    refused: int = 0
    opened: int = 0


def letters(view: View) -> list[Letter]:
    """Every released decision of the round, by cluster. One statement."""
    waits = sa.and_(OutboxMail.id.is_not(None), OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
    query = (
        sa.select(
            Application.id,
            Cluster.name,
            Notification.path,
            sa.func.count(Notification.id),
            _sum(waits),
            _sum(OutboxMail.sent_at.is_not(None)),
            _sum(OutboxMail.failed_at.is_not(None)),
            _sum(Notification.read_at.is_not(None)),
        )
        .join(Decision, sa.and_(Decision.application_id == Application.id, Decision.released_at.is_not(None)))
        .join(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(
            Notification,
            sa.and_(Notification.cluster_id == Application.cluster_id, Notification.kind == TOLD_OF_RESULTS),
        )
        .outerjoin(OutboxMail, OutboxMail.once == Notification.once)
        .where(*in_round(view))
        .group_by(Application.id, Cluster.name, Notification.path)
        .order_by(Cluster.name, Application.id)
    )
    found: dict[uuid.UUID, Letter] = {}
    for key, name, path, told, queued, sent, refused, opened in fetch(query):
        held = found.setdefault(key, Letter(key, name))
        if path is not None and str(key) in path:  # news of another application of the same cluster is not its own
            held.told += told
            held.queued, held.sent = held.queued + int(queued), held.sent + int(sent)
            held.refused, held.opened = held.refused + int(refused), held.opened + int(opened)
    return list(found.values())


def _sum(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


@dataclass(frozen=True)
class Departure:
    """One departure from the rules. `of_all`: how many there are of its kind; `cluster`: empty where it is about everyone; `cause`: one of
    `reviews.forms.CAUSE_WORDS`, or empty. `came_in`: the application was submitted; nobody outside its cluster opens it before."""

    kind: str
    at: datetime
    application_id: uuid.UUID | None
    cluster: str
    by: str
    words: str
    cause: str
    of_all: int
    came_in: bool


def departures(view: View) -> list[Departure]:
    """Late permits, moved deadlines, applications that were taken back, reviews that were taken out, scores that the panel moved, checks and decisions
    that were turned around; newest first. One statement."""
    told = sa.union_all(*_sources(view)).subquery()
    t = told.c
    query = (
        sa.select(
            t.kind,
            t.at,
            t.application_id,
            sa.func.coalesce(Cluster.name, ""),
            sa.func.coalesce(Person.name, ""),
            t.words,
            t.cause,
            sa.func.count().over(partition_by=t.kind),
            sa.case((came_in(), 1), else_=0),
        )
        .select_from(told)
        .outerjoin(Application, Application.id == t.application_id)
        .outerjoin(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(Person, Person.id == t.by_id)
        .where(sa.or_(t.application_id.is_(None), sa.and_(*in_round(view))))
        .order_by(t.at.desc(), t.kind, t.application_id)
        .limit(MOST)
    )
    return [Departure(*row) for row in fetch(query)]


def _sources(view: View) -> Sequence[Any]:
    """Every kind in the same columns. Scores and held decisions only for those who may see them."""
    nobody = sa.cast(sa.null(), Key())
    mine = sa.select(Application.id).where(*in_round(view))
    closed = mine if view.sees_open_scores else mine.where(Application.stage.in_(SCORED))

    blank = sa.literal_column("''", sa.Text())

    def one(kind: Any, at: Any, application: Any, by: Any, words: Any, cause: Any = blank) -> Any:
        name = kind if isinstance(kind, sa.ColumnElement) else sa.literal_column(f"'{kind}'", sa.String())
        moment = sa.type_coerce(at, UtcDateTime())
        told = {"kind": name, "at": moment, "application_id": application, "by_id": by, "words": words, "cause": cause}
        return sa.select(*(column.label(key) for key, column in told.items()))

    permit = sa.literal_column("'permit_'", sa.String()) + sa.cast(LatePermit.status, sa.String())
    ended = (ReviewStatus.VOID, ReviewStatus.CONFLICTED)
    review = sa.literal_column("'review_'", sa.String()) + sa.cast(Review.status, sa.String())
    cause = sa.case((Review.stopped_from.is_not(None), WITHDRAWN), else_=Review.cause)
    found = [
        one(
            "extension",
            RoundExtension.created_at,
            nobody,
            RoundExtension.extended_by_id,
            RoundExtension.reason,
        ).where(RoundExtension.round_id == view.planned.id),
        one(permit, LatePermit.created_at, LatePermit.application_id, LatePermit.asked_by_id, LatePermit.reason).where(
            LatePermit.application_id.in_(mine)
        ),
        one(review, Review.updated_at, Review.application_id, Review.reviewer_id, Review.conflict_reason, cause).where(
            Review.application_id.in_(mine), Review.status.in_(ended)
        ),
        one("moved", ModerationNote.created_at, ModerationNote.application_id, ModerationNote.author_id, ModerationNote.words).where(
            ModerationNote.application_id.in_(closed), ModerationNote.moderated_score.is_not(None)
        ),
        one("reinstated", AuditEntry.at, AuditEntry.application_id, AuditEntry.by_id, blank).where(
            AuditEntry.kind == "application_reinstated", AuditEntry.application_id.in_(mine)
        ),
    ]  # fmt: skip
    withdrawn = one("withdrawn", Application.withdrawn_at, Application.id, nobody, Application.withdrawal_reason)
    found.append(withdrawn.where(*in_round(view), Application.stage == Stage.WITHDRAWN, came_in()))
    if view.sees_held:
        because = Decision.replaced_because
        why = sa.case((because == WITHDRAWN, ""), (because != "", because), else_=Decision.reasons)
        cause = sa.case((because == WITHDRAWN, because), else_="")
        turned = one("turned", Decision.replaced_at, Decision.application_id, Decision.decided_by_id, why, cause)
        found.append(turned.where(Decision.application_id.in_(mine), Decision.replaced_at.is_not(None)))
    return found
