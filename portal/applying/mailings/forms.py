"""Forms of mails to all who have not signed."""

from wtforms import HiddenField

from portal.core.i18n import _l
from portal.web.forms import PortalForm, send


class SigningMailForm(PortalForm):
    digest = HiddenField()
    submit = send(_l("Send the mail"))
