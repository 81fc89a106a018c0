"""Forms of mails to many people of a round."""

from wtforms import HiddenField

from portal.core.i18n import _l
from portal.web.forms import PortalForm, paragraph, send


class RoundMailForm(PortalForm):
    digest = HiddenField()
    submit = send(_l("Send the mail"))


class NewsForm(PortalForm):
    read_by_others = ("words",)
    words = paragraph(
        _l("What do you want to tell them?"),
        required=_l("Write what you want to tell them."),
        hint=_l(
            "They get these words by mail, and see them on their page. Say nothing here about one application alone."
        ),
    )
    digest = HiddenField()
    submit = send(_l("Send the mail"))
