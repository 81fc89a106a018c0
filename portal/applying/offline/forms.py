"""Forms of this room: shape only."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, file, send, tick


class BringForm(PortalForm):
    file = file(
        _l("The form that you filled in"),
        hint=_l("The Word document (.docx) that you downloaded here."),
        only="docx",
        refused=_l("Choose the Word document (.docx) that you downloaded here."),
    )
    confirm_undo = tick(
        _l("I know that this may undo signatures"),
        hint=_l("Only needed in the last two days before the deadline."),
    )
    submit = send(_l("Bring the answers in"))
