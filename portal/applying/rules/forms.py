"""The form of how a round is reviewed."""

from portal.applying.rules.models import Balance
from portal.core.i18n import _, _l
from portal.identity.schools.forms import NATIONS
from portal.web.forms import EditingForm, PortalForm, as_uuid, line, number, pick_from_list, pick_one, send, tick

BALANCES = (
    (Balance.NONE.value, _l("None")),
    (Balance.FIRST_TIME.value, _l("Clusters that have never had an award come first")),
    (Balance.NATION.value, _l("Clusters that are led from one part of the United Kingdom come first")),
)


class RulesForm(EditingForm):
    quality_bar = number(
        _l("Quality bar"),
        least=0,
        most=100,
        required=_l("Enter the quality bar."),
        hint=_l("The least mean that can be funded, 0 to 100."),
    )
    criterion_floor = number(
        _l("Least mean of each criterion"),
        least=0,
        most=5,
        required=_l("Enter the least mean of each criterion."),
        hint=_l("0 to 5. Below it an application does not reach the quality bar, however good the rest is."),
    )
    tie_first_id = pick_from_list(_l("When two are equal: first look at"), required=None, coerce=as_uuid)
    tie_second_id = pick_from_list(_l("Then look at"), required=None, coerce=as_uuid)
    balance = pick_one(_l("Then the aim of the programme"), BALANCES, required=_l("Choose an aim, or none."))
    balance_nation = pick_from_list(
        _l("From which part of the United Kingdom?"),
        [("", _l("None")), *NATIONS[1:]],
        required=None,
        hint=_l("Only where clusters led from there come first. The lead school counts."),
    )
    publishes_bands = tick(_l("With the outcome, tell clusters in which band they are (in words, never in points)"))
    is_blind = tick(
        _l("Reviewers read without the names of schools and people"),
        hint=_l("Names of the cluster, its schools and people are taken out of the copy that reviewers read."),
    )
    has_discussion = tick(_l("When all reviews are in, reviewers of an application can read each other and talk"))
    needs_calibration = tick(_l("Reviewers score the sample applications before they are asked to read"))
    panel_together = tick(
        _l("Applications go to the panel together"),
        hint=_l(
            "When all have their reviews, or when a manager sends those that are ready. Without it each goes with its own last review."
        ),
    )
    submit = send(_l("Save the rules"))

    def offer(self, criteria: list[tuple[object, str]]) -> None:
        """The criteria that can break ties."""
        self.tie_first_id.choices = [("", _("The usual: the second criterion")), *criteria]
        self.tie_second_id.choices = [("", _("The usual: the last criterion")), *criteria]


class LineForm(PortalForm):
    makes_new = True

    title = line(
        _l("What has to be checked?"),
        required=_l("Write what has to be checked."),
        hint=_l(
            "A sentence that can be answered with yes or no, for example: Every partner school has confirmed its part."
        ),
        longest=300,
    )
    submit = send(_l("Add this line"))
