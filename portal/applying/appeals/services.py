"""Objecting to an outcome, giving the objection to somebody who took no part, and answering it."""

import uuid
from typing import Any

from portal.applying.appeals import events, queries
from portal.applying.appeals.models import Ground, Objection
from portal.applying.appeals.workflow import OBJECTIONS
from portal.applying.applications.models import Application
from portal.applying.applications.services.open_versions import title_of
from portal.applying.awards.models import Outcome
from portal.applying.awards.queries import live_decision
from portal.applying.awards.services import take_back
from portal.applying.funding.queries import rules_of
from portal.applying.reviews.services import read_again
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.terms.working_days import working_days_later
from portal.policy.people import Role

NO = frozenset({Outcome.DECLINED, Outcome.INELIGIBLE})
DAYS_TO_ASSIGN = 3


def object_to(application: Application, *, by: Actor, ground: Ground, words: str) -> Objection:
    """Say, within ten working days, that the rules were not followed. The cluster is told until when it is answered: so many working days as the round says."""
    decision = live_decision(application)
    if decision is None or decision.released_at is None or decision.outcome not in NO:
        raise NotAllowedNow(_("Only an outcome that says no can be objected to."))
    rules = rules_of(application.round_id)
    if not rules.has_appeals:
        raise NotAllowedNow(_("This round hears no objections here. Write to the programme team."))
    if clock.now() > queries.closes_at(decision):
        raise NotAllowedNow(_("The ten working days are over. Write to the programme team."))
    if not words:
        raise RuleBroken("words", _("Say what happened."))
    made = Objection(
        application_id=application.id,
        decision_id=decision.id,
        ground=ground,
        words=words,
        made_by_id=by.id,
        answer_by=working_days_later(clock.now(), rules.answer_days),
    )
    session().add(made)
    session().flush()
    duty.owe(
        DutyKind.ASSIGN_OBJECTION,
        subject_id=made.id,
        title=title_of(application),
        cluster_id=application.cluster_id,
        role=Role.PROGRAMME_MANAGER.value,
        due_at=min(working_days_later(clock.now(), DAYS_TO_ASSIGN), made.answer_by),
    )
    record(_fact(events.ObjectionMade, made, by))
    return made


def assign_objection(objection: Objection, *, by: Actor, officer_id: uuid.UUID) -> Objection:
    """Give it to somebody of the programme who took no part in the outcome and has no tie to the cluster."""
    if officer_id not in {person_id for person_id, _name in queries.list_uninvolved(objection.application)}:
        raise RuleBroken("officer_id", _("Choose someone from the list: who took part cannot hear it."))
    OBJECTIONS.advance(objection, "assign", officer_id=officer_id, assigned_by_id=by.id)
    for kind in (DutyKind.ASSIGN_OBJECTION, DutyKind.HEAR_OBJECTION):
        duty.settle(kind, objection.id, by=by, outcome="assigned")
    duty.owe(
        DutyKind.HEAR_OBJECTION,
        subject_id=objection.id,
        title=title_of(objection.application),
        person_id=officer_id,
        due_at=objection.answer_by,
    )
    record(_fact(events.ObjectionAssigned, objection, by, person_id=officer_id))
    return objection


def answer_objection(objection: Objection, *, by: Actor, is_right: bool, answer: str) -> Objection:
    """The rules were not followed: other people read the application (or it is checked again). Or they were: the outcome stays. Nothing that was
    written before is changed."""
    if objection.officer_id != by.id:
        raise NotAllowedNow(_("Only who hears the objection can answer it."))
    if by.id not in {person_id for person_id, _name in queries.list_uninvolved(objection.application)}:
        raise NotAllowedNow(
            _(
                "You have taken part in this application by now, or have a tie to the cluster. Ask for someone else to hear it."
            )
        )
    if not answer:
        raise RuleBroken("answer", _("Write the answer. The cluster reads it."))
    OBJECTIONS.advance(objection, "uphold" if is_right else "dismiss", answer=answer, answered_at=clock.now())
    duty.settle(DutyKind.HEAR_OBJECTION, objection.id, by=by, outcome="upheld" if is_right else "dismissed")
    application = objection.application
    if is_right:
        decision = live_decision(application)
        if decision is not None and decision.outcome == Outcome.INELIGIBLE:
            take_back(application, by=by, reason=_("An objection was right."))
        else:
            read_again(application, by=by)
    record(_fact(events.ObjectionAnswered, objection, by, upheld=is_right))
    return objection


def _fact(kind: Any, objection: Objection, by: Actor, **more: Any) -> Any:
    application = session().get_one(Application, objection.application_id)
    about = {"cluster_id": application.cluster_id, "application_id": application.id, "subject_id": objection.id}
    return kind(by_id=by.id, **about, **more)
