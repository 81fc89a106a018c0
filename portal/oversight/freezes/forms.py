"""Forms about what is read-only."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, paragraph, send, tick


class FreezeForm(PortalForm):
    reason = paragraph(
        _l("Why is it made read-only?"),
        required=_l("Write the reason. Those whom it is about read it."),
        hint=_l("Those whom it is about read this. Say what happens next, and whom to ask. Name no pupil."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Make it read-only"))


class FreezePersonForm(FreezeForm):
    hides = tick(
        _l("Also hide everything that this person wrote"),
        hint=_l(
            "Messages with their files, requests, and words about stand-ins and visits. Nothing is deleted: you can show all of it again."
        ),
    )
    submit = send(_l("Make it read-only"))


class HideForm(PortalForm):
    reason = paragraph(
        _l("Why is it hidden?"),
        required=_l("Write the reason. The person reads it."),
        hint=_l("The person reads this. Say what happens next, and whom to ask. Name no pupil."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Hide all of it"))


class ShowForm(PortalForm):
    reason = paragraph(
        _l("Why is it shown again?"), required=_l("Write the reason. The person reads it."), longest=2000, rows=3
    )
    submit = send(_l("Show all of it again"))


class LiftForm(PortalForm):
    reason = paragraph(
        _l("Why does it go on?"),
        required=_l("Write why it goes on. Those whom it is about read it."),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Let it go on"))


class LiftHiddenForm(LiftForm):
    shows = tick(
        _l("Show again what this person wrote"), hint=_l("Without this it stays hidden until you show it again.")
    )
    submit = send(_l("Let it go on"))
