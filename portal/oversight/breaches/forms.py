"""The forms of the list of breaches."""

from portal.core.i18n import _l
from portal.oversight.breaches.models import Risk, StepKind
from portal.web.forms import PortalForm, day, number, paragraph, pick_one, send, time_of_day

RISKS = (
    (Risk.UNLIKELY.value, _l("Harm to people is unlikely")),
    (Risk.LIKELY.value, _l("Harm to people is likely")),
    (Risk.HIGH.value, _l("A high risk for people")),
)
STEPS = (
    (StepKind.NOTE.value, _l("A note")),
    (StepKind.REGULATOR_TOLD.value, _l("The regulator (ICO) was told")),
    (StepKind.REGULATOR_NOT_NEEDED.value, _l("The regulator need not be told")),
    (StepKind.PEOPLE_TOLD.value, _l("The people it concerns were told")),
    (StepKind.PEOPLE_NOT_NEEDED.value, _l("The people need not be told")),
    (StepKind.CLOSED.value, _l("It is finished")),
)


class BreachForm(PortalForm):
    """What happened."""

    makes_new = True

    known_on = day(
        _l("On which day did you come to know of it?"), required=_l("Enter the day on which you came to know of it.")
    )
    known_time = time_of_day(
        _l("At what time? (UK time)"), required=_l("Enter the time at which you came to know of it.")
    )
    description = paragraph(
        _l("What happened, and what data it concerns"),
        required=_l("Write what happened."),
        hint=_l("Kinds of data and of people, what was done at once. Name nobody."),
    )
    about_people = number(
        _l("How many people does it concern, as far as you know? (optional)"), least=0, most=10_000_000
    )
    risk = pick_one(_l("How great is the risk for them?"), RISKS, required=_l("Choose how great the risk is."))
    submit = send(_l("Enter it"))


class StepForm(PortalForm):
    """What was done."""

    kind = pick_one(_l("What was done?"), STEPS, required=_l("Choose what was done."))
    words = paragraph(
        _l("Say more"),
        required=_l("Write what was done, or why."),
        hint=_l("When something need not be done: why. Reference numbers, dates. Name nobody."),
    )
    submit = send(_l("Write it down"))
