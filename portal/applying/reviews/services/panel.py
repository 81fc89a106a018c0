"""The panel's note. It stands beside the reviews and overwrites none of them."""

from portal.applying.applications.models import Application, Stage
from portal.applying.reviews import events
from portal.applying.reviews.models import ModerationNote
from portal.applying.reviews.services import stages
from portal.core import duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _


def write_note(
    application: Application,
    *,
    by: Actor,
    words: str,
    recommendation: str,
    moderated_score: int | None = None,
) -> ModerationNote:
    """Write what the panel says: its reasons, its recommendation and, where it moves the score, the moderated one. Then a decision is owed."""
    if application.stage != Stage.MODERATION:
        raise NotAllowedNow(_("The panel writes its note after the reviews and before the decision."))
    if not words:
        raise RuleBroken("words", _("Write what the panel said."))
    made = ModerationNote(
        application_id=application.id,
        author_id=by.id,
        words=words,
        recommendation=recommendation,
        moderated_score=moderated_score,
    )
    session().add(made)
    session().flush()
    duty.settle(DutyKind.MODERATE, application.id, by=by)
    stages.owe(DutyKind.DECIDE, application, role="programme_manager")
    record(events.PanelNoteWritten(by_id=by.id, application_id=application.id, subject_id=made.id))
    return made
