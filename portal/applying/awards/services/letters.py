"""The letter of a decision, made from the programme's template (or from words of its own) and the record."""

from datetime import date

from babel.dates import format_date

from portal.applying.applications.models import Application
from portal.applying.awards.models import Decision
from portal.applying.funding.models import AwardRules
from portal.applying.funding.queries import rules_of
from portal.applying.letters import places
from portal.applying.letters.queries import template_of
from portal.applying.programmes import vocabulary
from portal.core.bilingual import Said
from portal.core.errors import RuleBroken
from portal.core.i18n import _, in_own_words
from portal.core.readers import speaking_to

APPEAL_DAYS = 10


def letter_for(decision: Decision, application: Application, *, conditions_by: date | None = None) -> tuple[str, str]:
    """The letter with every place filled, and its language: the one that the cluster chose, or English where the programme has no such letter. What people
    wrote (reasons, feedback, conditions) stands as they wrote it; `conditions_by`: the day that is said behind the conditions.
    Raises RuleBroken("own_letter", ...) for words of its own with a place that nobody knows."""
    programme, rules = application.round.programme, rules_of(application.round_id)
    with in_own_words(vocabulary.of(programme)):
        frame = template_of(programme.id, decision.outcome).said("letter", application.language)
    if decision.own_letter:
        _check_own(decision)
        frame = Said(places.with_needed(decision.own_letter, decision.outcome), application.language)
    with speaking_to(frame.language), in_own_words(vocabulary.of(programme)):
        letter = places.fill(frame.words, _values(decision, application, rules, frame.language, conditions_by))
        return (f"{letter}\n\n{revise_words()}" if decision.to_revise else letter), frame.language


def _check_own(decision: Decision) -> None:
    try:
        places.check(decision.own_letter, decision.outcome, is_template=False)
    except RuleBroken as refusal:
        raise RuleBroken("own_letter", refusal.message) from refusal


def _values(
    decision: Decision, application: Application, rules: AwardRules, language: str, conditions_by: date | None
) -> dict[str, str]:
    return {
        "cluster": application.cluster.name,
        "round": application.round.said("name", language).words,
        "programme": application.round.programme.said("name", language).words,
        "reasons": decision.reasons,
        "feedback": decision.feedback,
        "conditions": _with_day(decision.conditions, conditions_by, language),
        "accept_by": _said_day(decision.accept_by, language),
        "amount": f"{decision.amount:,} {application.round.currency}" if decision.amount is not None else "",
        "reserve_place": str(decision.reserve_place or ""),
        "appeal": appeal_words(rules.has_appeals),
    }


def _said_day(day: date | None, language: str) -> str:
    return format_date(day, "d MMMM y", locale=language) if day is not None else ""


def _with_day(conditions: str, day: date | None, language: str) -> str:
    """The conditions, and until when: whoever must meet them reads the day in the letter itself."""
    if day is None or not conditions:
        return conditions
    return conditions + "\n" + _("To be met by %(day)s.", day=_said_day(day, language))


def revise_words() -> str:
    """What a cluster reads that is invited to apply again."""
    return _(
        "We invite you to revise the application and to apply again in another round. Your answers are kept to begin with."
    )


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
