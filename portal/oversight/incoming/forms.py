"""Forms about mail that came back."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, send


class ResumeMailForm(PortalForm):
    """One button."""

    submit = send(_l("Send mail to me again"))
