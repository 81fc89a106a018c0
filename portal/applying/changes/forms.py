"""The programme's word on a change."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, paragraph, pick_one, send


class DecideForm(PortalForm):
    answer = pick_one(
        _l("What does the programme say?"),
        (
            ("approve", _l("The cluster goes on as it is")),
            ("refuse", _l("The cluster has to find a school first")),
        ),
        required=_l("Choose an answer."),
    )
    reason = paragraph(
        _l("Why?"),
        required=_l("Say why. The schools of the cluster read it."),
        hint=_l("The schools of the cluster read it."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Tell the cluster"))
