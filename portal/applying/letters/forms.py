"""Form of a letter's template."""

from portal.core.i18n import _l
from portal.web.forms import EditingForm, paragraph, send


class TemplateForm(EditingForm):
    letter = paragraph(_l("Letter"), required=_l("Write the letter."), longest=8000, rows=18)
    submit = send(_l("Save the letter"))
