"""Verbs about the form of a round: sections, questions, words that make one clear."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from portal.applying.programmes import defaults, events, kinds, queries
from portal.applying.programmes.kinds import CHOOSES, WITH_OPTIONS
from portal.applying.programmes.models import Criterion, Kind, Question, Round, RoundSection
from portal.applying.programmes.services.freezing import check_version, form_must_be_open
from portal.core import clock
from portal.core.actors import Actor
from portal.core.bilingual import ENGLISH, WELSH, welsh_beside
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.readers import speaking_to

LONGEST_OPTION = 200
MOST_OPTIONS = 30


def fill_with_defaults(made: Round) -> None:
    """The form and the rubric that a new round starts with, in English and in Welsh, whichever language its manager reads."""
    held = session()
    for position, section in enumerate(defaults.SECTIONS, 1):
        added = RoundSection(
            round_id=made.id,
            **in_both_languages(title=section.title, guidance=section.guidance),
            position=position,
            partner_only=section.partner_only,
            is_budget=section.is_budget,
        )
        held.add(added)
        held.flush()
        held.add_all(
            Question(
                section_id=added.id,
                **in_both_languages(text=q.text, guidance=q.guidance),
                max_words=q.max_words,
                is_required=q.is_required,
                position=place,
            )
            for place, q in enumerate(section.questions, 1)
        )
    for position, line in enumerate(defaults.CRITERIA, 1):
        zero, one, three, five = line.anchors
        held.add(
            Criterion(
                round_id=made.id,
                **in_both_languages(title=line.title, anchor_0=zero, anchor_1=one, anchor_3=three, anchor_5=five),
                weight=line.weight,
                position=position,
                optional_plus=line.optional_plus,
            )
        )
    held.flush()


def in_both_languages(**texts: Any) -> dict[str, Any]:
    """Texts that the portal has in its catalogue, as values of a row: the English, and in `in_welsh` the Welsh of those that are translated."""
    with speaking_to(ENGLISH):
        english = {name: str(words) for name, words in texts.items()}
    with speaking_to(WELSH):
        welsh = {name: said for name, words in texts.items() if (said := str(words)) != english[name]}
    return {**english, "in_welsh": welsh_beside(None, english, welsh)}


# sections


def add_section(planned: Round, *, by: Actor, **words: Any) -> RoundSection:
    """Add a section at the end of the form: title, guidance, partner_only, is_budget, per_school."""
    number = planned.edited_form_number or planned.form_number
    form_must_be_open(planned, number)
    there = queries.sections_of_form(planned, number)
    made = RoundSection(round_id=planned.id, form_number=number, position=next_position(there), **words)
    session().add(made)
    session().flush()
    _form_edited(planned, by, "section_added")
    return made


def edit_section(section: RoundSection, *, by: Actor, read_version: int, **words: Any) -> RoundSection:
    """Change a section: title, guidance, partner_only, is_budget, per_school."""
    check_version(section.round, read_version, {"title": section.title, "guidance": section.guidance})
    form_must_be_open(section.round, section.form_number)
    for name, value in words.items():
        setattr(section, name, value)
    _form_edited(section.round, by, "section_changed")
    return section


def remove_section(section: RoundSection, *, by: Actor) -> None:
    """Take an empty section out. With questions in it, one press would lose them all, and their Welsh."""
    planned = section.round
    form_must_be_open(planned, section.form_number)
    if section.questions:
        raise RuleBroken(None, _("This section has questions. Take them out first."))
    session().delete(section)
    _form_edited(planned, by, "section_removed")


def move_section_up(section: RoundSection, *, by: Actor) -> RoundSection:
    """Let a section change places with the one before it."""
    form_must_be_open(section.round, section.form_number)
    _swap(queries.sections_of_form(section.round, section.form_number), section)
    _form_edited(section.round, by, "section_moved")
    return section


# questions


def add_question(section: RoundSection, *, by: Actor, shown_if: str = "", **words: Any) -> Question:
    """Add a question at the end of a section: text, guidance, kind, options, max_words, is_required.

    `shown_if`: empty, or "question id:place of the option" of the answer without which it is not asked.
    """
    form_must_be_open(section.round, section.form_number)
    made = Question(section_id=section.id, position=next_position(section.questions))
    _set(made, section, shown_if, **words)
    session().add(made)
    session().flush()
    _form_edited(section.round, by, "question_added")
    return made


def edit_question(question: Question, *, by: Actor, read_version: int, shown_if: str = "", **words: Any) -> Question:
    """Change a question (the words of `add_question`)."""
    section = question.section
    check_version(section.round, read_version, {"text": question.text, "guidance": question.guidance})
    form_must_be_open(section.round, section.form_number)
    if (words.get("kind", question.kind), list(words.get("options", question.options))) != (
        question.kind,
        question.options,
    ):
        _nothing_depends_on(question)
    _set(question, section, shown_if, **words)
    _form_edited(section.round, by, "question_changed")
    return question


def remove_question(question: Question, *, by: Actor) -> None:
    """Take a question out."""
    planned = question.section.round
    form_must_be_open(planned, question.section.form_number)
    _nothing_depends_on(question)
    session().delete(question)
    _form_edited(planned, by, "question_removed")


def move_question_up(question: Question, *, by: Actor) -> Question:
    """Let a question change places with the one before it."""
    section = question.section
    form_must_be_open(section.round, section.form_number)
    _swap(queries.questions_of(section), question)
    _form_edited(section.round, by, "question_moved")
    return question


def clarify_question(question: Question, *, by: Actor, read_version: int, clarification: str) -> Question:
    """Add words that make a question clear after clusters have started. They are marked as such, dated, and told to who has started."""
    planned = question.section.round
    check_version(planned, read_version, {"clarification": question.clarification})
    if question.section.form_number == planned.edited_form_number:
        raise NotAllowedNow(_("Nobody answers this question yet. Change the question itself."))
    question.clarification, question.clarified_at = clarification, clock.now()
    planned.version += 1
    record(events.QuestionClarified(by_id=by.id, subject_id=planned.id, round_id=planned.id, question_id=question.id))
    return question


def _set(
    question: Question,
    section: RoundSection,
    shown_if: str,
    *,
    text: str,
    guidance: str = "",
    kind: Kind | str = Kind.TEXT,
    options: Sequence[str] = (),
    max_words: int = 300,
    is_required: bool = True,
) -> None:
    chosen = Kind(kind)
    condition = _condition(question, section, shown_if)
    question.text, question.guidance, question.kind = text, guidance, chosen
    question.options = _checked_options(chosen, options)
    question.max_words, question.is_required = max_words, is_required
    question.shown_if_id, question.shown_if_value = condition


def _checked_options(kind: Kind, options: Sequence[str]) -> list[str]:
    if kind not in WITH_OPTIONS:
        return []
    tidy = list(dict.fromkeys(line for option in options if (line := option.replace("|", "/").strip())))
    if kind == Kind.TABLE and not 1 <= len(tidy) <= kinds.MOST_COLUMNS:
        raise RuleBroken("options", _("Name 1 to %(most)s columns, one a line.", most=kinds.MOST_COLUMNS))
    if kind in CHOOSES and not 2 <= len(tidy) <= MOST_OPTIONS:
        raise RuleBroken("options", _("Give 2 to %(most)s choices, one a line.", most=MOST_OPTIONS))
    if any(len(option) > LONGEST_OPTION for option in tidy):
        raise RuleBroken("options", _("Use %(most)s characters or fewer in each line.", most=LONGEST_OPTION))
    return tidy


def _condition(question: Question, section: RoundSection, shown_if: str) -> tuple[uuid.UUID | None, str]:
    if not shown_if:
        return None, ""
    for found, option in queries.conditions_for(section, question):
        if shown_if == condition_key(found, option):
            return found.id, option
    raise RuleBroken("shown_if", _("Choose from the list."))


def condition_key(question: Question, option: str) -> str:
    """How the condition "this question is answered so" is named in a form."""
    return f"{question.id}:{question.options.index(option)}"


def _nothing_depends_on(question: Question) -> None:
    found = next(iter(queries.dependants_of(question)), None)
    if found is not None:
        raise NotAllowedNow(_("“%(question)s” is asked only after this one. Change it first.", question=found.text))


def _swap(there: Sequence[Any], thing: Any) -> None:
    """Give every one its place anew, this one a place earlier. What is asked only after another answer stays behind it."""
    order = list(there)
    at = next(n for n, one in enumerate(order) if one.id == thing.id)
    if at == 0:
        raise NotAllowedNow(_("This is the first already."))
    order[at - 1], order[at] = order[at], order[at - 1]
    if _asks_too_early(order):
        raise NotAllowedNow(_("What is asked only after another answer has to stay behind that question."))
    for place, one in enumerate(order, 1):
        one.position = place


def _asks_too_early(order: Sequence[Any]) -> bool:
    questions = [q for one in order for q in (one.questions if isinstance(one, RoundSection) else (one,))]
    places = {q.id: n for n, q in enumerate(questions)}
    return any(q.shown_if_id in places and places[q.shown_if_id] > n for n, q in enumerate(questions))


def next_position(things: Iterable[Any]) -> int:
    """The place behind the last."""
    return max((thing.position for thing in things), default=0) + 1


def _form_edited(planned: Round, by: Actor, what: str) -> None:
    planned.version += 1
    record(events.RoundFormEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, what=what))
