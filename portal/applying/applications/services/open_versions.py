"""What the verbs share: the version that is open, the round's clock, the duties that go with signing."""

import uuid
from datetime import datetime

from portal.applying.applications import queries
from portal.applying.applications.content import Draft
from portal.applying.applications.models import Application, ApplicationVersion, SignOff, Stage, VersionStatus
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.i18n import _
from portal.core.moments import working_days_later


def draft_of(application: Application) -> Draft:
    """The open version with its form and answers. Raises NotAllowedNow when nothing is open."""
    draft = queries.load_draft(application)
    if draft is None:
        raise NotAllowedNow(_("There is no open version. Choose “Edit again” to make one."))
    return draft


def drafting(application: Application) -> Draft:
    """The open version, while its answers can be changed. Raises NotAllowedNow while it is being signed, or after the deadline."""
    still_open(application)
    draft = draft_of(application)
    if draft.version.status != VersionStatus.DRAFTING:
        raise NotAllowedNow(
            _("The answers are frozen while schools sign. The cluster coordinator can open them again.")
        )
    return draft


DAYS_TO_SCREEN = 5
THEME = "theme"


def check_open(draft: Draft, key: str) -> None:
    """This section (its key), or the theme, can be changed: nothing was named when a school did not sign, or this was. Raises NotAllowedNow."""
    if draft.version.reopened is not None and key not in draft.version.reopened:
        raise NotAllowedNow(
            _("Only what a school wants changed is open now. The cluster coordinator can open everything again.")
        )


def still_open(application: Application) -> None:
    """The round takes changes. Raises NotAllowedNow."""
    if application.stage not in (Stage.DRAFT, Stage.SUBMITTED):
        raise NotAllowedNow(_("This application cannot be changed at this stage."))
    if application.has_closed(clock.now()):
        raise NotAllowedNow(_("The round has closed. Your answers are kept here to read."))


def new_version(application: Application, number: int) -> ApplicationVersion:
    """A version that is being written."""
    made = ApplicationVersion(application_id=application.id, number=number)
    session().add(made)
    session().flush()
    return made


def owe_signature(application: Application, school_id: uuid.UUID, *, due_at: datetime) -> None:
    """The school's signatory owes a signature; stated once."""
    for owed in duty.open_duties(DutyKind.SIGN_APPLICATION, application.id):
        if owed.school_id == school_id:
            owed.due_at = due_at
            return
    duty.owe(
        DutyKind.SIGN_APPLICATION,
        subject_id=application.id,
        title=title_of(application),
        cluster_id=application.cluster_id,
        school_id=school_id,
        office="signatory",
        due_at=due_at,
    )


def owe_submission(application: Application) -> None:
    """The cluster coordinator owes the submission; stated once."""
    if duty.open_duties(DutyKind.SUBMIT_APPLICATION, application.id):
        return
    duty.owe(
        DutyKind.SUBMIT_APPLICATION,
        subject_id=application.id,
        title=title_of(application),
        cluster_id=application.cluster_id,
        office="contact_teacher",
        due_at=application.closes_at,
    )


def owe_check(application: Application) -> None:
    """The programme owes the check, some working days after the deadline; stated once."""
    if duty.open_duties(DutyKind.SCREEN_APPLICATION, application.id):
        return
    duty.owe(
        DutyKind.SCREEN_APPLICATION,
        subject_id=application.id,
        title=title_of(application),
        cluster_id=application.cluster_id,
        role="programme_officer",
        due_at=working_days_later(application.closes_at, DAYS_TO_SCREEN),
    )


def nothing_to_sign(application: Application, *, by: Actor, outcome: str) -> None:
    """Signing is over: what was owed for it is closed, except what the submitted version still waits for."""
    waiting = _awaited_after_submission(application)
    for owed in duty.open_duties(DutyKind.SIGN_APPLICATION, application.id):
        if owed.school_id not in waiting:
            duty.close(owed, by=by, outcome=outcome)
    duty.settle(DutyKind.SUBMIT_APPLICATION, application.id, by=by, outcome=outcome)


def _awaited_after_submission(application: Application) -> set[uuid.UUID]:
    standing = application.standing_version if application.sign_off_incomplete else None
    return {s.school_id for s in awaited(standing)} if standing is not None else set()


def awaited(version: ApplicationVersion) -> list[SignOff]:
    """The signatures that are asked for and not given."""
    return [s for s in version.sign_offs if s.status == "asked"]


def title_of(application: Application) -> str:
    """How the application is called in lists: cluster and round."""
    return f"{application.cluster.name}: {application.round.name}"
