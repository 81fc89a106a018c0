"""The form about a key."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, line, send


class KeyForm(PortalForm):
    """Sent again from a page gone back to, the name is refused; that is kinder than to lead to a key that may be taken back by now."""

    name = line(
        _l("What is the key for?"),
        required=_l("Write what the key is for, so that you know it again."),
        hint=_l("For example: the calendar on our school's website."),
        longest=80,
    )
    submit = send(_l("Make a key"))
