"""Forms of the working agreement."""

from portal.core.i18n import _l
from portal.web.forms import EditingForm, PortalForm, day, number, paragraph, send


class WriteForm(EditingForm):
    read_by_others = ("commitments", "staff_time")

    commitments = paragraph(
        _l("What do the schools promise one another?"),
        required=_l("Write down what the schools promise one another."),
        hint=_l("Three or four sentences are enough. You can keep the words that stand here."),
        longest=4000,
        rows=6,
    )
    staff_time = paragraph(
        _l("How much time do teachers have for it? (optional)"),
        hint=_l("For example: half a day each month, and one meeting a term."),
        longest=1000,
        rows=2,
    )
    years = number(_l("For how many years?"), least=1, most=10, required=_l("Enter a number of years."), default=3)
    starts_on = day(_l("From which day? (optional; else from today)"))
    review_on = day(_l("When do you look at it again? (optional; else after a year)"))
    submit = send(_l("Ask the schools to sign"))


class ReviewForm(PortalForm):
    review_on = day(_l("When do you look at it again?"), required=_l("Enter a day."))
    submit = send(_l("It stands as it is"))
