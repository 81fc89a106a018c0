"""What is asked before a workbook is made."""

from portal.applying.applications.models import UNSENT, Stage
from portal.applying.applications.pages import STAGE_WORDS_FOR_STAFF
from portal.core.i18n import _l
from portal.oversight.exports.forms import PURPOSES
from portal.web.forms import PortalForm, paragraph, pick_from_list, pick_one, send

STAGES = (("", _l("All that came in")), *((s.value, STAGE_WORDS_FOR_STAFF[s]) for s in Stage if s not in UNSENT))


class WorkbookForm(PortalForm):
    """Which applications, and what for."""

    makes_new = True

    stage = pick_from_list(_l("Which applications?"), STAGES, required=None)
    purpose = pick_one(_l("What do you need it for?"), PURPOSES, required=_l("Choose what you need it for."))
    words = paragraph(
        _l("In your own words"),
        required=_l("Write what you need it for."),
        hint=_l("Kept with the export, and read by the auditors. Name nobody."),
        longest=500,
        rows=3,
    )
    submit = send(_l("Make the workbook"))
