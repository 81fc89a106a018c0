"""Finding the templates of letters."""

import uuid

import sqlalchemy as sa

from portal.applying.letters import defaults
from portal.applying.letters.models import LetterTemplate, Outcome
from portal.applying.programmes.models import Programme
from portal.applying.programmes.queries import get_programme
from portal.core.bilingual import ENGLISH, WELSH
from portal.core.database import session
from portal.core.errors import NotFound


def get_programme_for(programme_id: uuid.UUID, outcome: str) -> Programme:
    """The programme, when there is such an outcome. Raises NotFound."""
    if outcome not in set(Outcome):
        raise NotFound
    return get_programme(programme_id)


def template_of(programme_id: uuid.UUID, outcome: Outcome) -> LetterTemplate:
    """The programme's letter for this outcome; the one to begin with (version 0, not stored) where it has none."""
    query = sa.select(LetterTemplate).where(
        LetterTemplate.programme_id == programme_id, LetterTemplate.outcome == outcome
    )
    found = session().scalar(query)
    if found is not None:
        return found
    made = LetterTemplate(programme_id=programme_id, outcome=outcome, letter=defaults.text(outcome, ENGLISH), version=0)
    welsh = defaults.text(outcome, WELSH)
    if welsh != made.letter:
        made.give_welsh("letter", welsh)
    return made


def list_own(programme_id: uuid.UUID) -> frozenset[Outcome]:
    """The outcomes for which the programme has words of its own."""
    query = sa.select(LetterTemplate.outcome).where(LetterTemplate.programme_id == programme_id)
    return frozenset(session().scalars(query.order_by(LetterTemplate.outcome).limit(len(Outcome))))


def list_welsh(programme_id: uuid.UUID) -> frozenset[Outcome]:
    """The outcomes for which clusters that chose Welsh get a Welsh letter."""
    query = sa.select(LetterTemplate).where(LetterTemplate.programme_id == programme_id)
    found = {one.outcome: one for one in session().scalars(query.order_by(LetterTemplate.outcome).limit(len(Outcome)))}
    return frozenset(kind for kind in Outcome if kind not in found or found[kind].welsh_state("letter") == "there")
