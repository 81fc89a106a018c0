"""A new version of the form beside the one that clusters answer: prepared, then used by who starts from then on. Nobody's questions change under them."""

import uuid

from portal.applying.programmes import events, queries
from portal.applying.programmes.models import Question, Round, RoundSection
from portal.applying.programmes.services.freezing import hold
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

SECTION_WORDS = ("title", "guidance", "position", "partner_only", "is_budget", "per_school", "in_welsh")
QUESTION_WORDS = (
    "text",
    "guidance",
    "max_words",
    "is_required",
    "position",
    "kind",
    "options",
    "shown_if_value",
    "in_welsh",
)


def prepare_form(planned: Round, *, by: Actor) -> Round:
    """Copy the form into a version that can be changed."""
    hold(planned)
    if planned.edited_form_number is not None:
        raise NotAllowedNow(_("There is a version that can be changed already."))
    number = planned.form_number + 1
    copy_form(queries.sections_of_form(planned, planned.form_number), planned, number)
    planned.next_form_number = number
    planned.version += 1
    _fact(planned, by, "version_prepared")
    return planned


def use_form(planned: Round, *, by: Actor) -> Round:
    """From now on who starts answers the new version. Applications that were started keep theirs."""
    hold(planned)
    if planned.next_form_number is None:
        raise NotAllowedNow(_("No new version has been prepared."))
    if not any(section.questions for section in queries.sections_of_form(planned, planned.next_form_number)):
        raise RuleBroken(None, _("The form needs at least one section with a question."))
    planned.form_number, planned.next_form_number, planned.form_frozen_at = planned.next_form_number, None, None
    planned.version += 1
    session().flush()
    session().expire(planned, ["sections"])
    _fact(planned, by, "version_used")
    return planned


def drop_form(planned: Round, *, by: Actor) -> Round:
    """Throw the version away that was prepared."""
    hold(planned)
    if planned.next_form_number is None:
        raise NotAllowedNow(_("No new version has been prepared."))
    held = session()
    sections = queries.sections_of_form(planned, planned.next_form_number)
    questions = [q for section in sections for q in section.questions]
    for question in questions:
        question.shown_if_id = None
    held.flush()
    for thing in (*questions, *sections):
        held.delete(thing)
    held.flush()
    planned.next_form_number = None
    planned.version += 1
    _fact(planned, by, "version_dropped")
    return planned


def copy_form(sections: list[RoundSection], to: Round, form_number: int) -> None:
    """Lay these sections and their questions down as a version of a round's form. Clarifications stay behind: their words belong in the question."""
    held = session()
    new_ids: dict[uuid.UUID, uuid.UUID] = {}
    for section in sections:
        copied = RoundSection(
            round_id=to.id, form_number=form_number, **{name: getattr(section, name) for name in SECTION_WORDS}
        )
        held.add(copied)
        held.flush()
        for question in section.questions:
            words = {name: getattr(question, name) for name in QUESTION_WORDS}
            earlier = new_ids.get(question.shown_if_id) if question.shown_if_id else None
            made = Question(section_id=copied.id, shown_if_id=earlier, **words)
            held.add(made)
            held.flush()
            new_ids[question.id] = made.id


def _fact(planned: Round, by: Actor, what: str) -> None:
    record(events.RoundFormEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, what=what))
