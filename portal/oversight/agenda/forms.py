"""The form of the agenda."""

import uuid

from wtforms import HiddenField

from portal.core.i18n import _l
from portal.web.forms import PortalForm, keys_in, pick_several, send


class AgendaForm(PortalForm):
    """What the panel talks about. `shown`: what was on the agenda when the page was made, with blanks between."""

    chosen = pick_several(
        _l("What the panel talks about"), hint=_l("Ticked: on the agenda. Take a tick away to take it off."), coerce=str
    )
    shown = HiddenField()
    submit = send(_l("Save the agenda"))

    def picked(self) -> set[uuid.UUID]:
        """The keys that were ticked."""
        return keys_in(" ".join(self.chosen.data or ()))

    def known(self) -> set[uuid.UUID]:
        """The keys that were on the agenda when the page was made."""
        return keys_in(self.shown.data)
