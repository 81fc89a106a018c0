"""Forms about notices."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, send


class MarkAllReadForm(PortalForm):
    """One button."""

    submit = send(_l("Mark all as read"))
