"""What the next round takes over from an earlier one: how it is reviewed, and the lines of its check."""

import sqlalchemy as sa

from portal.applying.programmes.models import Round
from portal.applying.rules import queries
from portal.applying.rules.models import ChecklistLine, ReviewRules
from portal.core.actors import Actor
from portal.core.database import session

SAME = (
    "quality_bar",
    "criterion_floor",
    "balance",
    "balance_nation",
    "is_blind",
    "has_discussion",
    "publishes_bands",
    "needs_calibration",
    "panel_together",
)


def take_over(earlier: Round, made: Round, *, by: Actor) -> None:
    """Give the new round the rules of the earlier one; what breaks ties is found again by the title of the criterion. Its draw is its own."""
    held, row = session(), queries.row_of(earlier.id)
    if row is not None:
        titles = {criterion.id: criterion.title for criterion in queries.list_criteria(earlier.id)}
        new = {criterion.title: criterion.id for criterion in queries.list_criteria(made.id)}
        ties = {
            name: new.get(titles.get(getattr(row, name), "")) if getattr(row, name) is not None else None
            for name in ("tie_first_id", "tie_second_id")
        }
        held.add(ReviewRules(round_id=made.id, **ties, **{name: getattr(row, name) for name in SAME}))
    lines = sa.select(ChecklistLine).where(ChecklistLine.round_id == earlier.id).order_by(ChecklistLine.position)
    for line in held.scalars(lines.limit(queries.MOST_LINES)):
        held.add(ChecklistLine(round_id=made.id, title=line.title, position=line.position))
    held.flush()
