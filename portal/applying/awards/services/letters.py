"""The letter of a decision, made from the programme's template (or from words of its own) and the record."""

from typing import Any

from portal.applying.applications.models import Application
from portal.applying.awards.models import Decision
from portal.applying.funding.models import AwardRules
from portal.applying.funding.queries import rules_of
from portal.applying.letters import places
from portal.applying.letters.queries import template_of
from portal.core.errors import RuleBroken
from portal.core.i18n import _

APPEAL_DAYS = 10


def letter_for(decision: Decision, application: Application) -> str:
    """The letter with every place filled. Raises RuleBroken("own_letter", ...) for words of its own with a place that nobody knows."""
    programme, rules = application.round.programme, rules_of(application.round_id)
    words = decision.own_letter or template_of(programme.id, decision.outcome).letter
    if decision.own_letter:
        _check_own(decision)
    return places.fill(words, _values(decision, application, rules))


def _check_own(decision: Decision) -> None:
    try:
        places.check(decision.own_letter, decision.outcome, is_template=False)
    except RuleBroken as refusal:
        raise RuleBroken("own_letter", refusal.message) from refusal


def _values(decision: Decision, application: Application, rules: AwardRules) -> dict[str, str]:
    day: Any = decision.accept_by
    return {
        "cluster": application.cluster.name,
        "round": application.round.name,
        "programme": application.round.programme.name,
        "reasons": decision.reasons,
        "feedback": decision.feedback,
        "conditions": decision.conditions,
        "accept_by": f"{day.day} {day:%B %Y}" if day is not None else "",
        "amount": f"{decision.amount:,} {application.round.currency}" if decision.amount is not None else "",
        "reserve_place": str(decision.reserve_place or ""),
        "appeal": appeal_words(rules.has_appeals),
    }


def appeal_words(has_appeals: bool) -> str:
    """What a cluster can do if the rules were not followed."""
    if has_appeals:
        return _(
            "If you think that the rules were not followed, you can object within %(days)s working days, on the page of the outcome. "
            "Someone who took no part in the decision then looks at it.",
            days=APPEAL_DAYS,
        )
    return _(
        "If you think that the rules were not followed, write to the programme team within %(days)s working days.",
        days=APPEAL_DAYS,
    )
