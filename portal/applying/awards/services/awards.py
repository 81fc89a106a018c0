"""Offering an award and accepting it, school by school. The last yes opens the partnership."""

import uuid
from datetime import time

from portal.applying.applications.content import members
from portal.applying.applications.workflow import STAGES
from portal.applying.awards import events, queries
from portal.applying.awards.models import Award, AwardAcceptance, Decision
from portal.applying.awards.workflow import AWARDS
from portal.applying.reviews.services.stages import title_of
from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.running.partnerships.models import PartnershipShape
from portal.running.partnerships.services import open_partnership


def offer_award(decision: Decision, *, by: Actor) -> Award:
    """Ask the signatory of every member school to accept."""
    application = decision.application
    made = Award(application_id=application.id, cluster_id=application.cluster_id, terms=decision.conditions)
    session().add(made)
    session().flush()
    for membership in members(application.cluster):
        session().add(AwardAcceptance(award_id=made.id, school_id=membership.school_id))
        duty.owe(
            DutyKind.ACCEPT_AWARD,
            subject_id=made.id,
            title=title_of(application),
            cluster_id=application.cluster_id,
            school_id=membership.school_id,
            office="signatory",
            due_at=moments.instant(decision.accept_by, time(23, 59), application.round.zone)
            if decision.accept_by
            else None,
        )
    session().flush()
    record(
        events.AwardOffered(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=application.id,
            award_id=made.id,
        )
    )
    return made


def accept_award(award: Award, *, by: Actor, school_id: uuid.UUID | None = None) -> Award:
    """Say yes for a school. When every school has, the award is accepted and the partnership opens."""
    acceptance = _acceptance(award, school_id)
    if acceptance.accepted_at is not None:
        raise NotAllowedNow(_("Your school has accepted already."))
    change(acceptance, {"accepted_at": None}, {"accepted_at": clock.now(), "person_id": by.id})
    duty.settle(DutyKind.ACCEPT_AWARD, award.id, by=by, school_id=acceptance.school_id, outcome="accepted")
    record(
        events.AwardAcceptedBySchool(
            by_id=by.id,
            cluster_id=award.cluster_id,
            application_id=award.application_id,
            school_id=acceptance.school_id,
            subject_id=award.application_id,
            award_id=award.id,
        )
    )
    if all(one.accepted_at is not None for one in award.acceptances):
        _complete(award, by=by)
    return award


def _acceptance(award: Award, school_id: uuid.UUID | None) -> AwardAcceptance:
    found = next((one for one in award.acceptances if one.school_id == school_id), None)
    if found is None:
        raise RuleBroken("school", _("Choose the school for which you sign."))
    return found


def _complete(award: Award, *, by: Actor) -> None:
    AWARDS.advance(award, "accept", accepted_at=clock.now())
    STAGES.advance(award.application, "accept")
    record(
        events.AwardAccepted(
            by_id=by.id,
            cluster_id=award.cluster_id,
            application_id=award.application_id,
            subject_id=award.application_id,
            award_id=award.id,
        )
    )
    running = queries.live_partnership(award.cluster_id)
    if running is None:
        cluster = award.application.cluster
        open_partnership(cluster, by=by, name=cluster.name, shape=PartnershipShape.BILATERAL, award_id=award.id)
    elif running.award_id is None:
        change(running, {"award_id": None}, {"award_id": award.id})
