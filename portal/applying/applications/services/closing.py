"""Taking an application back, and what becomes of one that was never submitted."""

from datetime import timedelta

from portal.applying.applications import events, queries, receipts
from portal.applying.applications.models import Application, Stage, VersionStatus
from portal.applying.applications.services import open_versions, working
from portal.applying.applications.workflow import STAGES, VERSIONS
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

BACK = {Stage.DRAFT: "go_on_writing", Stage.SUBMITTED: "stand_again"}
LAPSE_AFTER = timedelta(minutes=15)
DUTIES = (DutyKind.WRITE_SECTION, DutyKind.SIGN_APPLICATION, DutyKind.SUBMIT_APPLICATION, DutyKind.SCREEN_APPLICATION)


def withdraw(application: Application, *, by: Actor, receipt_number: str = "", reason: str = "") -> Application:
    """Take the application back. Once submitted, this needs its receipt number, typed, and a reason. It can be undone for a day."""
    was_submitted = application.receipt_number is not None
    if application.withdrawn_at is not None:
        raise NotAllowedNow(_("The application was withdrawn already."))
    if not application.allows("withdraw"):
        raise NotAllowedNow(str(STAGES.words["withdraw"]))
    if was_submitted and receipts.tidy(receipt_number) != application.receipt_number:
        raise RuleBroken("receipt_number", _("Type the receipt number exactly as it is shown on the receipt."))
    if was_submitted and not reason:
        raise RuleBroken("reason", _("Say why you withdraw the application."))
    STAGES.advance(
        application,
        "withdraw",
        withdrawn_at=clock.now(),
        withdrawn_from=application.stage,
        withdrawal_reason=reason,
    )
    _set_aside(application)
    for kind in DUTIES:
        duty.settle(kind, application.id, by=by, outcome="withdrawn")
    record(
        events.ApplicationWithdrawn(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=application.id,
            was_submitted=was_submitted,
        )
    )
    return application


def undo_withdrawal(application: Application, *, by: Actor) -> Application:
    """Within a day: it stands again as it was. What the programme was doing with it begins again with the check."""
    before = application.withdrawn_from
    if application.withdrawn_at is None:
        raise NotAllowedNow(_("The application stands again already."))
    if not application.can_come_back(clock.now()) or before is None:
        raise NotAllowedNow(_("A withdrawal can be undone for 24 hours, and that time is over."))
    if queries.live_in_round(application.cluster_id, application.round_id) is not None:
        raise NotAllowedNow(_("The cluster has started another application to this round. Withdraw that one first."))
    back = BACK.get(before, "check_again")
    STAGES.advance(application, back, withdrawn_at=None, withdrawn_from=None, withdrawal_reason="")
    versions = queries.list_versions(application)
    is_aside = versions[-1].status == VersionStatus.SET_ASIDE and not application.has_closed(clock.now())
    if is_aside and application.stage in (Stage.DRAFT, Stage.SUBMITTED):
        VERSIONS.advance(versions[-1], "reopen", signing_since=None)
        draft = open_versions.draft_of(application)
        working.look_at_duties(draft, by=by)
    if application.stage != Stage.DRAFT:
        open_versions.owe_check(application)
    record(
        events.WithdrawalUndone(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=application.id,
            was_submitted=application.stage != Stage.DRAFT,
        )
    )
    return application


def lapse(application: Application, *, by: Actor) -> bool:
    """After the deadline and its grace: an application that was never submitted lapses; an unfinished new version is set aside, and what was
    submitted stands. Answers whether anything was done; safe to run again."""
    over = application.closes_at + max(timedelta(minutes=application.round.grace_minutes), LAPSE_AFTER)
    queries.list_versions(application)
    if clock.now() <= over or application.open_version is None:
        return False
    _set_aside(application)
    if application.stage != Stage.DRAFT:
        return True
    STAGES.advance(application, "lapse")
    for kind in DUTIES:
        duty.settle(kind, application.id, by=by, outcome="lapsed")
    record(
        events.ApplicationLapsed(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=application.id,
            round_id=application.round_id,
        )
    )
    return True


def _set_aside(application: Application) -> None:
    queries.list_versions(application)
    if application.open_version is not None:
        VERSIONS.advance(application.open_version, "set_aside")
