"""Verbs about the rubric of a round."""

from collections.abc import Iterable
from typing import Any

from portal.applying.programmes import events
from portal.applying.programmes.models import Criterion, Round
from portal.applying.programmes.services.form import next_position
from portal.applying.programmes.services.freezing import check_version, criteria_must_be_open
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record

CRITERION_TEXTS = ("title", "anchor_0", "anchor_1", "anchor_3", "anchor_5")


def add_criterion(planned: Round, *, by: Actor, **words: Any) -> Criterion:
    """Add a line to the rubric: title, weight, anchor_0, anchor_1, anchor_3, anchor_5, optional_plus."""
    criteria_must_be_open(planned)
    made = Criterion(round_id=planned.id, position=next_position(planned.criteria), **words)
    session().add(made)
    session().flush()
    _criteria_edited(planned, by, "criterion_added")
    return made


def edit_criterion(criterion: Criterion, *, by: Actor, read_version: int, **words: Any) -> Criterion:
    """Change a line of the rubric. Weights stay from the publication on, words from the first opened review on."""
    check_version(criterion.round, read_version, {name: getattr(criterion, name) for name in CRITERION_TEXTS})
    heavier = (words["weight"], words["optional_plus"]) != (criterion.weight, criterion.optional_plus)
    criteria_must_be_open(criterion.round, weights_change=heavier)
    for name, value in words.items():
        setattr(criterion, name, value)
    _criteria_edited(criterion.round, by, "criterion_changed")
    return criterion


def remove_criterion(criterion: Criterion, *, by: Actor) -> None:
    """Take a line out of the rubric."""
    planned = criterion.round
    criteria_must_be_open(planned)
    session().delete(criterion)
    session().flush()
    _criteria_edited(planned, by, "criterion_removed")


def weights_of(criteria: Iterable[Criterion]) -> int:
    """What the weights add up to, without the optional plus."""
    return sum(c.weight for c in criteria if not c.optional_plus)


def _criteria_edited(planned: Round, by: Actor, what: str) -> None:
    planned.version += 1
    record(events.RoundCriteriaEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, what=what))
