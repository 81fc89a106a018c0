"""Forms of closed schools."""

from typing import Any

from portal.core.i18n import _l
from portal.web.forms import PortalForm, line, pick_one, send, tick

NONE = "none"
OTHER = "other"


class AskForm(PortalForm):
    submit = send(_l("Ask what follows"))


class ChooseForm(PortalForm):
    """Which school follows. `number` is for the programme's people alone."""

    choice = pick_one(_l("Which school follows?"), required=_l("Choose the school that follows, or that none does."))
    number = line(
        _l("Its number in the register"),
        hint=_l(
            "Only if you chose another school. Only the programme can name a school that the register does not link."
        ),
        longest=20,
    )
    is_sure = tick(
        _l("I know that the school closes here if none follows, or if the one that follows is here already"),
        hint=_l("Not needed where the school only goes on under another number."),
    )
    submit = send(_l("Save what follows"))

    def __init__(self, *args: Any, may_name_any: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_name_any:
            del self.number
