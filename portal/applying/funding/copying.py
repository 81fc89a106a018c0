"""What the next round takes over from an earlier one: its lines and terms, without their dates."""

from portal.applying.funding import queries
from portal.applying.funding.models import AwardRules, FundingLine
from portal.applying.programmes.models import Round
from portal.core.actors import Actor
from portal.core.database import session

SAME = ("has_reserve", "has_appeals", "answer_days", "terms")


def take_over(earlier: Round, made: Round, *, by: Actor) -> None:
    """Give the new round the rules of the awards and the budget lines of the earlier one."""
    rules = queries.rules_of(earlier.id)
    if rules.version:
        session().add(AwardRules(round_id=made.id, **{name: getattr(rules, name) for name in SAME}))
    for line in queries.list_lines(earlier.id):
        session().add(FundingLine(round_id=made.id, name=line.name, amount=line.amount))
    session().flush()
