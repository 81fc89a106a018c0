"""How an application stands, in the words of the programme’s staff and of its reviewers: the same stage, told as far as each may know."""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage, VersionStatus
from portal.applying.applications.pages import STAGE_WORDS_FOR_STAFF
from portal.applying.awards.models import Decision, Outcome
from portal.applying.awards.queries import released_decision
from portal.applying.letters.words import OUTCOME_WORDS
from portal.applying.letters.words import called as outcome_called
from portal.applying.reviews.models import ApplicationStanding, Review
from portal.core.database import fetch
from portal.core.i18n import _, _l
from portal.core.types import Key

TOLD = frozenset({Stage.RELEASED, Stage.ACCEPTED})
CLOSED = frozenset({Stage.MODERATION, Stage.DECIDED}) | TOLD
UNSENT_WORDS: dict[VersionStatus, Any] = {
    VersionStatus.DRAFTING: _l("Started, not sent"),
    VersionStatus.SIGNING: _l("Waiting for signatures, not sent"),
    VersionStatus.READY: _l("Ready, not sent"),
}


def for_staff(applications: Sequence[Application]) -> dict[uuid.UUID, str]:
    """By application: with reviewers, how many of their reviews are in; once the results were sent, the outcome. One statement for each of the two."""
    counted = _counted([one.id for one in applications if one.stage == Stage.IN_REVIEW])
    outcomes = _outcomes([one.id for one in applications if one.stage in TOLD])
    return {one.id: _for_staff(one, counted, outcomes) for one in applications}


def _for_staff(application: Application, counted: dict[uuid.UUID, int], outcomes: dict[uuid.UUID, Outcome]) -> str:
    if application.stage == Stage.IN_REVIEW:
        wanted = application.round.reviewers_each
        return str(_("In review, %(there)s of %(wanted)s in", there=counted.get(application.id, 0), wanted=wanted))
    if application.id in outcomes:
        return str(OUTCOME_WORDS[outcomes[application.id]])
    return str(STAGE_WORDS_FOR_STAFF[application.stage])


MOST = 1000


def _counted(ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    return {row[0]: row[1] for row in fetch(_counts(), {"ids": ids[:MOST]})} if ids else {}


@cache
def _counts() -> Any:
    here = ApplicationStanding.application_id.in_(sa.bindparam("ids", expanding=True, type_=Key()))
    return sa.select(ApplicationStanding.application_id, ApplicationStanding.counted).where(here).limit(MOST)


def _outcomes(ids: list[uuid.UUID]) -> dict[uuid.UUID, Outcome]:
    """The outcome that was sent last of each."""
    return {row[0]: row[1] for row in fetch(_sent(), {"ids": ids[:MOST]})} if ids else {}


@cache
def _sent() -> Any:
    here = Decision.application_id.in_(sa.bindparam("ids", expanding=True, type_=Key()))
    query = sa.select(Decision.application_id, Decision.outcome).where(here, Decision.released_at.is_not(None))
    return query.order_by(Decision.released_at, Decision.id).limit(10 * MOST)


def for_reviewer(review: Review) -> str:
    """Of one that they were asked to read: to be written, waiting for an answer of the cluster, closed, or the outcome, if the programme tells it."""
    application = review.application
    if application.stage == Stage.CLARIFICATION:
        return str(_("Paused, read only"))
    told = told_to_reviewers(application)
    if told is not None:
        return outcome_called(told)
    return str(_("Closed") if application.stage in CLOSED else _("Assigned to you"))


def told_to_reviewers(application: Application) -> Decision | None:
    """What was decided and sent, where the round lets its reviewers read it."""
    if application.stage not in TOLD or not application.round.reviewer_reads_outcome:
        return None
    return released_decision(application)
