"""Changing how a round is reviewed, and drawing the seed for its ties."""

import secrets
import uuid
from typing import Any

from portal.applying.programmes.models import Round, RoundStatus
from portal.applying.rules import events, queries
from portal.applying.rules.models import Balance, ChecklistLine, ReviewRules
from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import claim

PUBLISHED_BEFORE = (
    "quality_bar",
    "criterion_floor",
    "tie_first_id",
    "tie_second_id",
    "balance",
    "balance_nation",
    "publishes_bands",
)
SEED_BYTES = 16


def edit_rules(planned: Round, *, by: Actor, read_version: int, **values: Any) -> ReviewRules:
    """Change how a round is reviewed. Bar, floor and ties stay as they were published from the opening of the round on, the rest from the first review on.

    `values`: quality_bar, criterion_floor, tie_first_id, tie_second_id, balance, balance_nation, is_blind, has_discussion, publishes_bands, needs_calibration,
    panel_together.
    """
    if values["balance"] != Balance.NATION:
        values["balance_nation"] = None
    session().refresh(planned, ["criteria_frozen_at", "status", "opens_at"], with_for_update=True)
    standing = queries.rules_of(planned.id)
    if standing.version != read_version:
        raise Stale(_("Someone changed these rules while you had them open."), {}, str(standing.version))
    if planned.criteria_frozen_at is not None:
        raise NotAllowedNow(_("A review has been opened, so the rules stay as they are."))
    moved = [name for name in PUBLISHED_BEFORE if values[name] != getattr(standing, name)]
    if moved and planned.status != RoundStatus.DRAFT and planned.opens_at <= clock.now():
        raise RuleBroken(
            moved[0], _("The round is open, and clusters have read this rule. It stays as it was published.")
        )
    _check_ties(planned.id, values)
    if values["balance"] == Balance.NATION and not values["balance_nation"]:
        raise RuleBroken("balance_nation", _("Choose the part of the United Kingdom that comes first."))
    row = _row(planned.id)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = read_version + 1
    session().flush()
    record(events.ReviewRulesEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id))
    return row


def _check_ties(round_id: uuid.UUID, values: dict[str, Any]) -> None:
    known = {criterion.id for criterion in queries.list_criteria(round_id) if not criterion.optional_plus}
    for name in ("tie_first_id", "tie_second_id"):
        if values[name] is not None and values[name] not in known:
            raise RuleBroken(name, _("Choose a criterion on which everyone is scored."))
    if values["tie_first_id"] is not None and values["tie_first_id"] == values["tie_second_id"]:
        raise RuleBroken("tie_second_id", _("Choose two different criteria."))


def _row(round_id: uuid.UUID) -> ReviewRules:
    found = queries.row_of(round_id)
    if found is None:
        found = ReviewRules(round_id=round_id)
        session().add(found)
        session().flush()
    return found


def publish_seed(planned: Round, *, by: Actor) -> str:
    """Draw the seed for ties, once and for all, when nothing can come in any more. Answers the seed, the one that was drawn first also when asked again."""
    if not planned.has_closed(clock.now()):
        raise NotAllowedNow(_("The seed is drawn when the round has closed."))
    row = _row(planned.id)
    drawn = secrets.token_hex(SEED_BYTES)
    if row.seed is None and claim(row, {"seed": None}, {"seed": drawn, "seed_at": clock.now()}):
        record(events.SeedPublished(by_id=by.id, subject_id=planned.id, round_id=planned.id, seed=drawn))
    session().refresh(row, ["seed"])
    return row.seed or drawn


def add_line(planned: Round, *, by: Actor, title: str) -> ChecklistLine:
    """Add a line to the check of this round, as long as no application of it was checked."""
    _must_be_unchecked(planned)
    held = queries.list_checklist(planned.id)
    if len(held) >= queries.MOST_LINES:
        raise RuleBroken("title", _("A check has at most %(most)s lines of its own.", most=queries.MOST_LINES))
    made = ChecklistLine(round_id=planned.id, title=title, position=max((one.position for one in held), default=0) + 1)
    session().add(made)
    session().flush()
    record(events.ChecklistEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, what="added"))
    return made


def remove_line(line: ChecklistLine, *, by: Actor) -> None:
    """Take a line out again."""
    planned = line.round
    _must_be_unchecked(planned)
    session().delete(line)
    session().flush()
    record(events.ChecklistEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, what="removed"))


def _must_be_unchecked(planned: Round) -> None:
    if queries.is_checked(planned.id):
        raise NotAllowedNow(_("The check of this round has begun, so its lines stay as they are."))
