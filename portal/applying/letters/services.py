"""Changing the letters of a programme."""

from portal.applying.letters import events, places, queries
from portal.applying.letters.models import LetterTemplate, Outcome
from portal.applying.programmes.models import Programme
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change


def set_template(
    programme: Programme, *, by: Actor, outcome: Outcome, version: int, letter: str, welsh: str = ""
) -> LetterTemplate:
    """Give the programme these words for this outcome, and in Welsh where it has them. Every place in them is known, and none is missing that the outcome
    needs."""
    places.check(letter, outcome)
    if welsh:
        places.check(welsh, outcome, field="welsh")
    found = queries.template_of(programme.id, outcome)
    if found.version != version:
        words = _("Someone changed this letter after you opened the page.")
        raise Stale(words, {"letter": found.letter, "welsh": found.welsh("letter")}, str(found.version))
    if found.version == 0:
        found.letter, found.version, found.edited_by_id = letter, 1, by.id
        found.give_welsh("letter", welsh)
        session().add(found)
    else:
        change(found, {"version": version}, {"letter": letter, "version": version + 1, "edited_by_id": by.id})
        found.give_welsh("letter", welsh)
    session().flush()
    record(
        events.LetterTemplateChanged(by_id=by.id, subject_id=programme.id, programme_id=programme.id, outcome=outcome)
    )
    return found
