"""Forms of shared costs. Amounts are typed as people write them (12.50) and read by `money`."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from portal.core.i18n import _, _l
from portal.identity.schools.models import School
from portal.running.ledger import money
from portal.running.ledger.models import EntryKind, EntryStatus, ShareRule
from portal.running.ledger.money import Paid
from portal.running.visits.words import currencies
from portal.web.forms import (
    EditingForm,
    PictureWithoutPupils,
    PortalForm,
    as_uuid,
    day,
    file,
    line,
    no_pupils,
    number,
    pick_from_list,
    pick_one,
    send,
    tick,
)

KINDS = {
    EntryKind.CONTRIBUTION: _l("Paid in by a school"),
    EntryKind.INCOME: _l("Income of the cluster"),
    EntryKind.BILL: _l("Bill"),
    EntryKind.PAYOUT: _l("Paid back to a school"),
    EntryKind.CARRY: _l("Carried by the other schools"),
    EntryKind.TRANSFER: _l("Came with another cluster"),
    EntryKind.REVERSAL: _l("Reversal"),
}
STATES = {
    EntryStatus.WAITING: _l("Waits for a second person"),
    EntryStatus.POSTED: _l("Counts"),
    EntryStatus.REFUSED: _l("Refused"),
}
_LIMIT = _l("From which amount do two people have to say yes?")
_LIMIT_HINT = _l("A payment above this amount waits for a second person. 0 means: always.")


def read_limit(form: PortalForm, currency: str) -> int | None:
    """The limit in minor units; None with words beside the field when it is no amount."""
    typed = str(form["limit"].data or "").strip()
    found = 0 if typed.strip("0.,") == "" and typed else money.read(typed, currency)
    if found is None:
        form["limit"].errors = [*form["limit"].errors, _("Enter an amount, like 200 or 0.")]
    return found


class OpenForm(PortalForm):
    makes_new = True

    school_id = pick_one(_l("Which school keeps the money?"), required=_l("Choose a school."), coerce=as_uuid)
    currency = pick_from_list(
        _l("In which money do you keep the books?"), required=_l("Choose a currency."), default="GBP"
    )
    limit = line(_LIMIT, required=_l("Enter an amount."), hint=_LIMIT_HINT, longest=16, default="200")
    submit = send(_l("Share costs from now on"))

    def offer(self, schools: Iterable[tuple[Any, Any]]) -> None:
        self.school_id.choices = list(schools)
        self.currency.choices = currencies()


class RulesForm(EditingForm):
    """With a number for each school, added by `rules_form`."""

    weighs: Mapping[str, uuid.UUID] = {}

    limit = line(_LIMIT, required=_l("Enter an amount."), hint=_LIMIT_HINT, longest=16)
    share_rule = pick_one(
        _l("How are bills shared?"),
        [
            (ShareRule.EQUAL.value, _l("Every member school carries the same")),
            (ShareRule.WEIGHTED.value, _l("By weight")),
        ],
        required=_l("Choose one."),
        hint=_l("By weight: a school with 2 carries twice as much as one with 1, and a school with 0 carries nothing."),
    )
    submit = send(_l("Save the rules"))

    def read_weights(self) -> dict[uuid.UUID, int]:
        """How much each school carries; nothing where all carry the same. A box that is left empty, or is not there, says nothing about its school."""
        if self.share_rule.data == ShareRule.EQUAL.value:
            return {}
        return {key: self[name].data for name, key in self.weighs.items() if self[name].data is not None}


def rules_form(schools: Iterable[School], **given: Any) -> RulesForm:
    """The rules, with a box for the weight of each school. `given`: limit, rule, version, and `weights` by school."""
    weights, fields, names = given.pop("weights"), {}, {}
    for school in schools:
        name = f"weight_{school.id.hex}"
        fields[name] = number(_("Weight of %(school)s", school=school.name), least=0, most=1000)
        names[name] = school.id
        given[name] = weights.get(school.id, 1)
    made = type("ClusterRulesForm", (RulesForm,), {**fields, "weighs": names})
    form: RulesForm = made(**given)
    return form


class EntryForm(PictureWithoutPupils):
    """What all entries have in common. A kind that does not ask for a school, or for where the money comes from, takes the field out."""

    read_by_others = ("title", "rate_source")
    makes_new = True

    school_id = pick_from_list(_l("Which school?"), required=_l("Choose a school."), coerce=as_uuid)
    title = line(_l("What for?"), required=_l("Say what for."), longest=160)
    amount = line(_l("Amount"), required=_l("Enter an amount."), hint=_l("For example, 12.50."), longest=16)
    currency = pick_from_list(_l("In which money?"), required=_l("Choose a currency."))
    rate = line(
        _l("Rate, if it is other money than your books"),
        hint=_l("How much of the money of your books one unit of it is: 0.0061."),
        longest=16,
    )
    rate_source = line(
        _l("Who stated the rate, and when?"), hint=_l("For example: our bank, 3 March 2027."), longest=200
    )
    happened_on = day(_l("On which day?"), required=_l("Enter the day."))
    from_income = tick(_l("Pay it from the cluster’s own income, not from the schools"))
    file = file(_l("Receipt (optional)"))
    no_pupils = no_pupils()
    submit = send(_l("Enter it"))

    def offer(self, base: str, schools: Iterable[tuple[Any, Any]]) -> None:
        self.base = base
        self.currency.choices = currencies()
        if not self.currency.data:
            self.currency.data = base
        if "school_id" in self:
            self.school_id.choices = list(schools)

    def paid(self, receipt: Any) -> Paid | None:
        """What was typed; None with words beside a field that cannot be read."""
        minor, rate = money.read(self.amount.data, self.currency.data), money.read_rate(self.rate.data)
        if minor is None:
            self.amount.errors = [*self.amount.errors, _("Enter an amount above 0, like 12.50.")]
        if self.rate.data and rate is None:
            self.rate.errors = [*self.rate.errors, _("Enter a rate, like 0.0061.")]
        if minor is None or (self.rate.data and rate is None):
            return None
        return Paid(
            minor,
            self.currency.data,
            self.title.data,
            self.happened_on.data,
            rate,
            self.rate_source.data or "",
            receipt,
        )


class ReverseForm(PortalForm):
    read_by_others = ("words",)

    words = line(_l("Why is it reversed?"), required=_l("Say why."), longest=160)
    submit = send(_l("Reverse it"))


class SecondForm(PortalForm):
    agrees = pick_one(
        _l("Do you say yes to this payment?"), [("yes", _l("Yes")), ("no", _l("No"))], required=_l("Choose one.")
    )
    submit = send(_l("Send the answer"))


class CarryForm(PortalForm):
    school_id = pick_one(_l("Whose balance do the others carry?"), required=_l("Choose a school."), coerce=as_uuid)
    submit = send(_l("Ask a second person to agree"))


class OfferForm(PortalForm):
    makes_new = True

    school_id = pick_one(
        _l("Which school keeps the money from now on?"), required=_l("Choose a school."), coerce=as_uuid
    )
    submit = send(_l("Ask this school"))


class TakeForm(PortalForm):
    agrees = pick_one(
        _l("Does your school take the money over?"),
        [("yes", _l("Yes, with exactly this balance")), ("no", _l("No"))],
        required=_l("Choose one."),
    )
    submit = send(_l("Send the answer"))
