"""Forms about first messages."""

from portal.core.i18n import _l
from portal.running.firstposts.models import FIRST_DAYS, FIRST_MESSAGES
from portal.web.forms import EditingForm, PortalForm, number, paragraph, send, tick


class RuleForm(EditingForm):
    is_on = tick(
        _l("Hold the first messages of new schools"),
        hint=_l("Nobody else sees them until the cluster's coordinator, the deputy or the programme has read them."),
    )
    days = number(
        _l("For how many days after a school is verified?"),
        least=1,
        most=365,
        required=_l("Enter how many days."),
        default=FIRST_DAYS,
    )
    messages = number(
        _l("How many first messages?"),
        least=1,
        most=50,
        required=_l("Enter how many messages."),
        default=FIRST_MESSAGES,
    )
    submit = send(_l("Save"))


class ApproveForm(PortalForm):
    submit = send(_l("Put it on the board"))


class WithdrawForm(PortalForm):
    submit = send(_l("Take the message back"))


class ReturnForm(PortalForm):
    reason = paragraph(
        _l("Why does it go back?"),
        hint=_l("The author reads this, and nobody outside their school."),
        required=_l("Say why, so that the author can write it differently."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Return it to its author"))
