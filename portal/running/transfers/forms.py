"""Forms about what is shared abroad."""

from portal.core.i18n import _l
from portal.web.forms import EditingForm, PortalForm, paragraph, send, tick


class NoteForm(PortalForm):
    submit = send(_l("We have read this"))


class RuleForm(EditingForm):
    is_covered = tick(
        _l("The law there protects people as well as ours"),
        hint=_l("The United Kingdom and the European Union have decided so. Schools are then told nothing."),
    )
    words = paragraph(
        _l("What schools should know besides"),
        hint=_l("For example, which contract the programme has with schools there."),
    )
    submit = send(_l("Save"))
