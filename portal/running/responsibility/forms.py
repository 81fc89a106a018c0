"""Forms of a transfer of responsibility."""

from portal.core.i18n import _, _l
from portal.running.responsibility.models import Phase
from portal.web.forms import EditingForm, PortalForm, day, line, pick_one, send

PHASES = {
    Phase.PREPARING.value: _l("Preparing"),
    Phase.TRAINING.value: _l("Training"),
    Phase.TRANSITION.value: _l("Transition"),
    Phase.MAINTENANCE.value: _l("Maintenance"),
    Phase.ENDED.value: _l("Handed over"),
    Phase.STOPPED.value: _l("Stopped"),
}
_TO_COME = {code: PHASES[code] for code in (Phase.TRAINING.value, Phase.TRANSITION.value, Phase.MAINTENANCE.value)}


class BeginForm(PortalForm):
    makes_new = True
    read_by_others = ("body", "authority")

    body = line(_l("Which body has supported you?"), required=_l("Enter the name of the body."), longest=200)
    authority = line(_l("Which authority takes over?"), required=_l("Enter the name of the authority."), longest=200)
    review_on = day(_l("When is it looked at again?"), required=_l("Enter a day."))
    submit = send(_l("Plan it"))


class TermsForm(EditingForm):
    read_by_others = ("official",)

    official = line(
        _l("Which office of the authority has committed itself?"),
        hint=_l("The office, not a name: Head of primary education."),
        longest=200,
    )
    committed_on = day(_l("On which day?"))
    review_on = day(_l("When is it looked at again?"), required=_l("Enter a day."))
    funding = line(
        _l("What share of the costs does the body still pay?"),
        hint=_l("Year and per cent, with commas between: 2027 100, 2028 60, 2029 0."),
        longest=200,
    )
    submit = send(_l("Save"))

    def years(self) -> dict[int, int] | None:
        """The shares by year; None with words beside the field when they cannot be read."""
        found: dict[int, int] = {}
        for part in [one.split() for one in str(self.funding.data or "").replace("%", "").split(",") if one.strip()]:
            fits = len(part) == 2 and all(p.isascii() and p.isdigit() and len(p) < 5 for p in part)
            if not fits or not 2000 <= int(part[0]) <= 2100 or int(part[1]) > 100 or int(part[0]) in found:
                self.funding.errors = [
                    *self.funding.errors,
                    _("Enter a year and a number from 0 to 100, like 2027 60."),
                ]
                return None
            found[int(part[0])] = int(part[1])
        return found


class TaskForm(PortalForm):
    makes_new = True
    read_by_others = ("title",)

    title = line(_l("What does the authority take over?"), required=_l("Say what it is."), longest=160)
    phase = pick_one(_l("In which phase?"), _TO_COME.items(), required=_l("Choose a phase."))
    due_on = day(_l("Until which day?"), required=_l("Enter a day."))
    submit = send(_l("Add the task"))


class TakeForm(PortalForm):
    read_by_others = ("taken_by",)

    taken_by = line(_l("Which office does it from now on?"), required=_l("Enter the office."), longest=200)
    submit = send(_l("It is taken over"))
