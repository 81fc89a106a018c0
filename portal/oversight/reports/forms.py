"""Forms of reports."""

from portal.core.i18n import _l
from portal.oversight.reports.models import Outcome, ReportKind
from portal.web.forms import PortalForm, email, line, paragraph, pick_one, send

KINDS = (
    (ReportKind.CHILD_HARM.value, _l("A child may be harmed or in danger")),
    (ReportKind.ADULT_CONDUCT.value, _l("How an adult behaves towards children, also if it seems small")),
    (ReportKind.ABUSE.value, _l("It is rude, hateful or bullying")),
    (ReportKind.PERSONAL_DATA.value, _l("It shows something private: a child’s name, a picture, a phone number")),
    (ReportKind.COPYRIGHT.value, _l("It uses someone’s work without permission")),
    (ReportKind.NOT_GENUINE.value, _l("It is not genuine: a false name, advertising, a fraud")),
    (ReportKind.OTHER.value, _l("Something else")),
)
OUTCOMES = (
    (Outcome.NOTHING.value, _l("Nothing had to be done")),
    (Outcome.ADVICE.value, _l("Someone was spoken to")),
    (Outcome.HIDDEN.value, _l("The thing stays hidden")),
    (Outcome.REFERRED.value, _l("The school’s safeguarding lead, the police or social services have it")),
    (Outcome.READ_ONLY.value, _l("A person, a school or a cluster was made read-only")),
)


class ReportForm(PortalForm):
    """One page, then it is sent. A visitor may say who they are; someone who is signed in need not."""

    makes_new = True

    kind = pick_one(_l("What worries you?"), KINDS, required=_l("Choose what comes closest. You cannot choose wrong."))
    words = paragraph(
        _l("What did you see or hear?"),
        required=_l("Write in a few words what worries you."),
        hint=_l("Plain words are enough. Say when, and who was there. Do not ask a child questions about it yourself."),
        longest=5000,
        rows=6,
    )
    place = line(
        _l("Where is it? (optional)"),
        hint=_l("The name of the school, the cluster or the page, or its address."),
        longest=300,
    )
    name = line(_l("Your name (optional)"), longest=120, autocomplete="name")
    email = email(
        _l("Your e-mail address (optional)"),
        hint=_l("Only so that we can ask you something. You get one mail with the reference."),
    )
    submit = send(_l("Send the report"))

    def fit(self, *, is_signed_in: bool, has_thing: bool) -> None:
        """Ask nothing that is known already."""
        if is_signed_in:
            del self.name, self.email
        if has_thing:
            del self.place


class NoteForm(PortalForm):
    makes_new = True

    words = paragraph(_l("Your note"), required=_l("Write a few words."), longest=5000, rows=4)
    submit = send(_l("Add the note"))


class PassOnForm(PortalForm):
    words = paragraph(
        _l("Why does it go to the others?"), required=_l("Write why it goes to the others."), longest=2000, rows=3
    )
    submit = send(_l("Pass it on"))


class ReasonForm(PortalForm):
    reason = paragraph(
        _l("The reason"),
        required=_l("Write the reason. Whoever wrote it reads this."),
        hint=_l("Whoever wrote it reads this. Never say who reported it, and do not repeat the report."),
        longest=2000,
        rows=4,
    )


class HideForm(ReasonForm):
    submit = send(_l("Hide it"))


class ShowForm(ReasonForm):
    submit = send(_l("Show it again"))


class CloseForm(PortalForm):
    outcome = pick_one(_l("What came of it?"), OUTCOMES, required=_l("Choose what came of it."))
    words = paragraph(
        _l("What was done, and why?"),
        required=_l("Write what was done, and why."),
        hint=_l("For those who handle reports alone."),
        longest=5000,
        rows=5,
    )
    answer = paragraph(
        _l("What does the person who reported it read? (optional)"),
        hint=_l("Thank them. Say nothing about others that they need not know."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Close the report"))


class AppealForm(PortalForm):
    words = paragraph(
        _l("Why should it be shown?"),
        required=_l("Write why you think that it should be shown."),
        hint=_l("A second person, who did not decide it, reads this and answers."),
        longest=3000,
        rows=5,
    )
    submit = send(_l("Object"))


class AnswerForm(PortalForm):
    upheld = pick_one(
        _l("What is your answer?"),
        [("yes", _l("The author is right: show it again")), ("no", _l("It stays hidden"))],
        required=_l("Choose an answer."),
    )
    answer = paragraph(
        _l("The reason"), required=_l("Write the answer. Whoever wrote it reads this."), longest=2000, rows=4
    )
    submit = send(_l("Answer"))
