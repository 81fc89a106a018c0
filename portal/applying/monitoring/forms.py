"""Forms of reports and instalments."""

from portal.core.i18n import _l
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    line,
    number,
    paragraph,
    pick_from_list,
    pick_one,
    send,
)

MOST = 100_000_000


class WriteForm(EditingForm):
    read_by_others = ("went_well", "learned", "spending", "missing")

    went_well = paragraph(
        _l("What went well"),
        hint=_l("What did pupils and teachers do, and what changed? Pupils are counted, never named."),
        rows=6,
    )
    learned = paragraph(
        _l("What you learned"), hint=_l("Also what did not work. The programme learns from it."), rows=5
    )
    spending = paragraph(_l("What the money was for"), rows=4)
    spent = number(
        _l("How much was spent so far"), least=0, most=MOST, hint=_l("In whole units of the currency, without pence.")
    )
    missing = paragraph(
        _l("If no partner school has added its words: why not?"),
        hint=_l("Look first whether they have holidays. Leave this empty when they have."),
        rows=2,
    )
    submit = send(_l("Save the report"))


class VoiceForm(PortalForm):
    read_by_others = ("words",)

    school_id = pick_from_list(_l("Your school"), required=_l("Choose your school."), coerce=as_uuid)
    words = paragraph(
        _l("What your school says"),
        required=_l("Write what your school says."),
        hint=_l("In your own language if you like. It goes into the report as it is."),
        rows=6,
    )
    submit = send(_l("Add our words"))


class JudgeForm(PortalForm):
    verdict = pick_one(
        _l("Is the report enough?"),
        (("accept", _l("Yes: it is accepted")), ("return", _l("Not yet: give it back"))),
        required=_l("Say whether the report is enough."),
    )
    note = paragraph(_l("Words for the schools"), hint=_l("Needed when you give it back."), longest=2000, rows=4)
    submit = send(_l("Save"))


class WaiveForm(PortalForm):
    note = paragraph(
        _l("Why is this report not needed?"), required=_l("Say why. The schools read it."), longest=2000, rows=3
    )
    submit = send(_l("Do without the report"))


class MoveForm(PortalForm):
    to_on = day(_l("The new day"), required=_l("Enter the day."))
    reason = paragraph(_l("Why?"), required=_l("Say why. The schools read it."), longest=2000, rows=3)
    submit = send(_l("Move the day"))


class PlanForm(PortalForm):
    makes_new = True

    amount = number(
        _l("Amount"),
        least=1,
        most=MOST,
        required=_l("Enter the amount."),
        hint=_l("In whole units of the currency, without pence."),
    )
    due_on = day(_l("To be paid on"), required=_l("Enter the day."))
    submit = send(_l("Plan the instalment"))


class PayForm(PortalForm):
    paid_on = day(_l("Paid on"), required=_l("Enter the day on which it was paid."))
    payment_mark = line(
        _l("Number of the payment (optional)"), hint=_l("As the bank or the finance office calls it."), longest=80
    )
    submit = send(_l("Write down that it was paid"))
