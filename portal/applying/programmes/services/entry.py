"""Verbs about who may apply to a round, and its milestones."""

from collections.abc import Sequence
from datetime import date, time

from portal.applying.programmes import events, queries
from portal.applying.programmes.models import Round, RoundMilestone
from portal.applying.programmes.services.freezing import check_version
from portal.core import moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

LONGEST_THEME = 120
MOST_THEMES = 30
MOST_QUESTIONS, LONGEST_QUESTION = 10, 500
MOST_MILESTONES = 20


def set_entry_rules(
    planned: Round,
    *,
    by: Actor,
    read_version: int,
    themes: Sequence[str],
    countries: Sequence[str],
    home_per_overseas: int | None,
    needs_deputy: bool,
    needs_declarations: bool,
    most_money: int | None,
    entry_questions: Sequence[str] = (),
) -> Round:
    """Say who may apply. Once a cluster has started the rules stay: nobody is shut out by a rule that was not there."""
    tidy = list(dict.fromkeys(theme.strip() for theme in themes if theme.strip()))
    current = {name: "\n".join(getattr(planned, name)) for name in ("themes", "entry_questions")}
    check_version(planned, read_version, current)
    if planned.form_frozen_at is not None or planned.form_number > 1:
        raise NotAllowedNow(_("Clusters have started. Who may apply stays as it is."))
    if len(tidy) > MOST_THEMES or any(len(theme) > LONGEST_THEME for theme in tidy):
        raise RuleBroken("themes", _("Give at most %(most)s themes, each of at most 120 characters.", most=MOST_THEMES))
    asked = list(dict.fromkeys(line.strip() for line in entry_questions if line.strip()))
    if len(asked) > MOST_QUESTIONS or any(len(line) > LONGEST_QUESTION for line in asked):
        words = _("Give at most %(most)s questions, each of at most 500 characters.", most=MOST_QUESTIONS)
        raise RuleBroken("entry_questions", words)
    planned.themes, planned.countries, planned.entry_questions = tidy, sorted(set(countries)), asked
    planned.home_per_overseas, planned.most_money = home_per_overseas, most_money
    planned.needs_deputy, planned.needs_declarations = needs_deputy, needs_declarations
    planned.version += 1
    record(events.EntryRulesChanged(by_id=by.id, subject_id=planned.id, round_id=planned.id))
    return planned


def add_milestone(planned: Round, *, by: Actor, title: str, on: date, at: time) -> RoundMilestone:
    """Add a milestone. `on`, `at`: on the clocks of the round's zone."""
    if len(queries.list_milestones(planned)) >= MOST_MILESTONES:
        raise RuleBroken(None, _("A round has at most %(most)s milestones.", most=MOST_MILESTONES))
    made = RoundMilestone(round_id=planned.id, title=title, at=moments.instant(on, at, planned.zone, field="at"))
    session().add(made)
    session().flush()
    _told(planned, by, "added")
    return made


def edit_milestone(milestone: RoundMilestone, *, by: Actor, title: str, on: date, at: time) -> RoundMilestone:
    """Move a milestone, or say it in other words."""
    milestone.title = title
    milestone.at = moments.instant(on, at, milestone.round.zone, field="at")
    _told(milestone.round, by, "changed")
    return milestone


def remove_milestone(milestone: RoundMilestone, *, by: Actor) -> None:
    """Take a milestone out."""
    planned = milestone.round
    session().delete(milestone)
    _told(planned, by, "removed")


def _told(planned: Round, by: Actor, what: str) -> None:
    record(events.MilestoneSet(by_id=by.id, subject_id=planned.id, round_id=planned.id, what=what))
