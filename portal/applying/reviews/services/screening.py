"""The eligibility check, apart from the assessment."""

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.workflow import STAGES
from portal.applying.reviews import events, queries
from portal.applying.reviews.models import Screening
from portal.applying.reviews.services import stages
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

LINES = ("size_holds", "heads_permit", "partner_evidence", "safeguarding_named")


def screen_application(
    application: Application, *, by: Actor, is_eligible: bool, note: str = "", **lines: bool | None
) -> Screening:
    """Record the check: each line yes, no or not asked. Eligible: reviewers are to be assigned. Not eligible: held, with the reason; nobody outside is told."""
    if not application.has_closed(clock.now()):
        raise NotAllowedNow(
            _(
                "The round is still open: the cluster can replace its application until the deadline. Check it after that."
            )
        )
    if application.stage not in (Stage.SUBMITTED, Stage.SCREENING):
        raise NotAllowedNow(_("This application was checked already."))
    if is_eligible and any(lines.get(name) is False for name in LINES):
        raise RuleBroken(
            "is_eligible",
            _("A line above says no, so the application is not eligible. Correct the line, or choose no."),
        )
    if not is_eligible and not note:
        raise RuleBroken("note", _("Say why the application is not eligible."))
    if application.stage == Stage.SUBMITTED:
        STAGES.advance(application, "start_screening")
    made = _write(application, by=by, is_eligible=is_eligible, note=note, lines=lines)
    duty.settle(DutyKind.SCREEN_APPLICATION, application.id, by=by)
    if is_eligible:
        stages.owe(DutyKind.ALLOCATE_APPLICATION, application, role="programme_officer")
    else:
        STAGES.advance(application, "find_ineligible")
        duty.settle(DutyKind.ALLOCATE_APPLICATION, application.id, by=by, outcome="ineligible")
    record(events.ApplicationScreened(by_id=by.id, application_id=application.id, subject_id=application.id))
    return made


def _write(
    application: Application, *, by: Actor, is_eligible: bool, note: str, lines: dict[str, bool | None]
) -> Screening:
    values = {name: lines.get(name) for name in LINES}
    found = queries.screening_of(application)
    if found is None:
        found = Screening(application_id=application.id)
        session().add(found)
    found.screened_by_id, found.is_eligible, found.note = by.id, is_eligible, note  # type: ignore[assignment]  # staff have an id
    for name, value in values.items():
        setattr(found, name, value)
    session().flush()
    return found


def reinstate_application(application: Application, *, by: Actor, note: str) -> Application:
    """Check an ineligible application again, with the reason why."""
    if not note:
        raise RuleBroken("note", _("Say why the application is checked again."))
    STAGES.advance(application, "reinstate")
    found = queries.screening_of(application)
    if found is not None:
        found.note = f"{found.note}\n\n{note}".strip()
    stages.owe(DutyKind.SCREEN_APPLICATION, application, role="programme_officer")
    record(events.ApplicationReinstated(by_id=by.id, application_id=application.id, subject_id=application.id))
    return application
