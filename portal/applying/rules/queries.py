"""The rules of a round as everything else reads them: the row, or the defaults."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.applications.models import NOT_STANDING, Application, Stage
from portal.applying.programmes.models import Criterion, Round, RoundStatus
from portal.applying.rules.models import Balance, ChecklistLine, ReviewRules
from portal.core.database import session
from portal.core.errors import NotFound

MOST_CRITERIA = 50
MOST_LINES = 30


@dataclass(frozen=True)
class Rules:
    """How a round is reviewed. `ties`: the criteria that break ties, in their order."""

    round_id: uuid.UUID
    quality_bar: int = 60
    criterion_floor: int = 2
    tie_first_id: uuid.UUID | None = None
    tie_second_id: uuid.UUID | None = None
    balance: Balance = Balance.NONE
    balance_nation: str | None = None
    is_blind: bool = False
    has_discussion: bool = False
    publishes_bands: bool = False
    needs_calibration: bool = False
    panel_together: bool = False
    seed: str | None = None
    seed_at: datetime | None = None
    version: int = 0


NAMES = tuple(name for name in Rules.__dataclass_fields__ if name != "round_id")


def row_of(round_id: uuid.UUID) -> ReviewRules | None:
    """The row of a round, if its rules were ever touched."""
    return session().scalar(sa.select(ReviewRules).where(ReviewRules.round_id == round_id))


def rules_of(round_id: uuid.UUID) -> Rules:
    """How this round is reviewed."""
    row = row_of(round_id)
    return Rules(round_id) if row is None else Rules(round_id, **{name: getattr(row, name) for name in NAMES})


def is_blind(round_id: uuid.UUID) -> bool:
    """Do the reviewers of this round read without knowing who applies?"""
    return round_id in blind_among([round_id])


def blind_among(round_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of these rounds that are blind. One statement."""
    query = sa.select(ReviewRules.round_id).where(ReviewRules.round_id.in_(round_ids), ReviewRules.is_blind)
    return frozenset(session().scalars(query.order_by(ReviewRules.round_id).limit(500)))


def list_criteria(round_id: uuid.UUID) -> Sequence[Criterion]:
    """The rubric of a round, in its order."""
    query = sa.select(Criterion).where(Criterion.round_id == round_id)
    return session().scalars(query.order_by(Criterion.position, Criterion.id).limit(MOST_CRITERIA)).all()


def tie_criteria(rules: Rules, criteria: Sequence[Criterion]) -> list[Criterion]:
    """The two criteria that break ties. Unless the round says otherwise: the second and the last that everyone is scored on, never the optional plus."""
    counted = [criterion for criterion in criteria if not criterion.optional_plus]
    if not counted:
        return []
    by_id = {criterion.id: criterion for criterion in counted}
    none = uuid.UUID(int=0)
    first = by_id.get(rules.tie_first_id or none, counted[min(1, len(counted) - 1)])
    second = by_id.get(rules.tie_second_id or none, counted[-1])
    return [first] if first is second else [first, second]


def list_without_seed(now: datetime) -> Sequence[uuid.UUID]:
    """Rounds that have closed, in which something was submitted, and whose seed was not drawn yet."""
    drawn = sa.select(ReviewRules.round_id).where(ReviewRules.seed.is_not(None))
    came_in = sa.exists().where(Application.round_id == Round.id, Application.stage.not_in(NOT_STANDING))
    query = sa.select(Round.id).where(
        Round.status == RoundStatus.PUBLISHED, Round.closes_at < now, Round.id.not_in(drawn), came_in
    )
    return session().scalars(query.order_by(Round.id).limit(200)).all()


def list_checklist(round_id: uuid.UUID) -> Sequence[ChecklistLine]:
    """What this round adds to the check, in its order."""
    query = sa.select(ChecklistLine).where(ChecklistLine.round_id == round_id)
    return session().scalars(query.order_by(ChecklistLine.position, ChecklistLine.id).limit(MOST_LINES)).all()


def get_line(round_id: uuid.UUID, line_id: uuid.UUID) -> ChecklistLine:
    """A line of this very round. Raises NotFound."""
    query = sa.select(ChecklistLine).where(ChecklistLine.id == line_id, ChecklistLine.round_id == round_id)
    found = session().scalar(query.options(joinedload(ChecklistLine.round)))
    if found is None:
        raise NotFound
    return found


def is_checked(round_id: uuid.UUID) -> bool:
    """Was the check of an application of this round begun?"""
    query = sa.select(Application.id).where(
        Application.round_id == round_id, Application.stage.not_in([*NOT_STANDING, Stage.SUBMITTED])
    )
    return session().scalar(query.limit(1)) is not None
