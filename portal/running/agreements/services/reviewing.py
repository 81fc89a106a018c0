"""Looking at an agreement again on its day, and what happens to it when the partnership ends."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.running.agreements import events, queries
from portal.running.agreements.models import Agreement, AgreementStatus
from portal.running.agreements.services.writing import LONGEST, fact
from portal.running.partnerships.models import Partnership

REMIND_BEFORE = timedelta(days=14)


def remind_of_review(agreement: Agreement, *, by: Actor) -> None:
    """Two weeks before its day the coordinator is asked to look at it with the schools."""
    day, zone = agreement.next_review_on, agreement.partnership.cluster.zone
    if agreement.status != AgreementStatus.IN_FORCE or day is None or day > clock.today(zone) + REMIND_BEFORE:
        return
    if duty.open_duties(DutyKind.REVIEW_AGREEMENT, agreement.id):
        return
    duty.owe(
        DutyKind.REVIEW_AGREEMENT,
        subject_id=agreement.id,
        title=agreement.partnership.name,
        cluster_id=agreement.cluster_id,
        office="contact_teacher",
        due_at=datetime.combine(day, time(23, 59), ZoneInfo(zone)).astimezone(clock.now().tzinfo),
    )
    record(fact(events.AgreementReviewDue, agreement, agreement.cluster_id, by))


def review_agreement(agreement: Agreement, *, by: Actor, next_review_on: date | None) -> None:
    """The schools have looked at it: it stands, and is looked at again on another day."""
    if agreement.status != AgreementStatus.IN_FORCE:
        raise NotAllowedNow(_("Only a version in force is looked at again."))
    today = clock.today(agreement.partnership.cluster.zone)
    if next_review_on is None or not today < next_review_on <= today + LONGEST:
        raise RuleBroken("next_review_on", _("Choose a day in the future, within five years."))
    change(agreement, {"status": AgreementStatus.IN_FORCE}, {"next_review_on": next_review_on})
    duty.settle(DutyKind.REVIEW_AGREEMENT, agreement.id, by=by, outcome="reviewed")
    record(fact(events.AgreementReviewed, agreement, agreement.cluster_id, by))


def close_with_partnership(partnership: Partnership, *, by: Actor) -> None:
    """With the partnership nothing is owed about its agreement any more; every version stays readable."""
    for agreement in queries.list_open(partnership.id):
        for signature in agreement.live_signatures:
            duty.settle(DutyKind.SIGN_AGREEMENT, signature.id, by=by, outcome="ended")
    held = queries.in_force(partnership.id)
    if held is not None:
        duty.settle(DutyKind.REVIEW_AGREEMENT, held.id, by=by, outcome="ended")
