"""Instalments of an award: planned within its amount, paid while it goes on and no report is late."""

from datetime import date

from portal.applying.awards.models import Award, AwardStatus
from portal.applying.monitoring import events, queries
from portal.applying.monitoring.models import Instalment, InstalmentStatus
from portal.applying.monitoring.services.calendar import fact
from portal.applying.monitoring.workflow import INSTALMENTS
from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _


def plan_instalment(award: Award, *, by: Actor, amount: int, due_on: date) -> Instalment:
    """Plan a part of the money. All parts together are never more than the award."""
    if award.status not in (AwardStatus.ACCEPTED, AwardStatus.ACTIVE):
        raise NotAllowedNow(_("Money is planned for an award that was accepted and is not on hold."))
    standing = queries.list_instalments(award.id)
    planned = sum(one.amount for one in standing if one.status != InstalmentStatus.CANCELLED)
    if amount < 1:
        raise RuleBroken("amount", _("Enter an amount above 0."))
    if award.amount is None or planned + amount > award.amount:
        left = f"{max(0, (award.amount or 0) - planned):,}"
        raise RuleBroken("amount", _("%(left)s of the award is not planned yet.", left=left))
    made = Instalment(award_id=award.id, number=len(standing) + 1, amount=amount, due_on=due_on)
    session().add(made)
    session().flush()
    record(fact(events.InstalmentPlanned, made, by, amount=amount))
    return made


def pay_instalment(instalment: Instalment, *, by: Actor, paid_on: date, payment_mark: str = "") -> Instalment:
    """Write down that it was paid. Not while the award is on hold, and not while one of its reports is late."""
    session().refresh(instalment.award, ["status"], with_for_update=True)
    if instalment.award.status != AwardStatus.ACTIVE:
        raise NotAllowedNow(_("Nothing is paid unless the award goes on."))
    if queries.has_late(instalment.award_id):
        raise NotAllowedNow(_("A report of this award is late. Nothing is paid until it is accepted or waived."))
    if paid_on > clock.today():
        raise RuleBroken("paid_on", _("Choose the day on which it was paid."))
    INSTALMENTS.advance(instalment, "pay", paid_on=paid_on, paid_by_id=by.id, payment_mark=payment_mark)
    record(fact(events.InstalmentPaid, instalment, by, amount=instalment.amount))
    return instalment


def cancel_instalment(instalment: Instalment, *, by: Actor) -> Instalment:
    """It is not paid."""
    INSTALMENTS.advance(instalment, "cancel")
    record(fact(events.InstalmentCancelled, instalment, by, amount=instalment.amount))
    return instalment
