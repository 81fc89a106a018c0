"""The texts of a round that may be in Welsh too: which things have them, what they are called, and finding one. One page of a round shows them all."""

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.programmes import queries
from portal.applying.programmes.models import Criterion, Kind, Programme, Question, Round, RoundMilestone, RoundSection
from portal.core.bilingual import Bilingual
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.i18n import _l

KINDS: dict[str, type[Bilingual]] = {
    "programme": Programme,
    "round": Round,
    "section": RoundSection,
    "question": Question,
    "criterion": Criterion,
    "milestone": RoundMilestone,
}
KIND_NAMES: dict[str, Any] = {
    "programme": _l("Programme"),
    "round": _l("Round"),
    "section": _l("Section"),
    "question": _l("Question"),
    "criterion": _l("Criterion"),
    "milestone": _l("Milestone"),
}
FIELD_NAMES: dict[str, Any] = {
    "name": _l("Name"),
    "summary": _l("What it is for"),
    "theme_direction": _l("Direction of the theme"),
    "guidance": _l("Guidance"),
    "themes": _l("Themes, one a line"),
    "entry_questions": _l("Questions before the start, one a line"),
    "title": _l("Title"),
    "text": _l("Question"),
    "options": _l("Choices or columns, one a line"),
    "clarification": _l("Words that make it clear"),
    "anchor_0": _l("0 means"),
    "anchor_1": _l("1 means"),
    "anchor_3": _l("3 means"),
    "anchor_5": _l("5 means"),
}
_FIRST = ("name", "title", "text")


@dataclass(frozen=True)
class Part:
    """A thing of a round with texts: how many of them there are in English, and which lack their Welsh."""

    kind: str
    thing: Any

    @property
    def title(self) -> str:
        return str(next(getattr(self.thing, name) for name in _FIRST if name in self.thing.WELSH_FIELDS))

    @property
    def fields(self) -> list[str]:
        """The texts that it has in English."""
        return [name for name in self.thing.WELSH_FIELDS if self.thing.welsh_state(name) != "empty"]

    @property
    def lacks(self) -> list[str]:
        return [str(FIELD_NAMES[name]) for name in self.thing.lacks_welsh()]


def parts_of(planned: Round) -> list[Part]:
    """Everything of a round that has texts, in the order in which clusters read it; of the form, the version that can be changed, else the one in use."""
    found = [Part("programme", planned.programme), Part("round", planned)]
    found += [Part("milestone", one) for one in queries.list_milestones(planned)]
    for section in queries.sections_of_form(planned, planned.edited_form_number or planned.form_number):
        found.append(Part("section", section))
        found += [Part("question", question) for question in section.questions]
    return found + [Part("criterion", line) for line in queries.list_criteria(planned)]


def find(planned: Round, kind: str, thing_id: uuid.UUID) -> Part:
    """A thing of this very round. Raises NotFound."""
    if kind == "programme" and thing_id == planned.programme_id:
        return Part(kind, planned.programme)
    if kind == "round" and thing_id == planned.id:
        return Part(kind, planned)
    if kind == "section":
        return Part(kind, queries.get_section(planned.id, thing_id))
    if kind == "question":
        return Part(kind, queries.get_question(planned.id, thing_id))
    if kind == "criterion":
        return Part(kind, queries.get_criterion(planned.id, thing_id))
    if kind == "milestone":
        return Part(kind, queries.get_milestone(planned.id, thing_id))
    raise NotFound


def get_round_with(round_id: uuid.UUID, text_kind: str, text_id: uuid.UUID) -> Round:
    """The round, when it has this thing. Raises NotFound."""
    query = sa.select(Round).where(Round.id == round_id).options(joinedload(Round.programme))
    found = session().scalar(query)
    if found is None:
        raise NotFound
    find(found, text_kind, text_id)
    return found


def is_long(part: Part, field: str) -> bool:
    """Whether a text is written in a box of several lines."""
    lists = field in ("options", "themes", "entry_questions")
    return lists or part.thing.WELSH_FIELDS[field] > 160 or getattr(part.thing, "kind", None) == Kind.TABLE
