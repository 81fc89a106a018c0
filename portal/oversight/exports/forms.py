"""What is asked before a table leaves."""

from portal.core.i18n import _l
from portal.oversight.exports.models import Purpose
from portal.web.forms import PortalForm, paragraph, pick_one, send

PURPOSES = (
    (Purpose.AUDIT.value, _l("An audit or a check of the programme")),
    (Purpose.BREACH.value, _l("Something went wrong with data, and people have to be told")),
    (Purpose.COMPLAINT.value, _l("A complaint, an objection or a request about data")),
    (Purpose.REPORTING.value, _l("Figures for a report")),
    (Purpose.SUPPORT.value, _l("Helping schools")),
)


class PurposeForm(PortalForm):
    """What a table is needed for."""

    purpose = pick_one(_l("What do you need it for?"), PURPOSES, required=_l("Choose what you need it for."))
    words = paragraph(
        _l("In your own words"),
        required=_l("Write what you need it for."),
        hint=_l("Kept with the export, and read by the auditors. Name nobody."),
        longest=500,
        rows=3,
    )
    submit = send(_l("Download the table"))
