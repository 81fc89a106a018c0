"""A criterion that does not apply to an application: left out for all of its reviewers, before the first of them opens it."""

import uuid

from portal.applying.applications.models import Application, Stage
from portal.applying.reviews import events, queries
from portal.applying.reviews.models import DroppedCriterion, ReviewStatus
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

BEFORE = (Stage.SUBMITTED, Stage.SCREENING, Stage.IN_REVIEW)
UNOPENED = (ReviewStatus.PROPOSED, ReviewStatus.ASSIGNED, ReviewStatus.DECLINED)


def drop_criterion(application: Application, *, by: Actor, criterion_id: uuid.UUID, reason: str) -> DroppedCriterion:
    """Leave a criterion out of the score of this application, with the reason. One at least has to stay."""
    if not reason:
        raise RuleBroken("reason", _("Say why this criterion does not apply."))
    _nobody_reads(application)
    counted = [c for c in queries.list_criteria(application) if not c.optional_plus]
    if criterion_id not in {c.id for c in queries.list_criteria(application)}:
        raise RuleBroken("criterion_id", _("Choose a criterion from the list."))
    if [c.id for c in counted] == [criterion_id]:
        raise RuleBroken("criterion_id", _("One criterion has to stay."))
    made = DroppedCriterion(
        application_id=application.id, criterion_id=criterion_id, reason=reason, dropped_by_id=by.id
    )
    session().add(made)
    session().flush()
    record(
        events.CriterionDropped(
            by_id=by.id, application_id=application.id, subject_id=application.id, criterion_id=criterion_id
        )
    )
    return made


def count_criterion_again(application: Application, *, by: Actor, criterion_id: uuid.UUID) -> None:
    """A criterion was left out by mistake: it counts again for all reviewers of this application."""
    _nobody_reads(application)
    held = next((one for one in queries.list_dropped(application) if one.criterion_id == criterion_id), None)
    if held is None:
        raise NotAllowedNow(_("This criterion counts already."))
    session().delete(held)
    session().flush()
    record(
        events.CriterionCountedAgain(
            by_id=by.id, application_id=application.id, subject_id=application.id, criterion_id=criterion_id
        )
    )


def _nobody_reads(application: Application) -> None:
    if application.stage not in BEFORE or any(
        r.status not in UNOPENED and r.conflict_statement_at is not None for r in queries.list_reviews(application)
    ):
        raise NotAllowedNow(_("A reviewer has opened this application, so its criteria stay as they are."))
