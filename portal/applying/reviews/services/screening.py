"""The eligibility check, apart from the assessment. That an application is not eligible is proposed by one person and confirmed by a second."""

import uuid
from collections.abc import Mapping
from typing import Any

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.workflow import STAGES
from portal.applying.reviews import events, queries
from portal.applying.reviews.models import Screening, ScreeningAnswer
from portal.applying.reviews.services import stages
from portal.applying.rules.queries import list_checklist
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

LINES = ("size_holds", "heads_permit", "partner_evidence", "safeguarding_named")
CAUSES = ("size", "permission", "evidence", "safeguarding", "incomplete", "overdue_report", "other")
CAUSE_OF = dict(zip(LINES, CAUSES, strict=False))


def screen_application(
    application: Application,
    *,
    by: Actor,
    is_eligible: bool,
    note: str = "",
    cause: str = "",
    added: Mapping[uuid.UUID, bool | None] | None = None,
    **lines: bool | None,
) -> Screening:
    """Record the check: each line yes, no or not asked; `added`: the lines of this round. Eligible: reviewers are to be assigned. Not eligible: proposed,
    with the cause and the reason, until a second person confirms it; nobody outside is told.
    """
    _may_be_checked(application)
    added = _of_this_round(application, added or {})
    says_no = any(lines.get(name) is False for name in LINES) or False in added.values()
    if is_eligible and says_no:
        raise RuleBroken(
            "is_eligible",
            _("A line above says no, so the application is not eligible. Correct the line, or choose no."),
        )
    if is_eligible and not note and None in (*(lines.get(name) for name in LINES), *added.values()):
        raise RuleBroken("note", _("Say why a line was not asked, so that the check is complete."))
    if is_eligible and queries.list_late_reports(application):
        raise RuleBroken(
            "is_eligible",
            _(
                "A report on an earlier award is late, so the application is not eligible. Wait for it, have it waived, or choose no."
            ),
        )
    if not is_eligible:
        if not note:
            raise RuleBroken("note", _("Say why the application is not eligible."))
        cause = _cause(cause, lines)
    if application.stage == Stage.SUBMITTED:
        STAGES.advance(application, "start_screening")
    values: dict[str, Any] = {name: lines.get(name) for name in LINES}
    values |= {"is_eligible": is_eligible, "note": note, "cause": "" if is_eligible else cause}
    made = _write(application, by=by, values=values, added=added)
    duty.settle(DutyKind.SCREEN_APPLICATION, application.id, by=by)
    duty.settle(DutyKind.CONFIRM_INELIGIBLE, application.id, by=by, outcome="checked_again")
    if is_eligible:
        stages.owe(DutyKind.ALLOCATE_APPLICATION, application, role="programme_officer")
    else:
        duty.settle(DutyKind.ALLOCATE_APPLICATION, application.id, by=by, outcome="ineligible")
        stages.owe(DutyKind.CONFIRM_INELIGIBLE, application, role="programme_manager")
    record(
        events.ApplicationScreened(
            by_id=by.id, application_id=application.id, subject_id=application.id, is_eligible=is_eligible
        )
    )
    return made


def _may_be_checked(application: Application) -> None:
    if not application.has_closed(clock.now()):
        raise NotAllowedNow(
            _(
                "The round is still open: the cluster can replace its application until the deadline. Check it after that."
            )
        )
    if application.stage not in (Stage.SUBMITTED, Stage.SCREENING):
        raise NotAllowedNow(_("This application was checked already."))


def _cause(cause: str, lines: Mapping[str, bool | None]) -> str:
    """Which rule is not met: the one that was chosen, or that of the first line that says no. What a line found to be met is not the cause."""
    said = cause or next((CAUSE_OF[name] for name in LINES if lines.get(name) is False), "")
    if not said:
        raise RuleBroken("cause", _("Choose which rule is not met."))
    if any(CAUSE_OF[name] == said and lines.get(name) is True for name in LINES):
        raise RuleBroken(
            "cause", _("A line above says that this rule is met. Correct the line, or choose another rule.")
        )
    return said


def _of_this_round(application: Application, added: Mapping[uuid.UUID, bool | None]) -> dict[uuid.UUID, bool | None]:
    return {line.id: added.get(line.id) for line in list_checklist(application.round_id)}


def _write(
    application: Application, *, by: Actor, values: Mapping[str, Any], added: Mapping[uuid.UUID, bool | None]
) -> Screening:
    found = queries.screening_of(application)
    if found is None:
        found = Screening(application_id=application.id)
    found.confirmed_by_id = found.confirmed_at = None
    found.screened_by_id = by.id  # type: ignore[assignment]  # staff have an id
    for name, value in values.items():
        setattr(found, name, value)
    session().add(found)
    session().flush()
    held = queries.answers_of(found)
    for line_id, is_met in added.items():
        answer = held.get(line_id) or ScreeningAnswer(screening_id=found.id, line_id=line_id)
        answer.is_met = is_met
        session().add(answer)
    session().flush()
    return found


def confirm_ineligible(application: Application, *, by: Actor) -> Screening:
    """A second person of the programme confirms that the application does not meet the rules. Then it is held, and nobody outside is told."""
    found = queries.screening_of(application)
    if found is None or not queries.is_proposed_ineligible(application, found):
        raise NotAllowedNow(_("There is nothing to confirm. Look again."))
    if found.screened_by_id == by.id:
        raise RuleBroken(None, _("You did this check yourself. Someone else of the programme has to confirm it."))
    STAGES.advance(application, "find_ineligible")
    found.confirmed_by_id, found.confirmed_at = by.id, clock.now()
    session().flush()
    duty.settle(DutyKind.CONFIRM_INELIGIBLE, application.id, by=by)
    stages.owe(DutyKind.DECIDE, application, role="programme_manager")
    record(events.IneligibleConfirmed(by_id=by.id, application_id=application.id, subject_id=application.id))
    return found


def reinstate_application(application: Application, *, by: Actor, note: str) -> Application:
    """Check an ineligible application again, with the reason why."""
    if not note:
        raise RuleBroken("note", _("Say why the application is checked again."))
    STAGES.advance(application, "reinstate")
    found = queries.screening_of(application)
    if found is not None:
        found.note = f"{found.note}\n\n{note}".strip()
        found.confirmed_by_id = found.confirmed_at = None
    duty.settle(DutyKind.DECIDE, application.id, by=by, outcome="checked_again")
    stages.owe(DutyKind.SCREEN_APPLICATION, application, role="programme_officer")
    record(events.ApplicationReinstated(by_id=by.id, application_id=application.id, subject_id=application.id))
    return application
