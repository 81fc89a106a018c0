"""Forms about one's data: closing an account, asking about data, answering."""

from portal.core.i18n import _l
from portal.oversight.privacy.models import RequestKind
from portal.web.forms import PortalForm, email, line, paragraph, pick_one, send, tick

KINDS = {
    RequestKind.ACCESS: _l("See what you keep about me"),
    RequestKind.CORRECTION: _l("Put something right that I cannot change myself"),
    RequestKind.ERASURE: _l("Remove something"),
    RequestKind.OBJECTION: _l("Object to how my data is used"),
    RequestKind.COMPLAINT: _l("Complain about how my data was handled"),
}


class CloseForm(PortalForm):
    sure = tick(
        _l("I want my account to be closed in 14 days. Until then I can change my mind."),
        required=_l("Tick the box if you want your account to be closed."),
    )
    submit = send(_l("Close my account"))


class LastContactCloseForm(CloseForm):
    """For the only contact of a school."""

    nobody_else = tick(_l("Nobody else at the school can take over. The school may stay without a contact."))


class AskForm(PortalForm):
    kind = pick_one(_l("What do you want?"), KINDS.items(), required=_l("Choose what you want."))
    name = line(_l("Your name"), required=_l("Enter your name."), longest=120)
    email = email(
        _l("Your e-mail address"), required=_l("Enter your e-mail address."), hint=_l("We answer to this address.")
    )
    words = paragraph(
        _l("What is it about?"),
        required=_l("Write what it is about."),
        hint=_l("Say what, and where you saw it. Do not write about the health, religion or origin of anyone."),
        longest=4000,
    )
    submit = send(_l("Send"))


class AnswerForm(PortalForm):
    outcome = pick_one(
        _l("How does it end?"),
        [("done", _l("Done")), ("refused", _l("Refused, for the reason below"))],
        required=_l("Choose how it ends."),
    )
    words = paragraph(
        _l("Your answer"),
        required=_l("Write your answer."),
        hint=_l("It is mailed to who asked. With a refusal, give the reason; the right to complain is added."),
        longest=4000,
    )
    submit = send(_l("Send the answer"))
