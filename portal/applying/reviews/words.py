"""How an application stands, in the words of the programme’s staff and of its reviewers: the same stage, told as far as each may know."""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import SCORED, Application, Stage
from portal.applying.awards.models import Decision
from portal.applying.awards.queries import released_decision
from portal.applying.letters.words import called
from portal.applying.reviews.models import ApplicationStanding, Review
from portal.core.database import fetch
from portal.core.i18n import _
from portal.core.types import Key

TOLD = frozenset({Stage.RELEASED, Stage.ACCEPTED})
MOST = 1000


def for_staff(applications: Sequence[Application]) -> dict[uuid.UUID, str]:
    """Of those that are with reviewers, how many of their reviews are in. At most one statement."""
    read = {one.id: one.round.reviewers_each for one in applications if one.stage == Stage.IN_REVIEW}
    counted = {row[0]: row[1] for row in fetch(_counts(), {"ids": list(read)[:MOST]})} if read else {}
    return {
        key: str(_("In review, %(there)s of %(wanted)s in", there=counted.get(key, 0), wanted=wanted))
        for key, wanted in read.items()
    }


@cache
def _counts() -> Any:
    here = ApplicationStanding.application_id.in_(sa.bindparam("ids", expanding=True, type_=Key()))
    return sa.select(ApplicationStanding.application_id, ApplicationStanding.counted).where(here).limit(MOST)


def for_reviewer(review: Review) -> str:
    """Of one that they were asked to read: to be written, waiting for an answer of the cluster, closed, or the outcome, if the programme tells it."""
    application = review.application
    if application.stage == Stage.CLARIFICATION:
        return str(_("Paused, read only"))
    told = told_to_reviewers(application)
    if told is not None:
        return called(told)
    return str(_("Closed") if application.stage in SCORED else _("Assigned to you"))


def told_to_reviewers(application: Application) -> Decision | None:
    """What was decided and sent, where the round lets its reviewers read it."""
    if application.stage not in TOLD or not application.round.reviewer_reads_outcome:
        return None
    return released_decision(application)
