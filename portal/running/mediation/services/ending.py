"""How it ends: settled, not settled, taken back; and the way on when the two schools cannot do it alone."""

from collections.abc import Callable
from datetime import date, timedelta

from portal.core import clock, duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.policy.people import SignedIn
from portal.running.mediation import events
from portal.running.mediation.models import Mediation, MediationStatus
from portal.running.mediation.services.voices import end_of_day, note, owe_by_mediator, settle_all
from portal.running.mediation.workflow import MEDIATION

HELP_WITHIN = timedelta(days=7)
LONGEST_REVIEW = timedelta(days=366)

# on_safeguarding: take(mediation, *, by, words) takes over what was written, before it is removed here; put in at assembly
on_safeguarding: list[Callable[..., None]] = []


def settle(mediation: Mediation, *, by: SignedIn, outcome: str, review_on: date) -> None:
    """The two schools have settled it; what they agreed stays owed, and on a day they look back."""
    if not clean(outcome):
        raise RuleBroken("outcome", _("Write in a few words what the two schools settled on."))
    today = clock.today(mediation.cluster.zone)
    if not today < review_on <= today + LONGEST_REVIEW:
        raise RuleBroken("review_on", _("Enter a day after today, within a year."))
    MEDIATION.advance(mediation, "settle", outcome=clean(outcome), review_on=review_on, ended_at=clock.now())
    settle_all(mediation, by=by, outcome="settled", keep_agreed=True)
    owe_by_mediator(DutyKind.REVIEW_MEDIATION, mediation, end_of_day(mediation, review_on))
    note(events.MediationSettled, mediation, by)


def give_up(mediation: Mediation, *, by: SignedIn, outcome: str) -> None:
    """One of those involved ends the talks without an agreement. Nobody has to go on."""
    if not clean(outcome):
        raise RuleBroken("outcome", _("Write in a few words why the talks end."))
    MEDIATION.advance(mediation, "give_up", outcome=clean(outcome), ended_at=clock.now())
    settle_all(mediation, by=by, outcome="unsettled")
    note(events.MediationUnsettled, mediation, by)


def reopen(mediation: Mediation, *, by: SignedIn) -> None:
    """It did not hold: the talks go on with the same mediator."""
    MEDIATION.advance(mediation, "reopen", ended_at=None, review_on=None)
    duty.settle(DutyKind.REVIEW_MEDIATION, mediation.id, by=by, outcome="reopened")
    owe_by_mediator(DutyKind.LEAD_TALKS, mediation, clock.now() + HELP_WITHIN)
    note(events.MediationReopened, mediation, by)


def close(mediation: Mediation, *, by: SignedIn) -> None:
    """It holds, or nothing more can be done."""
    MEDIATION.advance(mediation, "close")
    settle_all(mediation, by=by, outcome="closed")
    note(events.MediationClosed, mediation, by)


def withdraw(mediation: Mediation, *, by: SignedIn) -> None:
    """The school that raised it takes it back."""
    MEDIATION.advance(mediation, "withdraw", ended_at=clock.now())
    settle_all(mediation, by=by, outcome="withdrawn")
    note(events.MediationWithdrawn, mediation, by)


def escalate(mediation: Mediation, *, by: SignedIn, why: str) -> None:
    """One of those involved asks the administrators for help. From now on they read all of it, and everyone involved is told so."""
    if mediation.status in (MediationStatus.WITHDRAWN, MediationStatus.CLOSED, MediationStatus.TO_SAFEGUARDING):
        raise NotAllowedNow(_("This has ended already. Please look again."))
    if not clean(why):
        raise RuleBroken("why", _("Write in a few words what you need help with."))
    if mediation.escalated_at is not None:
        raise NotAllowedNow(_("The administrators have been asked already."))
    change(
        mediation,
        {"escalated_at": None},
        {"escalated_at": clock.now(), "escalated_by_id": by.id, "escalation": clean(why)},
    )
    duty.owe(
        DutyKind.HELP_MEDIATION,
        subject_id=mediation.id,
        title=mediation.cluster.name,
        role="system_administrator",
        due_at=clock.now() + HELP_WITHIN,
    )
    note(events.MediationEscalated, mediation, by)


def move_to_safeguarding(mediation: Mediation, *, by: SignedIn, words: str) -> None:
    """It is about harm to a child after all. The portal safeguarding team takes over everything that was written; here nothing of it stays."""
    if not clean(words):
        raise RuleBroken("words", _("Write in a few words what worries you."))
    MEDIATION.advance(mediation, "move_to_safeguarding", ended_at=clock.now())
    settle_all(mediation, by=by, outcome="to_safeguarding")
    for take in on_safeguarding:
        take(mediation, by=by, words=clean(words))
    mediation.what = mediation.wish = mediation.reason = mediation.outcome = mediation.escalation = ""
    for step in mediation.steps:
        step.what = ""
    for action in mediation.actions:
        action.what = ""
    session().flush()
    note(events.MediationMovedToSafeguarding, mediation, by)
