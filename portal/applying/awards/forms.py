"""Forms of decisions and awards."""

from portal.applying.awards.models import Decision, Outcome
from portal.core.i18n import _, _l
from portal.web.forms import EditingForm, PortalForm, day, paragraph, pick_one, send, tick

OUTCOMES = (
    (Outcome.APPROVED.value, _l("Approved")),
    (Outcome.CONDITIONAL.value, _l("Approved with conditions")),
    (Outcome.RESERVE.value, _l("On the reserve list")),
    (Outcome.DECLINED.value, _l("Not approved")),
)


class DecisionForm(EditingForm):
    outcome = pick_one(_l("Outcome"), OUTCOMES, required=_l("Choose the outcome."))
    reasons = paragraph(
        _l("Reasons"), required=_l("Write the reasons."), hint=_l("The cluster reads them when the results are sent.")
    )
    conditions = paragraph(_l("Conditions"), hint=_l("Only for an approval with conditions."))
    feedback = paragraph(
        _l("Feedback"),
        required=_l("Write the feedback."),
        hint=_l("For every outcome. The cluster reads it; it names no reviewer and no score."),
    )
    letter = paragraph(
        _l("Letter"),
        required=_l("Write the letter."),
        hint=_l("A second person reads it before it is sent."),
        rows=10,
    )
    accept_by = day(
        _l("The schools accept by (optional)"), hint=_l("For an approval. Four weeks from today when left empty.")
    )
    submit = send(_l("Record the decision"))

    def start_from(self, held: Decision | None, *, cluster: str, round_name: str) -> None:
        """Show the decision that is held, or a letter to begin with."""
        if held is None:
            parts = (
                _("Dear colleagues of %(cluster)s,", cluster=cluster),
                _("Thank you for your application to %(round)s.", round=round_name)
                + " "
                + _("It was read by reviewers and discussed by a panel."),
                _("The outcome, the reasons for it and what happens next are on this page."),
                _("With kind regards") + "\n" + _("The programme team"),
            )
            self.letter.data = "\n\n".join(parts)
            return
        self.outcome.data = held.outcome.value
        self.accept_by.data = held.accept_by
        for name in ("reasons", "conditions", "feedback", "letter"):
            self[name].data = getattr(held, name)


class ReleaseForm(PortalForm):
    letter_read = tick(_l("I have read the letter"), required=_l("Read the letter, then tick this."))
    submit = send(_l("Send the results"))


class AcceptForm(PortalForm):
    school = pick_one(_l("For which school do you sign?"), required=_l("Choose the school for which you sign."))
    agreed = tick(_l("We accept the award and its conditions"), required=_l("Tick this to accept for your school."))
    submit = send(_l("Accept for our school"))
