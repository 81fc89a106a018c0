"""Forms of agreements."""

from wtforms import HiddenField

from portal.core.i18n import _l
from portal.web.forms import EditingForm, PortalForm, day, line, paragraph, send, tick


class AgreementForm(EditingForm):
    read_by_others = ("aims", "objectives")

    aims = paragraph(
        _l("Aims: what do you want to reach together?"),
        required=_l("Write down the aims."),
        hint=_l("For example: our pupils know how water is used at the other end, and why."),
        longest=6000,
        rows=6,
    )
    objectives = paragraph(
        _l("Objectives: how will you notice that you get there? (optional)"),
        hint=_l("For example: every class has sent three letters by summer."),
        longest=6000,
        rows=6,
    )
    review_on = day(
        _l("When do you look at it again? (optional)"),
        hint=_l("We remind you two weeks before. A year from now is a good day."),
    )
    submit = send(_l("Save"))


class PartForm(EditingForm):
    read_by_others = ("contribution",)

    contribution = paragraph(
        _l("What does your school bring?"),
        required=_l("Write down what your school brings."),
        hint=_l("Time, a class, ideas, songs, a place to meet: it need not be money."),
        longest=4000,
        rows=6,
    )
    submit = send(_l("Save"))


class SignForm(PortalForm):
    digest = HiddenField()
    agree = tick(_l("I have read this text and agree to it for my school"), required=_l("Tick the box to sign."))
    submit = send(_l("Sign for my school"))


class SignByLinkForm(PortalForm):
    digest = HiddenField()
    name = line(_l("Your name"), required=_l("Write your name."), longest=120, autocomplete="name")
    agree = tick(
        _l("I am the head, or act as head, and agree to this text for my school"), required=_l("Tick the box to sign.")
    )
    submit = send(_l("Sign for my school"))


class DeclineForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("What would have to change?"),
        required=_l("Say what would have to change."),
        hint=_l("The schools of the partnership read it."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Do not sign"))


class ReviewForm(PortalForm):
    next_review_on = day(_l("When do you look at it again?"), required=_l("Enter a day."))
    submit = send(_l("It stands as it is"))
