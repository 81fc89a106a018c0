"""Forms of the rules and the budget of a round's awards."""

from typing import Any

from portal.applying.funding.models import MOST_ANSWER_DAYS
from portal.core.i18n import _l
from portal.web.forms import EditingForm, PortalForm, day, line, number, paragraph, send, tick

MOST = 100_000_000


class RulesForm(EditingForm):
    has_reserve = tick(_l("Keep a reserve list"), hint=_l("Clusters on it are offered places that become free."))
    reserve_until = day(
        _l("The reserve list ends on (optional)"),
        hint=_l("After that day no place is offered from it. When left empty, it has no end."),
    )
    has_appeals = tick(
        _l("Hear objections"),
        hint=_l("A cluster that was not approved may say within 10 working days that the rules were not followed."),
    )
    answer_days = number(
        _l("Working days until an objection is answered"),
        least=1,
        most=MOST_ANSWER_DAYS,
        required=_l("Enter how many working days the answer may take."),
        hint=_l("The cluster reads the date. One that was made keeps its date when this is changed."),
    )
    terms = paragraph(_l("Terms of the award"), hint=_l("Every school accepts these words."), longest=20_000, rows=8)
    starts_on = day(
        _l("Awards start on (optional)"), hint=_l("When left empty, an award starts when every school has accepted.")
    )
    interim_on = day(_l("Interim report by (optional)"))
    final_on = day(_l("Final report by (optional)"))
    submit = send(_l("Save the rules"))


def _name() -> Any:
    return line(_l("Name of the line"), required=_l("Enter the name of the line."), hint=_l("For example: Visits."))


def _amount() -> Any:
    return number(
        _l("Amount"),
        least=0,
        most=MOST,
        required=_l("Enter the amount."),
        hint=_l("In whole units of the currency, without pence."),
    )


class LineForm(PortalForm):
    makes_new = True

    name = _name()
    amount = _amount()
    submit = send(_l("Add the line"))


class ChangeLineForm(EditingForm):
    name = _name()
    amount = _amount()
    submit = send(_l("Save the line"))
