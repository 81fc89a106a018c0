"""The next round of a programme, with everything that the last one had but its dates."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from portal.applying.programmes import events, queries
from portal.applying.programmes.headings import asked_by
from portal.applying.programmes.models import Criterion, Round, RoundMilestone
from portal.applying.programmes.services.form_versions import copy_form
from portal.applying.programmes.services.rounds import check_rules, instants
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record

on_copied: list[Callable[..., None]] = []
"""Rooms above: `take_over(earlier, made, *, by)`, called inside the deed by which a round was planned like an earlier one."""

TAKEN_OVER = (
    "grace_minutes",
    "themes",
    "countries",
    "entry_questions",
    "home_per_overseas",
    "needs_deputy",
    "needs_declarations",
    "most_money",
    "in_welsh",
)
RUBRIC = ("title", "weight", "anchor_0", "anchor_1", "anchor_3", "anchor_5", "position", "optional_plus", "in_welsh")


def copy_round(
    earlier: Round,
    *,
    by: Actor,
    opens_on: date,
    opens_time: time,
    closes_on: date,
    closes_time: time,
    zone: str,
    **rules: Any,
) -> Round:
    """Plan a round with the form that stands, the rubric, the rules and the milestones of an earlier one. Milestones keep their distance from the opening.

    `rules`: as in `plan_round`.
    """
    check_rules(rules, asked_by(earlier.programme))
    opens_at, closes_at = instants(opens_on, opens_time, closes_on, closes_time, zone)
    same = {name: getattr(earlier, name) for name in TAKEN_OVER}
    made = Round(programme_id=earlier.programme_id, opens_at=opens_at, closes_at=closes_at, zone=zone, **same, **rules)
    held = session()
    held.add(made)
    held.flush()
    copy_form(queries.sections_of_form(earlier, earlier.form_number), made, 1)
    for line in queries.list_criteria(earlier):
        held.add(Criterion(round_id=made.id, **{name: getattr(line, name) for name in RUBRIC}))
    moved_by = opens_at - earlier.opens_at
    for milestone in queries.list_milestones(earlier):
        held.add(
            RoundMilestone(
                round_id=made.id, title=milestone.title, at=milestone.at + moved_by, in_welsh=milestone.in_welsh
            )
        )
    held.flush()
    for take_over in on_copied:
        take_over(earlier, made, by=by)
    record(events.RoundCopied(by_id=by.id, subject_id=made.id, round_id=made.id, from_id=earlier.id))
    return made
