"""The kept figures of an application: whatever changes a review that counts has them worked out anew, here and nowhere else."""

import statistics
import uuid
from collections.abc import Sequence

from portal.applying.applications.models import Application, Stage
from portal.applying.reviews import queries, ranking, scoring
from portal.applying.reviews.models import ApplicationStanding, Review
from portal.applying.rules import queries as rules_queries
from portal.applying.rules.models import Balance
from portal.applying.rules.queries import Rules
from portal.core import clock
from portal.core.database import session


def recompute(application: Application) -> ApplicationStanding:
    """Work out mean, spread, flags and what breaks ties, and say when."""
    reviews = queries.with_scores(application)
    rules, kept = rules_queries.rules_of(application.round_id), queries.kept_standing(application)
    standing = queries.standing_of(reviews, application.round.reviewers_each, rules)
    has_place = standing.mean is not None and not standing.is_provisional
    first, second = _ties(reviews, application, rules)
    values = {
        "computed_at": clock.now(),
        "counted": len(standing.totals),
        "mean": standing.mean,
        "median": standing.median,
        "spread": standing.range,
        "deviation": statistics.stdev(standing.totals) if len(standing.totals) > 1 else None,
        "lowest": standing.lowest,
        "gap": standing.gap,
        "is_split": standing.is_split,
        "whole": scoring.whole(standing.mean) if has_place and standing.mean is not None else -1,
        "tie_first": first,
        "tie_second": second,
        "balance": _balance(application, rules, kept),
        "draw": ranking.draw(application.round_id, rules.seed, application.receipt_number or "") if rules.seed else "",
    }
    row = kept or ApplicationStanding(application_id=application.id, round_id=application.round_id)
    for name, value in values.items():
        setattr(row, name, value)
    _put_in_order(row, application.stage)
    return row


def follow_stage(application: Application, before: Stage, after: Stage) -> None:
    """What an application is ranked by follows its stage: still with reviewers it has no place, and out of the panel's sight it has no line."""
    if before not in ranking.SEEN and after not in ranking.SEEN:
        return
    row = queries.kept_standing(application)
    if row is None:
        recompute(application)
    else:
        _put_in_order(row, after)


def _put_in_order(row: ApplicationStanding, stage: Stage) -> None:
    row.order_key = ranking.order_key(stage, row.whole, (row.tie_first, row.tie_second), row.balance, row.draw)
    session().add(row)
    session().flush()


def _ties(reviews: Sequence[Review], application: Application, rules: Rules) -> tuple[int, int]:
    criteria = rules_queries.tie_criteria(rules, rules_queries.list_criteria(application.round_id))
    means = [_mean_on(reviews, criterion.id) for criterion in criteria]
    first, second = [*means, 0, 0][:2]
    return first, second


def _mean_on(reviews: Sequence[Review], criterion_id: uuid.UUID) -> int:
    given = [s.score for r in reviews for s in r.scores if s.criterion_id == criterion_id and s.score is not None]
    return round(1000 * statistics.fmean(given)) if given else 0


def _balance(application: Application, rules: Rules, kept: ApplicationStanding | None) -> int:
    """The smaller comes first. By nation it is what it was when the application went to the reviewers: another lead school later changes no order."""
    if rules.balance == Balance.FIRST_TIME:
        return int(queries.had_an_award(application))
    if rules.balance == Balance.NATION:
        return kept.balance if kept is not None else int(queries.led_from(application) != rules.balance_nation)
    return 0
