"""Writing a private note to a reviewer."""

from portal.applying.hints import events
from portal.applying.hints.models import ReviewerHint
from portal.applying.hints.queries import RoundReader
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _


def write_hint(reader: RoundReader, *, by: Actor, words: str) -> ReviewerHint:
    """Tell one reviewer something about how they score. Their scores stay theirs."""
    if by.id is None or by.id == reader.person_id:
        raise NotAllowedNow(_("A note goes to somebody else."))
    if not words:
        raise RuleBroken("words", _("Write what you want to say."))
    made = ReviewerHint(round_id=reader.round.id, reviewer_id=reader.person_id, author_id=by.id, words=words)
    session().add(made)
    session().flush()
    record(
        events.ReviewerHinted(
            by_id=by.id, person_id=reader.person_id, subject_id=reader.round.id, round_id=reader.round.id
        )
    )
    return made
