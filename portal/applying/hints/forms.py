"""The form of a private note to a reviewer."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, paragraph, send


class HintForm(PortalForm):
    makes_new = True

    words = paragraph(
        _l("What do you want to say?"),
        required=_l("Write what you want to say."),
        hint=_l(
            "For example which part of the scale is not used, and where the anchors help. Name no application and no other reviewer."
        ),
        longest=2000,
    )
    submit = send(_l("Send the note"))
