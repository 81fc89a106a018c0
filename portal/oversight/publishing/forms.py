"""The form of the public page."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, paragraph, send, tick


class PublicPageForm(PortalForm):
    """Whether it is shown, and what it says."""

    is_shown = tick(
        _l("Show the page to everyone"), hint=_l("Anyone who has its address can read it, without signing in.")
    )
    words = paragraph(
        _l("What everyone should know of your cluster (optional)"),
        hint=_l("Name no pupils and no teachers. No addresses, no telephone numbers."),
        longest=1500,
        rows=6,
    )
    submit = send(_l("Save"))
