"""More time: for one application by two managers of the programme (a late permit), or for a whole round because the portal could not be used."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.applications import events, queries
from portal.applying.applications.models import Application, LatePermit, Stage, VersionStatus
from portal.applying.applications.services import open_versions
from portal.applying.applications.workflow import PERMITS, STAGES, VERSIONS
from portal.applying.programmes import services as programmes
from portal.applying.programmes.models import Round, RoundStatus
from portal.applying.reviews import links
from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.policy.people import SignedIn

STOPPED = (DutyKind.WRITE_SECTION, DutyKind.SIGN_APPLICATION, DutyKind.SUBMIT_APPLICATION)
DAYS_TO_DECIDE = 2


def ask_permit(
    planned: Round, *, by: SignedIn, application_id: uuid.UUID, until_on: date, until_time: time, reason: str
) -> LatePermit:
    """Ask for more time for one application that was never submitted. `until_on`, `until_time`: on the clocks of the round's zone. Nothing changes for the
    cluster before a second manager grants it."""
    application = next((a for a in queries.list_not_submitted(planned, by) if a.id == application_id), None)
    if application is None:
        raise RuleBroken("application_id", _("Choose an application from the list."))
    until = moments.instant(until_on, until_time, planned.zone, field="until_time")
    if until <= clock.now():
        raise RuleBroken("until_on", _("The new time must be in the future."))
    if until <= application.closes_at:
        raise RuleBroken("until_on", _("The new time must be later than the deadline of this application."))
    made = LatePermit(application_id=application.id, until=until, reason=reason, asked_by_id=by.id)
    session().add(made)
    session().flush()
    _owe_answer(made, application)
    record(_fact(events.LatePermitAsked, made, application, by, until=until))
    return made


def _owe_answer(permit: LatePermit, application: Application) -> None:
    """Each other manager without a tie to the cluster owes the answer; the first to give it settles it for all."""
    due_at = min(permit.until, clock.now() + timedelta(days=DAYS_TO_DECIDE))
    for person_id in queries.list_managers(but={permit.asked_by_id, *links.people_of(application.cluster_id)}):
        duty.owe(
            DutyKind.DECIDE_PERMIT,
            subject_id=permit.id,
            title=open_versions.title_of(application),
            person_id=person_id,
            due_at=due_at,
        )


def grant_permit(permit: LatePermit, *, by: Actor) -> LatePermit:
    """Give this application alone the time: it can be written, signed and submitted until then. One that had lapsed is a draft again, with its words."""
    if permit.asked_by_id == by.id:
        raise NotAllowedNow(_("You asked for this. A second manager of the programme has to decide."))
    if permit.until <= clock.now():
        raise NotAllowedNow(_("That time has passed. Ask for a later one."))
    application = queries.get_application(permit.application_id)
    if application.stage not in (Stage.DRAFT, Stage.LAPSED):
        raise NotAllowedNow(_("This application was submitted or withdrawn meanwhile."))
    PERMITS.advance(permit, "grant", decided_by_id=by.id, decided_at=clock.now())
    duty.settle(DutyKind.DECIDE_PERMIT, permit.id, by=by, outcome="granted")
    application.late_until = permit.until
    session().flush()
    _reopen(application)
    _move_duties(application.id, permit.until)
    record(_fact(events.LatePermitGranted, permit, application, by, until=permit.until))
    return permit


def refuse_permit(permit: LatePermit, *, by: Actor) -> LatePermit:
    """No more time. The words of the application stay as they are, to read and to use again."""
    PERMITS.advance(permit, "refuse", decided_by_id=by.id, decided_at=clock.now())
    duty.settle(DutyKind.DECIDE_PERMIT, permit.id, by=by, outcome="refused")
    record(_fact(events.LatePermitRefused, permit, permit.application, by))
    return permit


def extend_for_all(planned: Round, *, by: Actor, until_on: date, until_time: time, reason: str) -> Round:
    """Move the deadline of the round later, for everyone alike. What lapsed because of it is open again, with its words."""
    until = moments.instant(until_on, until_time, planned.zone, field="until_time")
    programmes.extend_round(planned, by=by, until=until, reason=reason)
    reopened = _open_again(planned)
    record(
        events.RoundExtended(
            by_id=by.id, subject_id=planned.id, round_id=planned.id, closes_at=until, reopened=reopened
        )
    )
    return planned


def follow_later_deadline(planned: Round, *, by: Actor) -> None:
    """The rules of a round were changed and it closes later: what the clock stopped because of the earlier deadline goes on."""
    if planned.status == RoundStatus.PUBLISHED:
        _open_again(planned)


def _open_again(planned: Round) -> int:
    """What the clock stopped goes on, with its words; what is owed by the deadline moves with it, and the calendars know that it moved. Answers how many
    applications were opened."""
    session().execute(
        sa.update(Application)
        .where(Application.round_id == planned.id, Application.stage.in_([Stage.DRAFT, Stage.SUBMITTED, Stage.LAPSED]))
        .values(updated_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if planned.has_closed(clock.now()):
        return 0
    reopened = sum(_reopen(application) for application in queries.list_stopped_by_the_clock(planned))
    applications = sa.select(Application.id).where(Application.round_id == planned.id)
    session().execute(
        sa.update(Duty)
        .where(
            Duty.kind.in_(STOPPED),
            Duty.closed_at.is_(None),
            Duty.due_at < planned.closes_at,
            Duty.subject_id.in_(applications),
        )
        .values(due_at=planned.closes_at)
        .execution_options(synchronize_session=False)
    )
    return reopened


def _reopen(application: Application) -> bool:
    """Undo what the clock did: the version it set aside is written again, signatures stay as long as nothing they cover is changed."""
    versions = queries.list_versions(application)
    if application.open_version is not None or not versions or versions[-1].status != VersionStatus.SET_ASIDE:
        return False
    if application.stage == Stage.LAPSED:
        if queries.live_in_round(application.cluster_id, application.round_id) is not None:
            return False
        STAGES.advance(application, "reopen")
    VERSIONS.advance(versions[-1], "reopen", signing_since=None)
    return True


def _move_duties(application_id: uuid.UUID, until: datetime) -> None:
    for owed in session().scalars(
        sa.select(Duty)
        .where(Duty.kind.in_(STOPPED), Duty.subject_id == application_id, Duty.closed_at.is_(None))
        .order_by(Duty.id)
        .limit(100)
    ):
        owed.due_at = until


def _fact(kind: Any, permit: LatePermit, application: Application, by: Actor, **facts: Any) -> Any:
    return kind(
        by_id=by.id,
        cluster_id=application.cluster_id,
        application_id=application.id,
        subject_id=permit.id,
        round_id=application.round_id,
        **facts,
    )
