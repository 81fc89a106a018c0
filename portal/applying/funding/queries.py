"""Finding the rules and the budget of a round's awards."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.funding.models import USUAL_ANSWER_DAYS, AwardRules, FundingLine
from portal.applying.programmes.models import Round
from portal.core.database import session
from portal.core.errors import NotFound


def rules_of(round_id: uuid.UUID) -> AwardRules:
    """The rules of this round; those that hold while nobody has set any, not stored, where there are none."""
    found = session().scalar(sa.select(AwardRules).where(AwardRules.round_id == round_id))
    if found is not None:
        return found
    usual = {"has_reserve": False, "has_appeals": False, "answer_days": USUAL_ANSWER_DAYS, "terms": "", "version": 0}
    return AwardRules(round_id=round_id, **usual)


def list_lines(round_id: uuid.UUID) -> Sequence[FundingLine]:
    """The lines of the budget, in the order in which they were made."""
    query = sa.select(FundingLine).where(FundingLine.round_id == round_id)
    return session().scalars(query.order_by(FundingLine.id).limit(100)).all()


def lock_lines(round_id: uuid.UUID) -> None:
    """Until the act is done nobody else gives away money of this round: what is left is read after this, one act at a time."""
    session().execute(
        sa.select(FundingLine.id).where(FundingLine.round_id == round_id).order_by(FundingLine.id).with_for_update()
    )


def get_line(round_id: uuid.UUID, line_id: uuid.UUID) -> FundingLine:
    """A line of this very round, with the round. Raises NotFound."""
    query = sa.select(FundingLine).where(FundingLine.id == line_id, FundingLine.round_id == round_id)
    found = session().scalar(query.options(joinedload(FundingLine.round).joinedload(Round.programme)))
    if found is None:
        raise NotFound
    return found
