"""The places of a letter: which there are, which a letter cannot do without, and filling them. Knows nothing of the database."""

import re
from collections.abc import Mapping

from portal.applying.letters.models import Outcome
from portal.core.errors import RuleBroken
from portal.core.i18n import _, _l

PLACE = re.compile(r"\{([^{}]*)\}")
_ALWAYS = ("cluster", "round", "programme", "reasons", "feedback")
MEANS = {
    "cluster": _l("the name of the cluster"),
    "round": _l("the name of the round"),
    "programme": _l("the name of the programme"),
    "reasons": _l("the reasons of the decision"),
    "feedback": _l("the feedback"),
    "conditions": _l("the conditions, one on each line, and the day by which they are met"),
    "accept_by": _l("the day by which the schools accept"),
    "amount": _l("how much is given"),
    "reserve_place": _l("the place on the reserve list"),
    "appeal": _l("what the cluster can do if the rules were not followed"),
}
ALLOWED: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.APPROVED: (*_ALWAYS, "accept_by", "amount"),
    Outcome.CONDITIONAL: (*_ALWAYS, "conditions", "accept_by", "amount"),
    Outcome.RESERVE: (*_ALWAYS, "reserve_place"),
    Outcome.DECLINED: (*_ALWAYS, "appeal"),
    Outcome.INELIGIBLE: (*_ALWAYS, "appeal"),
}
# every "no" carries its reasons and what can be done about it (rule 25)
NEEDED: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.APPROVED: ("accept_by",),
    Outcome.CONDITIONAL: ("conditions", "accept_by"),
    Outcome.RESERVE: ("reasons", "reserve_place"),
    Outcome.DECLINED: ("reasons", "appeal"),
    Outcome.INELIGIBLE: ("reasons", "appeal"),
}


def check(letter: str, outcome: Outcome, *, is_template: bool = True, field: str = "letter") -> None:
    """Raises RuleBroken(field, ...) for a place that nobody knows, a brace that closes nothing, or (in a template) a place that is missing."""
    named = PLACE.findall(letter)
    for name in named:
        if name not in ALLOWED[outcome]:
            raise RuleBroken(field, _("There is no place called {%(name)s} in this letter.", name=name[:40]))
    if set("{}") & set(PLACE.sub("", letter)):
        raise RuleBroken(field, _("A curly bracket is left over. Places are written like this: {cluster}."))
    missing = [name for name in NEEDED[outcome] if name not in named]
    if is_template and missing:
        raise RuleBroken(field, _("The letter needs the place {%(name)s}.", name=missing[0]))


def with_needed(letter: str, outcome: Outcome) -> str:
    """Words of somebody's own for a no, with its reasons and what can be done about it behind them where they have no place of their own (rule 25)."""
    if outcome not in (Outcome.DECLINED, Outcome.INELIGIBLE):
        return letter
    missing = [name for name in NEEDED[outcome] if name not in PLACE.findall(letter)]
    return "\n\n".join([letter, *(f"{{{name}}}" for name in missing)])


def fill(letter: str, values: Mapping[str, str]) -> str:
    """The letter with its places filled, each once: what stands in a value is not looked at again."""
    return PLACE.sub(lambda found: values.get(found.group(1), ""), letter).strip()
