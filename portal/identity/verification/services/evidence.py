"""Documents that show what a school is: laid in by its contacts or by the programme, read by nobody else."""

from portal.core import clock, storage
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.storage import Upload
from portal.core.text import clean_line
from portal.core.workflow import change
from portal.identity.schools.models import School, SchoolStatus
from portal.identity.verification import events, queries
from portal.identity.verification.models import SchoolEvidence

MOST_FILES = 10
_WAITS = (SchoolStatus.PROPOSED, SchoolStatus.CONFIRMED_BY_HEAD, SchoolStatus.REJECTED)


def add_evidence(school: School, *, by: Actor, words: str, upload: Upload | None) -> SchoolEvidence:
    """Lay a document in, with a few words on what it is."""
    if upload is None:
        raise RuleBroken("file", _("Choose a file."))
    if not clean_line(words):
        raise RuleBroken("words", _("Say in a few words what it is."))
    if queries.count_evidence(school.id) >= MOST_FILES:
        raise RuleBroken(None, _("Ten documents are enough. Take one back before you add another."))
    stored = storage.claim(upload, by=by, school_id=school.id)
    made = SchoolEvidence(school_id=school.id, file_id=stored.id, words=clean_line(words)[:300], added_by_id=by.id)
    session().add(made)
    session().flush()
    record(events.SchoolEvidenceAdded(by_id=by.id, school_id=school.id, subject_id=made.id))
    return made


def take_back_evidence(evidence: SchoolEvidence, *, by: Actor) -> None:
    """Take one's own document back, as long as nothing was decided on it."""
    if evidence.added_by_id != by.id:
        raise RuleBroken(None, _("Only who added the document can take it back."))
    if evidence.school.status not in _WAITS:
        raise NotAllowedNow(_("A decision rests on this document. It stays."))
    change(evidence, {"withdrawn_at": None}, {"withdrawn_at": clock.now()})
    record(events.SchoolEvidenceTakenBack(by_id=by.id, school_id=evidence.school_id, subject_id=evidence.id))
