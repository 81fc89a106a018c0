"""Verbs about programmes and rounds: make, plan, edit, publish, freeze."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from portal.applying.programmes import defaults, events, queries
from portal.applying.programmes.models import (
    Criterion,
    Programme,
    Question,
    Round,
    RoundExtension,
    RoundSection,
    RoundStatus,
)
from portal.applying.programmes.workflow import LIFECYCLE
from portal.core import clock, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change

WEIGHTS_SUM = 100
FREE_TEXTS = ("name", "theme_direction", "guidance")
CRITERION_TEXTS = ("title", "anchor_0", "anchor_1", "anchor_3", "anchor_5")


def make_programme(*, by: Actor, name: str, summary: str = "") -> Programme:
    """Add a programme."""
    made = Programme(name=name, summary=summary)
    session().add(made)
    session().flush()
    record(events.ProgrammeMade(by_id=by.id, subject_id=made.id, programme_id=made.id))
    return made


def _instants(
    opens_on: date, opens_time: time, closes_on: date, closes_time: time, zone: str
) -> tuple[datetime, datetime]:
    if not moments.is_zone(zone):
        raise RuleBroken("zone", _("Choose a time zone from the list."))
    opens_at = moments.instant(opens_on, opens_time, zone, field="opens_time")
    closes_at = moments.instant(closes_on, closes_time, zone, field="closes_time")
    if closes_at <= opens_at:
        raise RuleBroken("closes_on", _("The round must close after it opens."))
    return opens_at, closes_at


def _check_rules(rules: dict[str, Any]) -> None:
    if rules["max_schools"] < rules["min_schools"]:
        raise RuleBroken("max_schools", _("The largest number of schools cannot be below the smallest."))
    known = {heading.code for heading in queries.list_headings()}
    if not set(rules["required_headings"]) <= known:
        raise RuleBroken("required_headings", _("Choose headings from the list."))


def plan_round(
    *,
    by: Actor,
    programme_id: uuid.UUID,
    opens_on: date,
    opens_time: time,
    closes_on: date,
    closes_time: time,
    zone: str,
    **rules: Any,
) -> Round:
    """Make a round that nobody but staff sees yet, with the default sections, questions and criteria.

    `rules`: name, theme_direction, guidance, min_schools, max_schools, min_overseas, required_headings, lead_signs_first.
    """
    programme = session().get(Programme, programme_id)
    if programme is None:
        raise RuleBroken("programme_id", _("Choose a programme from the list."))
    _check_rules(rules)
    opens_at, closes_at = _instants(opens_on, opens_time, closes_on, closes_time, zone)
    made = Round(programme_id=programme.id, opens_at=opens_at, closes_at=closes_at, zone=zone, **rules)
    session().add(made)
    session().flush()
    _fill_with_defaults(made)
    record(events.RoundPlanned(by_id=by.id, subject_id=made.id, round_id=made.id))
    return made


def _fill_with_defaults(made: Round) -> None:
    held = session()
    for position, section in enumerate(defaults.SECTIONS, 1):
        added = RoundSection(
            round_id=made.id,
            title=str(section.title),
            guidance=str(section.guidance),
            position=position,
            partner_only=section.partner_only,
            is_budget=section.is_budget,
        )
        held.add(added)
        held.flush()
        held.add_all(
            Question(
                section_id=added.id,
                text=str(q.text),
                guidance=str(q.guidance),
                max_words=q.max_words,
                is_required=q.is_required,
                position=place,
            )
            for place, q in enumerate(section.questions, 1)
        )
    for position, line in enumerate(defaults.CRITERIA, 1):
        zero, one, three, five = (str(words) for words in line.anchors)
        held.add(
            Criterion(
                round_id=made.id,
                title=str(line.title),
                weight=line.weight,
                anchor_0=zero,
                anchor_1=one,
                anchor_3=three,
                anchor_5=five,
                position=position,
                optional_plus=line.optional_plus,
            )
        )
    held.flush()


def edit_round(
    planned: Round,
    *,
    by: Actor,
    read_version: int,
    opens_on: date,
    opens_time: time,
    closes_on: date,
    closes_time: time,
    zone: str,
    **rules: Any,
) -> Round:
    """Change the rules of a round. Once a cluster has started, the deadline may move later, never earlier."""
    if planned.version != read_version:
        current = {name: str(getattr(planned, name)) for name in FREE_TEXTS}
        raise Stale(_("Someone changed this round while you had it open."), current)
    _check_rules(rules)
    opens_at, closes_at = _instants(opens_on, opens_time, closes_on, closes_time, zone)
    if planned.form_frozen_at is not None and closes_at < planned.closes_at:
        raise RuleBroken("closes_on", _("Clusters have started. The closing time can move later, not earlier."))
    values = {**rules, "opens_at": opens_at, "closes_at": closes_at, "zone": zone, "version": read_version + 1}
    change(planned, {"version": read_version}, values)
    record(events.RoundEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, closes_at=closes_at))
    return planned


def publish_round(planned: Round, *, by: Actor) -> Round:
    """Show the round to everyone. It needs a section with a question, weights that add up to 100, and a closing time to come."""
    if planned.closes_at <= clock.now():
        raise RuleBroken(None, _("The closing time has passed. Change it before you publish the round."))
    if not any(section.questions for section in planned.sections):
        raise RuleBroken(None, _("The form needs at least one section with a question."))
    weights = weights_of(planned.criteria)
    if weights != WEIGHTS_SUM:
        raise RuleBroken(
            None, _("The weights of the criteria add up to %(sum)s. They must add up to 100.", sum=weights)
        )
    LIFECYCLE.advance(planned, "publish")
    record(events.RoundPublished(by_id=by.id, subject_id=planned.id, round_id=planned.id, closes_at=planned.closes_at))
    return planned


def extend_round(planned: Round, *, by: Actor, until: datetime, reason: str) -> RoundExtension:
    """Move the deadline later, for everyone alike, with the reason kept."""
    if planned.status != RoundStatus.PUBLISHED:
        raise NotAllowedNow(_("Only a published round can be given more time."))
    if until <= planned.closes_at:
        raise RuleBroken("until_on", _("The new time must be later than the deadline."))
    if until <= clock.now():
        raise RuleBroken("until_on", _("The new time must be in the future."))
    made = RoundExtension(
        round_id=planned.id, closed_at=planned.closes_at, closes_at=until, reason=reason, extended_by_id=by.id
    )
    session().add(made)
    change(planned, {"closes_at": planned.closes_at}, {"closes_at": until, "version": planned.version + 1})
    return made


# freezing


def freeze_form(planned: Round) -> None:
    """Called when a cluster starts an application: from now on every cluster answers the same questions."""
    _hold(planned)
    if planned.form_frozen_at is None:
        planned.form_frozen_at = clock.now()


def freeze_criteria(planned: Round) -> None:
    """Called when the first review is opened: from now on everyone is scored by the same rubric."""
    _hold(planned)
    if planned.criteria_frozen_at is None:
        planned.criteria_frozen_at = clock.now()


def _hold(planned: Round) -> None:
    """Lock the round's row, so that an edit and the act that freezes it come one after the other."""
    session().refresh(planned, ["form_frozen_at", "criteria_frozen_at", "status", "version"], with_for_update=True)


def _check_version(planned: Round, read_version: int, current: dict[str, str]) -> None:
    _hold(planned)
    if planned.version != read_version:
        raise Stale(_("Someone changed this round while you had it open."), current, str(planned.version))


def _form_must_be_open(planned: Round) -> None:
    _hold(planned)
    if planned.form_frozen_at is not None:
        raise NotAllowedNow(
            _("A cluster has started its application, so the questions stay as they are. You can change the guidance.")
        )


def _criteria_must_be_open(planned: Round, *, weights_change: bool = True) -> None:
    _hold(planned)
    if planned.criteria_frozen_at is not None:
        raise NotAllowedNow(_("A review has been opened, so the criteria stay as they are."))
    if weights_change and planned.status != RoundStatus.DRAFT:
        raise NotAllowedNow(_("The round is published with these weights. You can still change the words."))


# sections and questions


def add_section(
    planned: Round, *, by: Actor, title: str, guidance: str, partner_only: bool, is_budget: bool
) -> RoundSection:
    """Add a section at the end of the form."""
    _form_must_be_open(planned)
    made = RoundSection(
        round_id=planned.id,
        title=title,
        guidance=guidance,
        position=_next(planned.sections),
        partner_only=partner_only,
        is_budget=is_budget,
    )
    session().add(made)
    session().flush()
    _form_edited(planned, by, "section_added")
    return made


def edit_section(
    section: RoundSection,
    *,
    by: Actor,
    read_version: int,
    title: str,
    guidance: str,
    partner_only: bool,
    is_budget: bool,
) -> RoundSection:
    """Change a section. Once a cluster has started, only its guidance."""
    _check_version(section.round, read_version, {"title": section.title, "guidance": section.guidance})
    wanted = (title, partner_only, is_budget)
    if wanted != (section.title, section.partner_only, section.is_budget):
        _form_must_be_open(section.round)
    section.title, section.partner_only, section.is_budget, section.guidance = *wanted, guidance
    _form_edited(section.round, by, "section_changed")
    return section


def remove_section(section: RoundSection, *, by: Actor) -> None:
    """Take a section out, with its questions."""
    planned = section.round
    _form_must_be_open(planned)
    for question in section.questions:
        session().delete(question)
    session().flush()
    session().delete(section)
    _form_edited(planned, by, "section_removed")


def add_question(
    section: RoundSection, *, by: Actor, text: str, guidance: str, max_words: int, is_required: bool
) -> Question:
    """Add a question at the end of a section."""
    _form_must_be_open(section.round)
    made = Question(
        section_id=section.id,
        text=text,
        guidance=guidance,
        max_words=max_words,
        is_required=is_required,
        position=_next(section.questions),
    )
    session().add(made)
    session().flush()
    _form_edited(section.round, by, "question_added")
    return made


def edit_question(
    question: Question, *, by: Actor, read_version: int, text: str, guidance: str, max_words: int, is_required: bool
) -> Question:
    """Change a question. Once a cluster has started, only its guidance."""
    planned = question.section.round
    _check_version(planned, read_version, {"text": question.text, "guidance": question.guidance})
    wanted = (text, max_words, is_required)
    if wanted != (question.text, question.max_words, question.is_required):
        _form_must_be_open(planned)
    question.text, question.max_words, question.is_required, question.guidance = *wanted, guidance
    _form_edited(planned, by, "question_changed")
    return question


def remove_question(question: Question, *, by: Actor) -> None:
    """Take a question out."""
    planned = question.section.round
    _form_must_be_open(planned)
    session().delete(question)
    _form_edited(planned, by, "question_removed")


# criteria


def add_criterion(planned: Round, *, by: Actor, **words: Any) -> Criterion:
    """Add a line to the rubric: title, weight, anchor_0, anchor_1, anchor_3, anchor_5, optional_plus."""
    _criteria_must_be_open(planned)
    made = Criterion(round_id=planned.id, position=_next(planned.criteria), **words)
    session().add(made)
    session().flush()
    _criteria_edited(planned, by, "criterion_added")
    return made


def edit_criterion(criterion: Criterion, *, by: Actor, read_version: int, **words: Any) -> Criterion:
    """Change a line of the rubric. Weights stay from the publication on, words from the first opened review on."""
    _check_version(criterion.round, read_version, {name: getattr(criterion, name) for name in CRITERION_TEXTS})
    heavier = (words["weight"], words["optional_plus"]) != (criterion.weight, criterion.optional_plus)
    _criteria_must_be_open(criterion.round, weights_change=heavier)
    for name, value in words.items():
        setattr(criterion, name, value)
    _criteria_edited(criterion.round, by, "criterion_changed")
    return criterion


def remove_criterion(criterion: Criterion, *, by: Actor) -> None:
    """Take a line out of the rubric."""
    planned = criterion.round
    _criteria_must_be_open(planned)
    session().delete(criterion)
    session().flush()
    _criteria_edited(planned, by, "criterion_removed")


def weights_of(criteria: Iterable[Criterion]) -> int:
    """What the weights add up to, without the optional plus."""
    return sum(c.weight for c in criteria if not c.optional_plus)


def _next(things: Iterable[Any]) -> int:
    return max((thing.position for thing in things), default=0) + 1


def _form_edited(planned: Round, by: Actor, what: str) -> None:
    planned.version += 1
    record(events.RoundFormEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, what=what))


def _criteria_edited(planned: Round, by: Actor, what: str) -> None:
    planned.version += 1
    record(events.RoundCriteriaEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, what=what))
