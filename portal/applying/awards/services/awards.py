"""Offering an award and accepting it, school by school; the last yes seals the agreement and opens the partnership. An award that is declined, lapses or is
taken back frees its place."""

import uuid
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from portal.applying.applications.content import members
from portal.applying.applications.models import Application, Stage
from portal.applying.applications.services.open_versions import title_of
from portal.applying.applications.workflow import STAGES
from portal.applying.awards import agreement, events, queries
from portal.applying.awards.models import Award, AwardAcceptance, AwardStatus, ConditionStatus, Decision
from portal.applying.awards.workflow import AWARDS
from portal.applying.funding.queries import rules_of
from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.readers import speaking_to
from portal.core.workflow import change
from portal.policy.people import Role
from portal.running.partnerships.models import PartnershipShape
from portal.running.partnerships.services import open_partnership

REMINDERS = 2
DAYS_BETWEEN = 3
# rooms above take part: what else is made when an award starts, is put on hold, goes on, ends (`follow(award, *, by)`)
on_start: list[Callable[..., None]] = []
on_suspend: list[Callable[..., None]] = []
on_resume: list[Callable[..., None]] = []
on_close: list[Callable[..., None]] = []
# put in by the room of the reports: is a report of this award still open?
is_open: list[Callable[[Award], bool]] = []


def _fact(kind: Any, award: Award, by: Actor, **more: Any) -> Any:
    return kind(
        by_id=by.id,
        cluster_id=award.cluster_id,
        application_id=award.application_id,
        subject_id=award.application_id,
        award_id=award.id,
        **more,
    )


def _conditions(decision: Decision) -> str:
    """The conditions under a word of their own, so that they read as what they are behind the terms, in the agreement too; in the language of the letter."""
    if not decision.conditions:
        return ""
    with speaking_to(decision.letter_language):
        return _("Conditions:") + "\n" + decision.conditions


def offer_award(decision: Decision, *, by: Actor) -> Award:
    """Ask the signatory of every member school to accept."""
    application = decision.application
    rules = rules_of(application.round_id)
    made = Award(
        application_id=application.id,
        cluster_id=application.cluster_id,
        terms="\n\n".join(words for words in (rules.terms, _conditions(decision)) if words),
        accept_by=decision.accept_by,
        funding_line_id=decision.funding_line_id,
        amount=decision.amount,
        currency=application.round.currency,
        starts_on=rules.starts_on,
    )
    made.terms_digest = agreement.digest_of_terms(made)
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
    record(_fact(events.AwardOffered, made, by))
    return made


def accept_award(award: Award, *, by: Actor, digest: str, school_id: uuid.UUID | None = None) -> Award:
    """Say yes for a school, to the terms that were shown (`digest`). When every school has, the agreement is sealed and the partnership opens."""
    hold(award)
    acceptance = _acceptance(award, school_id)
    if award.status != AwardStatus.OFFERED:
        raise NotAllowedNow(_("This award was accepted already, or it is not offered any more."))
    if acceptance.accepted_at is not None:
        raise NotAllowedNow(_("Your school has accepted already."))
    if digest != award.terms_digest:
        raise Stale(_("The terms are not those that you read. Please read them again."), {"terms": award.terms})
    answer = {"accepted_at": clock.now(), "person_id": by.id, "terms_digest": award.terms_digest}
    change(acceptance, {"accepted_at": None}, answer)
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
    complete_if_whole(award, by=by)
    return award


def hold(award: Award) -> None:
    """Lock the award's row and read again who has said yes, so that of two schools that end the waiting at once the second one sees the first."""
    session().refresh(award, ["status"], with_for_update=True)
    queries.get_award(award.id)


def complete_if_whole(award: Award, *, by: Actor) -> None:
    """When every school that is asked has said yes to the same terms, the award is accepted."""
    yes = [one.accepted_at is not None and one.terms_digest == award.terms_digest for one in award.acceptances]
    if yes and all(yes):
        _complete(award, by=by)


def _acceptance(award: Award, school_id: uuid.UUID | None) -> AwardAcceptance:
    found = next((one for one in award.acceptances if one.school_id == school_id), None)
    if found is None:
        raise RuleBroken("school", _("Choose the school for which you sign."))
    return found


def _complete(award: Award, *, by: Actor) -> None:
    """Every school has said yes to the same terms: seal the agreement, open the partnership, start when nothing is in the way."""
    content = agreement.sealed_facts(award, queries.list_signatures(award.id))
    AWARDS.advance(
        award,
        "accept",
        accepted_at=clock.now(),
        agreement=content,
        agreement_digest=agreement.digest(content),
    )
    STAGES.advance(award.application, "accept")
    record(_fact(events.AwardAccepted, award, by))
    running = queries.live_partnership(award.cluster_id)
    if running is None:
        cluster = award.application.cluster
        open_partnership(cluster, by=by, name=cluster.name, shape=PartnershipShape.BILATERAL, award_id=award.id)
    elif running.award_id is None:
        change(running, {"award_id": None}, {"award_id": award.id})
    start_if_ready(award, by=by)


def start_if_ready(award: Award, *, by: Actor) -> bool:
    """Start an accepted award when its day has come and every condition is met or waived. Answers whether it started."""
    if award.status != AwardStatus.ACCEPTED or (award.starts_on is not None and award.starts_on > clock.today()):
        return False
    decision = queries.released_decision(award.application)
    settled = (ConditionStatus.MET, ConditionStatus.WAIVED)
    if decision is not None and any(c.status not in settled for c in queries.list_conditions(decision.id)):
        return False
    AWARDS.advance(award, "start", started_at=clock.now(), starts_on=award.starts_on or clock.today())
    record(_fact(events.AwardStarted, award, by))
    for follow in on_start:
        follow(award, by=by)
    return True


def decline_award(award: Award, *, by: Actor, reason: str = "") -> Award:
    """The cluster does not want the award. Its place is free again."""
    AWARDS.advance(award, "decline", ended_at=clock.now(), reason=reason)
    return _freed(award, events.AwardDeclined, by)


def lapse_award(award: Award, *, by: Actor) -> bool:
    """Not accepted in time, after two reminders: the award lapses, and its place is free. Answers whether it did."""
    if award.status != AwardStatus.OFFERED or not is_over(award):
        return False
    AWARDS.advance(award, "lapse", ended_at=clock.now())
    _freed(award, events.AwardLapsed, by)
    return True


def is_over(award: Award) -> bool:
    """Its day has passed, two reminders were sent, and three days have passed since the last."""
    at = clock.now()
    closes_at = _closes_at(award)
    if closes_at is None or at <= closes_at or award.reminders < REMINDERS or award.reminded_at is None:
        return False
    return at >= award.reminded_at + timedelta(days=DAYS_BETWEEN)


def _closes_at(award: Award) -> Any:
    """The end of the day by which the schools accept, on the clocks of the round."""
    if award.accept_by is None:
        return None
    return moments.instant(award.accept_by, time(23, 59), award.application.round.zone)


def remind_of_award(award: Award, *, by: Actor) -> bool:
    """Remind the schools that have not said yes: two weeks before the day, and three days before it. Answers whether they were reminded."""
    closes_at, at = _closes_at(award), clock.now()
    if award.status != AwardStatus.OFFERED or closes_at is None or award.reminders >= REMINDERS:
        return False
    ahead = timedelta(days=14 if award.reminders == 0 else DAYS_BETWEEN)
    rested = award.reminded_at is None or at >= award.reminded_at + timedelta(days=DAYS_BETWEEN)
    if at < closes_at - ahead or not rested:
        return False
    change(award, {"reminders": award.reminders}, {"reminders": award.reminders + 1, "reminded_at": at})
    record(_fact(events.AwardReminded, award, by))
    return True


def revoke_award(application: Application, *, by: Actor) -> None:
    """A decision that gives no award was sent: an award that was offered or accepted before is taken back."""
    award = queries.award_of(application)
    if award is None or not AWARDS.allows(award, "revoke"):
        return
    AWARDS.advance(award, "revoke", ended_at=clock.now())
    if application.stage == Stage.ACCEPTED:
        STAGES.advance(application, "revoke")
    _freed(award, events.AwardRevoked, by)


def _freed(award: Award, kind: Any, by: Actor) -> Award:
    """Nobody is asked to accept any more; where clusters wait on the reserve list, the next is to be offered the place."""
    duty.settle(DutyKind.ACCEPT_AWARD, award.id, by=by, outcome="ended")
    _nobody_owes_conditions(award, by=by)
    record(_fact(kind, award, by))
    planned = award.application.round
    until = rules_of(planned.id).reserve_until
    if (until is None or until >= clock.today()) and queries.list_reserve(planned.id):
        record(events.PlaceFreed(by_id=by.id, subject_id=planned.id, round_id=planned.id))
        if not duty.open_duties(DutyKind.OFFER_RESERVE, planned.id):
            duty.owe(
                DutyKind.OFFER_RESERVE,
                subject_id=planned.id,
                title=planned.name,
                role=Role.PROGRAMME_MANAGER.value,
                due_at=moments.working_days_later(clock.now(), 5),
            )
    return award


def _nobody_owes_conditions(award: Award, *, by: Actor) -> None:
    """The award is over: what its schools still had to do for it, and the programme to look at, leaves their lists."""
    for condition in queries.list_open_conditions(award.application_id):
        for kind in (DutyKind.MEET_CONDITION, DutyKind.CHECK_CONDITION):
            duty.settle(kind, condition.id, by=by, outcome="ended")


def suspend_award(award: Award, *, by: Actor, reason: str, by_clock: bool = False) -> Award:
    """Put an award on hold: its reports are not asked for and nothing is paid. The record stays as it is. `by_clock`: because a report did not come."""
    if not reason:
        raise RuleBroken("reason", _("Say why. The schools read it."))
    AWARDS.advance(award, "suspend", suspended_at=clock.now(), reason=reason, held_by_clock=by_clock)
    record(_fact(events.AwardSuspended, award, by))
    for follow in on_suspend:
        follow(award, by=by)
    return award


def resume_award(award: Award, *, by: Actor) -> Award:
    """The award goes on."""
    for follow in on_resume:  # it still says since when it was on hold
        follow(award, by=by)
    AWARDS.advance(award, "resume", suspended_at=None, reason="", held_by_clock=False)
    record(_fact(events.AwardResumed, award, by))
    return award


def close_award(award: Award, *, by: Actor, reason: str = "") -> Award:
    """The award is over. What is still owed under it must be settled first, unless a reason says why not."""
    if not reason and has_open_reports(award):
        raise RuleBroken("reason", _("Reports of this award are still open. Say why it is closed all the same."))
    AWARDS.advance(award, "close", ended_at=clock.now(), reason=reason)
    _nobody_owes_conditions(award, by=by)
    record(_fact(events.AwardClosed, award, by))
    for follow in on_close:
        follow(award, by=by)
    return award


def has_open_reports(award: Award) -> bool:
    """Is anything still open under this award?"""
    return any(ask(award) for ask in is_open)
