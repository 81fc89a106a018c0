"""Verbs about programmes and rounds: make, plan, edit, publish, move the deadline."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from portal.applying.programmes import events, vocabulary
from portal.applying.programmes.headings import asked_by, asked_in
from portal.applying.programmes.models import Programme, Round, RoundExtension, RoundStatus
from portal.applying.programmes.services.criteria import weights_of
from portal.applying.programmes.services.form import fill_with_defaults
from portal.applying.programmes.workflow import LIFECYCLE
from portal.core import clock, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _, in_own_words
from portal.core.text import clean_line
from portal.core.workflow import change
from portal.forming.evidence.layouts import Line

on_later_deadline: list[Callable[..., None]] = []
"""Rooms above: `let_in(round, *, by)`, called inside the deed by which the deadline of a round has moved later."""

WEIGHTS_SUM = 100
FREE_TEXTS = ("name", "theme_direction", "guidance")


def make_programme(*, by: Actor, name: str, summary: str = "") -> Programme:
    """Add a programme."""
    made = Programme(name=name, summary=summary)
    session().add(made)
    session().flush()
    record(events.ProgrammeMade(by_id=by.id, subject_id=made.id, programme_id=made.id))
    return made


def set_words(programme: Programme, *, by: Actor, read_words: str, words: Mapping[str, Mapping[str, str]]) -> Programme:
    """What the programme calls things from now on, by term: `en_one`, `en_many`, and in Welsh `cy_one`, `cy_many`. A term without words keeps the portal's.
    `read_words`: the mark of the words that stood on the page."""
    session().refresh(programme, ["own_words"], with_for_update=True)
    if read_words != vocabulary.mark(programme):
        raise Stale(_("Someone changed these words while you had the page open."), {})
    kept: dict[str, dict[str, str]] = {}
    for term, given in words.items():
        typed = {form: clean_line(given.get(form, "")) for form in vocabulary.FORMS}
        for form, word in typed.items():
            if not vocabulary.is_plain(word):
                raise RuleBroken(
                    f"{term}_{form}",
                    _("Use letters, spaces and hyphens only, at most %(most)s.", most=vocabulary.LONGEST),
                )
        for one, many in (("en_one", "en_many"), ("cy_one", "cy_many")):
            if bool(typed[one]) != bool(typed[many]):
                raise RuleBroken(
                    f"{term}_{many if typed[one] else one}", _("Give the word for one and the word for several.")
                )
        if any(typed.values()):
            kept[term] = typed
    programme.own_words = kept
    record(events.ProgrammeWordsChosen(by_id=by.id, subject_id=programme.id, programme_id=programme.id))
    return programme


def instants(
    opens_on: date, opens_time: time, closes_on: date, closes_time: time, zone: str
) -> tuple[datetime, datetime]:
    """Opening and closing as instants. Raises RuleBroken with the field."""
    if not moments.is_zone(zone):
        raise RuleBroken("zone", _("Choose a time zone from the list."))
    opens_at = moments.instant(opens_on, opens_time, zone, field="opens_time")
    closes_at = moments.instant(closes_on, closes_time, zone, field="closes_time")
    if closes_at <= opens_at:
        raise RuleBroken("closes_on", _("The round must close after it opens."))
    return opens_at, closes_at


def check_rules(rules: dict[str, Any], lines: Iterable[Line]) -> None:
    """Sizes and headings make sense; `lines` are the headings that can be asked. Raises RuleBroken with the field."""
    if rules["max_schools"] < rules["min_schools"]:
        raise RuleBroken("max_schools", _("The largest number of schools cannot be below the smallest."))
    known = {line.code for line in lines}
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
    check_rules(rules, asked_by(programme))
    opens_at, closes_at = instants(opens_on, opens_time, closes_on, closes_time, zone)
    made = Round(programme_id=programme.id, opens_at=opens_at, closes_at=closes_at, zone=zone, **rules)
    session().add(made)
    session().flush()
    with in_own_words(vocabulary.of(programme)):
        fill_with_defaults(made)
    record(events.RoundPlanned(by_id=by.id, subject_id=made.id, round_id=made.id))
    return made


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
    """Change the rules of a round. Once a cluster has started, the deadline may move later, never earlier; what lapsed because of the earlier one is open
    again."""
    if planned.version != read_version:
        current = {name: str(getattr(planned, name)) for name in FREE_TEXTS}
        raise Stale(_("Someone changed this round while you had it open."), current)
    check_rules(rules, asked_in(planned))
    opens_at, closes_at = instants(opens_on, opens_time, closes_on, closes_time, zone)
    if planned.form_frozen_at is not None and closes_at < planned.closes_at:
        raise RuleBroken("closes_on", _("Clusters have started. The closing time can move later, not earlier."))
    if (
        planned.criteria_frozen_at is not None
        and rules.get("reviewers_each", planned.reviewers_each) != planned.reviewers_each
    ):
        raise RuleBroken("reviewers_each", _("The first review was opened. How many read each application stays."))
    values = {**rules, "opens_at": opens_at, "closes_at": closes_at, "zone": zone, "version": read_version + 1}
    was_earlier = planned.closes_at < closes_at
    change(planned, {"version": read_version}, values)
    for let_in in on_later_deadline if was_earlier else ():
        let_in(planned, by=by)
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
