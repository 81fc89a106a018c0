"""Forms of the record."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, email, send


class WhoForm(PortalForm):
    """Whose deeds are looked for: an address is sent in the form, and never stands in the address of a page."""

    is_door = True  # the address is known already

    who = email(
        _l("E-mail address of who did it"), required=_l("Enter the person's e-mail address."), autocomplete="off"
    )
    submit = send(_l("Show what this person did"))
