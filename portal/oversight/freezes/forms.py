"""Forms about what is read-only."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, paragraph, send


class FreezeForm(PortalForm):
    reason = paragraph(
        _l("Why is it made read-only?"),
        required=_l("Write the reason. Those whom it is about read it."),
        hint=_l("Those whom it is about read this. Say what happens next, and whom to ask. Name no pupil."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Make it read-only"))


class LiftForm(PortalForm):
    reason = paragraph(
        _l("Why does it go on?"),
        required=_l("Write why it goes on. Those whom it is about read it."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Let it go on"))
