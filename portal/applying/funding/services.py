"""Setting the rules and the budget of a round's awards."""

from datetime import date
from typing import Any

from portal.applying.awards.queries import budget
from portal.applying.funding import events, queries
from portal.applying.funding.models import MOST_ANSWER_DAYS, USUAL_ANSWER_DAYS, AwardRules, FundingLine
from portal.applying.programmes.models import Round
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change

FIELDS = ("has_reserve", "has_appeals", "answer_days", "terms", "starts_on", "interim_on", "final_on", "reserve_until")


def set_rules(
    planned: Round,
    *,
    by: Actor,
    version: int,
    has_reserve: bool,
    has_appeals: bool,
    terms: str,
    answer_days: int = USUAL_ANSWER_DAYS,
    starts_on: date | None = None,
    interim_on: date | None = None,
    final_on: date | None = None,
    reserve_until: date | None = None,
) -> AwardRules:
    """Change the rules of the awards. An award that was offered keeps the terms under which it was offered, and its dates."""
    if interim_on is not None and final_on is not None and interim_on >= final_on:
        raise RuleBroken("final_on", _("The final report comes after the interim report."))
    if starts_on is not None and any(day is not None and day <= starts_on for day in (interim_on, final_on)):
        raise RuleBroken("starts_on", _("The reports come after the start."))
    if not 1 <= answer_days <= MOST_ANSWER_DAYS:
        raise RuleBroken("answer_days", _("Enter a number from 1 to %(most)s.", most=MOST_ANSWER_DAYS))
    values = {
        "has_reserve": has_reserve,
        "has_appeals": has_appeals,
        "answer_days": answer_days,
        "terms": terms,
        "starts_on": starts_on,
        "interim_on": interim_on,
        "final_on": final_on,
        "reserve_until": reserve_until if has_reserve else None,
    }
    found = queries.rules_of(planned.id)
    if found.version != version:
        raise Stale(
            _("Someone changed the rules after you opened the page."), {"terms": found.terms}, str(found.version)
        )
    if found.version == 0:
        session().add(found)
        for name, value in values.items():
            setattr(found, name, value)
        found.version = 1
    else:
        change(found, {"version": version}, {**values, "version": version + 1})
    session().flush()
    record(events.AwardRulesChanged(by_id=by.id, subject_id=planned.id, round_id=planned.id))
    return found


def add_line(planned: Round, *, by: Actor, name: str, amount: int) -> FundingLine:
    """Add a line to the budget."""
    made = FundingLine(round_id=planned.id, name=name, amount=amount)
    session().add(made)
    session().flush()
    record(_changed(made, by))
    return made


def change_line(line: FundingLine, *, by: Actor, version: int, name: str, amount: int) -> FundingLine:
    """Give a line another name or amount. RuleBroken where less would be left than awards have been given from it."""
    if line.version != version:
        raise Stale(_("Someone changed this line after you opened the page."), {"name": line.name})
    queries.lock_lines(line.round_id)
    found = budget(line.round_id, kept_from=getattr(by, "kept_from", ()))
    given, unknown = next((state.given, state.unknown) for state in found if state.id == line.id)
    if amount < given:
        raise RuleBroken("amount", _("Awards of %(given)s are given from this line already.", given=f"{given:,}"))
    if amount < given + unknown:
        words = _("More is given from this line already. Your tie to a cluster keeps you from reading how much.")
        raise RuleBroken("amount", words)
    change(line, {"version": version}, {"name": name, "amount": amount, "version": version + 1})
    record(_changed(line, by))
    return line


def _changed(line: FundingLine, by: Actor) -> Any:
    return events.FundingLineChanged(
        by_id=by.id, subject_id=line.round_id, round_id=line.round_id, line_id=line.id, amount=line.amount
    )


__all__ = ["FIELDS", "add_line", "change_line", "set_rules"]
