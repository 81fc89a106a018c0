"""Forms of a sending of results."""

from wtforms import HiddenField

from portal.core.i18n import _l
from portal.web.forms import PortalForm, as_uuid, pick_several, send


class SendForm(PortalForm):
    digest = HiddenField()
    decisions = pick_several(_l("Send the results of"), required=_l("Choose at least one."), coerce=as_uuid)
    submit = send(_l("Send the results"))
