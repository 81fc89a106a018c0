"""Form of a letter's template."""

from portal.core.i18n import _l
from portal.web.forms import EditingForm, paragraph, send


class TemplateForm(EditingForm):
    letter = paragraph(_l("Letter"), required=_l("Write the letter."), longest=8000, rows=18)
    welsh = paragraph(
        _l("The letter in Welsh"),
        hint=_l("With the same places. Leave it empty, and clusters that chose Welsh get the English letter."),
        longest=8000,
        rows=18,
    )
    submit = send(_l("Save the letter"))
