"""Deciding, and releasing what another person decided."""

import uuid
from datetime import date, timedelta

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.workflow import STAGES
from portal.applying.awards import events, queries
from portal.applying.awards.models import Decision, Outcome
from portal.applying.awards.services.awards import offer_award
from portal.applying.reviews import queries as reviews
from portal.applying.reviews.services.stages import title_of
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change

DAYS_TO_RELEASE = 5
DAYS_TO_ACCEPT = 28
WITH_AWARD = frozenset({Outcome.APPROVED, Outcome.CONDITIONAL})


def record_decision(
    application: Application,
    *,
    by: Actor,
    version: int,
    outcome: Outcome,
    reasons: str,
    feedback: str,
    letter: str,
    conditions: str = "",
    accept_by: date | None = None,
) -> Decision:
    """Write the decision down, or replace one that is still held. Nothing is visible outside before a second person releases it."""
    if application.stage not in (Stage.MODERATION, Stage.DECIDED):
        raise NotAllowedNow(
            _("A decision is recorded after the panel, and can be replaced until the results are sent.")
        )
    if not reviews.list_notes(application):
        raise NotAllowedNow(_("The panel has not written its note yet."))
    if outcome == Outcome.CONDITIONAL and not conditions:
        raise RuleBroken("conditions", _("Name the conditions."))
    if accept_by is not None and accept_by < clock.today():
        raise RuleBroken("accept_by", _("Choose a date that is still to come."))
    earlier = queries.live_decision(application)
    if queries.count_decisions(application) != version:
        raise Stale(_("Someone recorded a decision after you opened the page."), _texts(earlier))
    if earlier is not None:
        _replace(earlier, by=by)
    made = Decision(
        application_id=application.id,
        outcome=outcome,
        reasons=reasons,
        conditions=conditions if outcome == Outcome.CONDITIONAL else "",
        feedback=feedback,
        letter=letter,
        decided_by_id=by.id,
        decided_at=clock.now(),
        accept_by=(accept_by or clock.today() + timedelta(days=DAYS_TO_ACCEPT)) if outcome in WITH_AWARD else None,
    )
    session().add(made)
    session().flush()
    STAGES.advance(application, "decide")
    duty.settle(DutyKind.DECIDE, application.id, by=by)
    _owe_release(made, application, by=by)
    record(
        events.DecisionRecorded(
            by_id=by.id,
            application_id=application.id,
            subject_id=application.id,
            decision_id=made.id,
            replaced_earlier=earlier is not None,
        )
    )
    return made


def _texts(earlier: Decision | None) -> dict[str, str]:
    if earlier is None:
        return {}
    return {name: getattr(earlier, name) for name in ("reasons", "conditions", "feedback", "letter")}


def _replace(earlier: Decision, *, by: Actor) -> None:
    change(earlier, {"replaced_at": None, "released_at": None}, {"replaced_at": clock.now()})
    duty.settle(DutyKind.RELEASE, earlier.id, by=by, outcome="replaced")


def _owe_release(decision: Decision, application: Application, *, by: Actor) -> None:
    """Each second person owes the release; the first to do it settles it for all."""
    for person_id in queries.list_second_people(application, but=by.id):
        duty.owe(
            DutyKind.RELEASE,
            subject_id=decision.id,
            title=title_of(application),
            person_id=person_id,
            due_at=clock.now() + timedelta(days=DAYS_TO_RELEASE),
        )


def release_decision(decision: Decision, *, by: Actor) -> Decision:
    """Send the results: a second person has read the letter. From now on the schools see the outcome; where there is an award, they are asked to accept."""
    if decision.released_at is not None:
        raise NotAllowedNow(_("The results were sent already. Nothing was sent twice."))
    if decision.replaced_at is not None:
        raise NotAllowedNow(_("This decision was replaced by a newer one. Read that one instead."))
    if decision.decided_by_id == by.id:
        raise NotAllowedNow(_("Who recorded the decision cannot send it: a second person reads the letter."))
    application, at = decision.application, clock.now()
    change(
        decision,
        {"released_at": None, "replaced_at": None},
        {"released_at": at, "released_by_id": by.id, "letter_read_at": at},
    )
    STAGES.advance(application, "release")
    duty.settle(DutyKind.RELEASE, decision.id, by=by)
    record(
        events.DecisionReleased(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=application.id,
            decision_id=decision.id,
        )
    )
    if decision.outcome in WITH_AWARD:
        offer_award(decision, by=by)
    return decision


def stop_decision(application_id: uuid.UUID, *, by: Actor) -> None:
    """The cluster took its application back: a held decision is not released any more."""
    application = session().get_one(Application, application_id)
    held = queries.live_decision(application)
    if held is not None and held.released_at is None:
        _replace(held, by=by)
